/* SPDX-License-Identifier: GPL-2.0 */
/* libauparse: the functions that contidctl calls, once auparse_load() has succeeded. */
#ifndef CONTIDCTL_LIBRARY_AUPARSE_H
#define CONTIDCTL_LIBRARY_AUPARSE_H

#include <auparse.h>

#include "library/library.h"

#define AUPARSE_FUNCTIONS(function) \
	function(auparse_destroy) \
	function(auparse_first_field) \
	function(auparse_first_record) \
	function(auparse_get_field_name) \
	function(auparse_get_field_str) \
	function(auparse_init) \
	function(auparse_interpret_field) \
	function(auparse_new_buffer) \
	function(auparse_next_field) \
	function(auparse_set_escape_mode)

struct auparse_functions {
	AUPARSE_FUNCTIONS(LIBRARY_POINTER)
};

extern struct auparse_functions lib_auparse;

int auparse_load(const struct ctl *ctl);

/* What has a name of the library's is called through the pointer. */
#ifndef LIBRARY_NAMES
#define auparse_destroy lib_auparse.auparse_destroy
#define auparse_first_field lib_auparse.auparse_first_field
#define auparse_first_record lib_auparse.auparse_first_record
#define auparse_get_field_name lib_auparse.auparse_get_field_name
#define auparse_get_field_str lib_auparse.auparse_get_field_str
#define auparse_init lib_auparse.auparse_init
#define auparse_interpret_field lib_auparse.auparse_interpret_field
#define auparse_new_buffer lib_auparse.auparse_new_buffer
#define auparse_next_field lib_auparse.auparse_next_field
#define auparse_set_escape_mode lib_auparse.auparse_set_escape_mode
#endif

#endif /* CONTIDCTL_LIBRARY_AUPARSE_H */
