/* SPDX-License-Identifier: GPL-2.0 */
/* What contidctl oci-hook is made of: a state, what it asks for, the label. */
#ifndef CONTIDCTL_OCI_H
#define CONTIDCTL_OCI_H


#include "common/ctl.h"
#include "library/json.h"

#define OCI_ANNOTATION		"org.contid."
#define OCI_ANNOTATION_CONTID	OCI_ANNOTATION "contid"
#define OCI_ANNOTATION_PARENT	OCI_ANNOTATION "parent"
#define OCI_ANNOTATION_DELEGATE	OCI_ANNOTATION "delegate"
#define OCI_ANNOTATION_AUDITD	OCI_ANNOTATION "auditd"
#define OCI_ANNOTATION_LIMIT	OCI_ANNOTATION "limit"
#define OCI_ANNOTATION_NAME	OCI_ANNOTATION "name"

/* json.c */
int oci_json_parse(struct ctl *ctl, const char *text, size_t len,
		   struct json_object **root);
int oci_json_read(struct ctl *ctl, int fd, struct json_object **root);

/* text.c */
/**
 * struct oci_text - text from outside, made fit for a message.
 * @text: its bytes, those that are not printable as \ooo; cut off at the end if
 *	it is longer
 */
struct oci_text {
	char text[128];
};

struct oci_text oci_text(const char *bytes);

/* state.c */
/**
 * struct oci_state - a container's state, as its runtime describes it.
 * @id: the container's id
 * @pid: its init process
 * @annotations: a JSON object whose members are strings, or NULL
 *
 * What it points at is the JSON's that it was read from.
 */
struct oci_state {
	const char *id;
	int pid;
	struct json_object *annotations;
};

int oci_state_read(struct ctl *ctl, struct json_object *root,
		   struct oci_state *state);
const char *oci_state_annotation(const struct oci_state *state,
				 const char *name);

/* spec.c */
/**
 * struct oci_spec - the label that a container shall have.
 * @contid: its identifier
 * @parent: that of the container to nest it in, CONTID_UNSET for none
 * @flags: CONTID_FLAG_DELEGATE, CONTID_FLAG_AUDITD, or 0
 * @limit: of the delegation, 0 for the kernel's own
 * @name: its name, or the empty string
 * @name_is_asked_for: an annotation or an option says @name, rather than the
 *	annotations of an engine what it is made of
 */
struct oci_spec {
	uint64_t contid;
	uint64_t parent;
	uint32_t flags;
	uint32_t limit;
	char name[CONTID_NAME_MAX + 1];
	bool name_is_asked_for;
};

/**
 * struct oci_options - what the options of the hook say.
 * @annotations: whether annotations org.contid.* count
 * @pod: name of an annotation that names the parent if org.contid.parent does not, or
 *	NULL
 * @name: name of the container if its annotations have none, or NULL
 */
struct oci_options {
	bool annotations;
	const char *pod;
	const char *name;
};

int oci_spec_parse(struct ctl *ctl, const struct oci_state *state,
		   const struct oci_options *options, struct oci_spec *spec);

/* name.c */
int oci_name_parse(struct ctl *ctl, const struct oci_state *state,
		   const struct oci_options *options, struct oci_spec *spec);

/* label.c */
int oci_label(struct ctl *ctl, int pidfd, const struct oci_spec *spec,
	      bool *unchanged);

/* log.c */
/**
 * struct oci_log - where messages go.
 * @old: what standard error was, or -1
 * @kept: messages that wait for oci_log_close(), or -1
 */
struct oci_log {
	int old;
	int kept;
};

void oci_log_open(struct oci_log *log);
int oci_log_to_file(struct ctl *ctl, struct oci_log *log, const char *file);
void oci_log_close(struct oci_log *log, int priority);

/* syslog.c */
void oci_syslog(int priority, const char *line);

#endif /* CONTIDCTL_OCI_H */
