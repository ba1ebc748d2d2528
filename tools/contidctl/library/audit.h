/* SPDX-License-Identifier: GPL-2.0 */
/* libaudit: the functions that contidctl calls, once audit_load() has succeeded. */
#ifndef CONTIDCTL_LIBRARY_AUDIT_H
#define CONTIDCTL_LIBRARY_AUDIT_H

#include <libaudit.h>

#include "library/library.h"

#define AUDIT_FUNCTIONS(function) \
	function(audit_action_to_name) \
	function(audit_add_rule_data) \
	function(audit_add_watch_dir) \
	function(audit_close) \
	function(audit_delete_rule_data) \
	function(audit_detect_machine) \
	function(audit_elf_to_machine) \
	function(audit_errno_to_name) \
	function(audit_field_to_name) \
	function(audit_flag_to_name) \
	function(audit_fstype_to_name) \
	function(audit_get_reply) \
	function(audit_make_equivalent) \
	function(audit_msg_type_to_name) \
	function(audit_name_to_action) \
	function(audit_name_to_flag) \
	function(audit_name_to_msg_type) \
	function(audit_name_to_syscall) \
	function(audit_number_to_errmsg) \
	function(audit_open) \
	function(audit_operator_to_symbol) \
	function(audit_request_features) \
	function(audit_request_rules_list_data) \
	function(audit_request_status) \
	function(audit_reset_backlog_wait_time_actual) \
	function(audit_reset_lost) \
	function(audit_rule_create_data) \
	function(audit_rule_fieldpair_data) \
	function(audit_rule_free_data) \
	function(audit_rule_interfield_comp_data) \
	function(audit_set_backlog_limit) \
	function(audit_set_backlog_wait_time) \
	function(audit_set_enabled) \
	function(audit_set_failure) \
	function(audit_set_loginuid_immutable) \
	function(audit_set_rate_limit) \
	function(audit_syscall_to_name) \
	function(audit_trim_subtrees) \
	function(audit_update_watch_perms) \
	function(set_aumessage_mode)

struct audit_functions {
	AUDIT_FUNCTIONS(LIBRARY_POINTER)
};

extern struct audit_functions lib_audit;

int audit_load(const struct ctl *ctl);

/* What has a name of the library's is called through the pointer. */
#ifndef LIBRARY_NAMES
#define audit_action_to_name lib_audit.audit_action_to_name
#define audit_add_rule_data lib_audit.audit_add_rule_data
#define audit_add_watch_dir lib_audit.audit_add_watch_dir
#define audit_close lib_audit.audit_close
#define audit_delete_rule_data lib_audit.audit_delete_rule_data
#define audit_detect_machine lib_audit.audit_detect_machine
#define audit_elf_to_machine lib_audit.audit_elf_to_machine
#define audit_errno_to_name lib_audit.audit_errno_to_name
#define audit_field_to_name lib_audit.audit_field_to_name
#define audit_flag_to_name lib_audit.audit_flag_to_name
#define audit_fstype_to_name lib_audit.audit_fstype_to_name
#define audit_get_reply lib_audit.audit_get_reply
#define audit_make_equivalent lib_audit.audit_make_equivalent
#define audit_msg_type_to_name lib_audit.audit_msg_type_to_name
#define audit_name_to_action lib_audit.audit_name_to_action
#define audit_name_to_flag lib_audit.audit_name_to_flag
#define audit_name_to_msg_type lib_audit.audit_name_to_msg_type
#define audit_name_to_syscall lib_audit.audit_name_to_syscall
#define audit_number_to_errmsg lib_audit.audit_number_to_errmsg
#define audit_open lib_audit.audit_open
#define audit_operator_to_symbol lib_audit.audit_operator_to_symbol
#define audit_request_features lib_audit.audit_request_features
#define audit_request_rules_list_data lib_audit.audit_request_rules_list_data
#define audit_request_status lib_audit.audit_request_status
#define audit_reset_backlog_wait_time_actual lib_audit.audit_reset_backlog_wait_time_actual
#define audit_reset_lost lib_audit.audit_reset_lost
#define audit_rule_create_data lib_audit.audit_rule_create_data
#define audit_rule_fieldpair_data lib_audit.audit_rule_fieldpair_data
#define audit_rule_free_data lib_audit.audit_rule_free_data
#define audit_rule_interfield_comp_data lib_audit.audit_rule_interfield_comp_data
#define audit_set_backlog_limit lib_audit.audit_set_backlog_limit
#define audit_set_backlog_wait_time lib_audit.audit_set_backlog_wait_time
#define audit_set_enabled lib_audit.audit_set_enabled
#define audit_set_failure lib_audit.audit_set_failure
#define audit_set_loginuid_immutable lib_audit.audit_set_loginuid_immutable
#define audit_set_rate_limit lib_audit.audit_set_rate_limit
#define audit_syscall_to_name lib_audit.audit_syscall_to_name
#define audit_trim_subtrees lib_audit.audit_trim_subtrees
#define audit_update_watch_perms lib_audit.audit_update_watch_perms
#define set_aumessage_mode lib_audit.set_aumessage_mode
#endif

#endif /* CONTIDCTL_LIBRARY_AUDIT_H */
