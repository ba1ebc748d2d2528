/* SPDX-License-Identifier: GPL-2.0 */
/* What contidctl oci-hook is made of: a state, what it asks for, the label. */
#ifndef CONTIDCTL_OCI_H
#define CONTIDCTL_OCI_H

#include <json-c/json.h>

#include "ctl.h"

#define OCI_ANNOTATION		"org.contid."
#define OCI_ANNOTATION_CONTID	OCI_ANNOTATION "contid"
#define OCI_ANNOTATION_PARENT	OCI_ANNOTATION "parent"
#define OCI_ANNOTATION_DELEGATE	OCI_ANNOTATION "delegate"
#define OCI_ANNOTATION_LIMIT	OCI_ANNOTATION "limit"

/* oci_json.c */
int oci_json_read(struct ctl *ctl, int fd, struct json_object **root);

/* oci_text.c */
/**
 * struct oci_text - somebody else's text, made fit for a message.
 * @text: what is printable of it, the rest as \ooo; its beginning only where
 *	there is more
 */
struct oci_text {
	char text[128];
};

struct oci_text oci_text(const char *bytes);

/* oci_state.c */
/**
 * struct oci_state - a container's state, as its runtime tells it.
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

/* oci_wish.c */
/**
 * struct oci_wish - the label that a container shall have.
 * @contid: its identifier
 * @parent: that of the container to nest it in, CONTID_UNSET for none
 * @flags: CONTID_FLAG_DELEGATE or 0
 * @limit: of the delegation, 0 for the kernel's own
 */
struct oci_wish {
	uint64_t contid;
	uint64_t parent;
	uint32_t flags;
	uint32_t limit;
};

int oci_wish_read(struct ctl *ctl, const struct oci_state *state,
		  bool annotations, const char *pod, struct oci_wish *wish);

/* oci_label.c */
int oci_label(struct ctl *ctl, int pidfd, const struct oci_wish *wish,
	      bool *unchanged);

#endif /* CONTIDCTL_OCI_H */
