/* SPDX-License-Identifier: GPL-2.0 */
/*
 * contidctl rule: auditctl's rules, with one field that libaudit does not know.
 *
 * Of libaudit, only what its manual pages document is used. The variables that
 * auditctl shares with it are not: what they hold is in struct rule.
 *
 * Most of this would not be needed if libaudit's table of fields had contid: then
 * auditctl itself could take the rules.
 */
#ifndef CONTIDCTL_RULE_H
#define CONTIDCTL_RULE_H

#include <stdio.h>

#include "common/ctl.h"
#include "library/audit.h"

#ifndef AUDIT_CONTID
#define AUDIT_CONTID	27
#endif
#ifndef AUDIT_FEATURE_BITMAP_CONTID
#define AUDIT_FEATURE_BITMAP_CONTID	0x00000080
#endif

/* What a rule may do: behind add it is added, behind del deleted, in a file either */
enum rule_mode { RULE_ADD, RULE_DEL, RULE_EITHER };

/**
 * struct rule_run - the rules of one run.
 * @ctl: the run
 * @mode: what rules may do
 * @contid_known: the kernel is known to have the field
 */
struct rule_run {
	struct ctl *ctl;
	enum rule_mode mode;
	bool contid_known;
};

/**
 * struct rule - a rule under construction.
 * @data: for the kernel
 * @list: AUDIT_FILTER_*, RULE_NO_LIST until it is known
 * @action: AUDIT_ALWAYS or AUDIT_NEVER
 * @remove: it is to be deleted
 * @prepend: it goes before the others of its list
 * @syscalls: the mask of system calls or operations is set already, by -S or for a
 *	watch
 * @keyable: there is something that a key may go with
 * @elf: architecture of the system calls, 0 until it is known
 * @key: keys, AUDIT_KEY_SEPARATOR between them
 * @contids: number of contid fields
 * @contid: those, for the end of the rule
 */
struct rule {
	struct audit_rule_data *data;
	int list;
	int action;
	bool remove;
	bool prepend;
	bool syscalls;
	bool keyable;
	uint32_t elf;
	char key[AUDIT_MAX_KEY_LEN + 1];
	unsigned int contids;
	struct {
		uint32_t op;
		uint64_t value;
	} contid[AUDIT_MAX_FIELDS];
};

#define RULE_NO_LIST	(-1)

/**
 * struct rule_field - one field of a rule that the kernel has, for rule_next().
 * @next: index of the field after it
 * @offset: where in the buffer the next text is
 * @field: AUDIT_*
 * @op: operator, AUDIT_EQUAL and so on
 * @value: its value or, if @text is there, the length of that
 * @text: its text, not terminated, or NULL
 */
struct rule_field {
	unsigned int next;
	size_t offset;
	int field;
	uint32_t op;
	uint32_t value;
	const char *text;
};

/**
 * struct rule_set - the rules that the kernel has.
 * @rules: in its order
 * @n: how many
 * @room: for how many there is room
 */
struct rule_set {
	struct audit_rule_data **rules;
	size_t n;
	size_t room;
};

/* error.c */
int rule_libaudit(const struct rule_run *run, int code, const char *word);
int rule_no_contid(const struct rule_run *run);

/* parse.c */
int rule_parse(struct rule_run *run, int argc, char **argv, struct rule *rule);
void rule_free(struct rule *rule);

/* build.c */
int rule_add_field(const struct rule_run *run, struct rule *rule, char *pair);
int rule_add_comparison(const struct rule_run *run, struct rule *rule,
			char *pair);
int rule_add_watch(const struct rule_run *run, struct rule *rule, char *path);
int rule_set_perm(const struct rule_run *run, struct rule *rule,
		  const char *letters);
int rule_add_key(const struct rule_run *run, struct rule *rule,
		 const char *key);
int rule_finish(const struct rule_run *run, struct rule *rule);

/* syscall.c */
int rule_add_syscalls(const struct rule_run *run, struct rule *rule,
		      char *names);
const char *rule_op_name(unsigned int nr);

/* view.c */
bool rule_valid(const struct audit_rule_data *data, size_t len);
bool rule_next(const struct audit_rule_data *data, struct rule_field *field);
bool rule_has_key(const struct audit_rule_data *data, const char *key);
uint64_t rule_contid(const struct rule_field *field);
const char *rule_list_name(uint32_t list);
const char *rule_action_name(uint32_t action);
const char *rule_op_symbol(uint32_t op);
int rule_list_number(const char *name);

/* print.c */
void rule_print(FILE *out, const struct audit_rule_data *data);

/* show.c */
int rule_show(struct ctl *ctl, const struct audit_rule_data *data);

/* kernel.c */
int rule_send(struct rule_run *run, struct rule *rule);
int rule_fetch(const struct rule_run *run, struct rule_set *set);
void rule_set_free(struct rule_set *set);
int rule_delete_all(const struct rule_run *run, const char *key);
int rule_locked(const struct rule_run *run);

/* control.c */
struct rule_errors;
bool rule_is_control(const char *word);
int rule_control(struct rule_run *run, int argc, char **argv,
		 struct rule_errors *errors);

/* file.c */
/**
 * struct rule_errors - what a file says about errors in it.
 * @go_on: -i or -c: go on after one
 * @report: -c: but exit with the status of the first one
 */
struct rule_errors {
	bool go_on;
	bool report;
};

int rule_apply(struct rule_run *run, int argc, char **argv);
int rule_lines(struct rule_run *run, FILE *file);
int rule_file(struct rule_run *run, const char *path);

#endif /* CONTIDCTL_RULE_H */
