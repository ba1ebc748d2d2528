// SPDX-License-Identifier: GPL-2.0
/* Which label a container shall have: from its id and its annotations. */

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "oci.h"

/* Up to that many digits, contidctl takes for a decimal number. */
#define DECIMAL_DIGITS	20

static int read_contid(struct ctl *ctl, const char *name, const char *text,
		       uint64_t *contid)
{
	switch (contid_parse(text, contid)) {
	case 0:
		return DONE;
	case -ERANGE:
		return ctl_usage(ctl, "%s is '%s', which is no CONTID: 0 to %llu",
				 name, oci_text(text).text, CONTID_UNSET - 1);
	default:
		return ctl_usage(ctl, "%s is '%s', which is no CONTID: a number, or a hex id of 16 or more digits",
				 name, oci_text(text).text);
	}
}

/* Contidctl would read it as a number, its runtime as a name. */
static bool is_number(const char *id)
{
	size_t n = strspn(id, "0123456789");

	if (n == strlen(id) && n <= DECIMAL_DIGITS)
		return true;
	return id[0] == '0' && (id[1] == 'x' || id[1] == 'X');
}

static int contid_of_id(struct ctl *ctl, const char *id, uint64_t *contid)
{
	if (is_number(id) || contid_parse(id, contid) == -EINVAL)
		return ctl_usage(ctl, "container id '%s' has no hex id of 16 or more digits in it: give the container an annotation " OCI_ANNOTATION_CONTID,
				 oci_text(id).text);
	return read_contid(ctl, "the container's id", id, contid);
}

static int read_parent(struct ctl *ctl, const char *name, const char *text,
		       struct oci_wish *wish)
{
	int ret = read_contid(ctl, name, text, &wish->parent);

	if (!ret && wish->parent == wish->contid)
		return ctl_usage(ctl, "%s is '%s', which is the container itself",
				 name, oci_text(text).text);
	return ret;
}

static int read_delegate(struct ctl *ctl, const char *text,
			 struct oci_wish *wish)
{
	if (!strcmp(text, "true"))
		wish->flags |= CONTID_FLAG_DELEGATE;
	else if (strcmp(text, "false"))
		return ctl_usage(ctl, OCI_ANNOTATION_DELEGATE " is '%s', neither 'true' nor 'false'",
				 oci_text(text).text);
	return DONE;
}

static int read_limit(struct ctl *ctl, const char *text, struct oci_wish *wish)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (!isdigit((unsigned char)*text) || *end || errno || !value ||
	    value > UINT32_MAX)
		return ctl_usage(ctl, OCI_ANNOTATION_LIMIT " is '%s', which is no limit: 1 to %" PRIu32,
				 oci_text(text).text, UINT32_MAX);
	if (!(wish->flags & CONTID_FLAG_DELEGATE))
		return ctl_usage(ctl, OCI_ANNOTATION_LIMIT " goes with " OCI_ANNOTATION_DELEGATE " 'true'");
	wish->limit = value;
	return DONE;
}

/* One that is spelt wrong must not pass for one that is not there. */
static int check_names(struct ctl *ctl, const struct oci_state *state)
{
	static const char *const known[] = {
		OCI_ANNOTATION_CONTID, OCI_ANNOTATION_PARENT,
		OCI_ANNOTATION_DELEGATE, OCI_ANNOTATION_LIMIT,
	};
	size_t i;

	if (!state->annotations)
		return DONE;
	json_object_object_foreach(state->annotations, name, value) {
		bool found = strncmp(name, OCI_ANNOTATION,
				     strlen(OCI_ANNOTATION));

		(void)value;
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			found |= !strcmp(name, known[i]);
		if (!found)
			return ctl_usage(ctl, "annotation '%s' is unknown; there are contid, parent, delegate and limit",
					 oci_text(name).text);
	}
	return DONE;
}

static int read_annotations(struct ctl *ctl, const struct oci_state *state,
			    struct oci_wish *wish)
{
	const char *text;
	int ret;

	ret = check_names(ctl, state);
	text = oci_state_annotation(state, OCI_ANNOTATION_CONTID);
	if (!ret && text)
		ret = read_contid(ctl, OCI_ANNOTATION_CONTID, text,
				  &wish->contid);
	else if (!ret)
		ret = contid_of_id(ctl, state->id, &wish->contid);

	text = oci_state_annotation(state, OCI_ANNOTATION_PARENT);
	if (!ret && text)
		ret = read_parent(ctl, OCI_ANNOTATION_PARENT, text, wish);
	text = oci_state_annotation(state, OCI_ANNOTATION_DELEGATE);
	if (!ret && text)
		ret = read_delegate(ctl, text, wish);
	text = oci_state_annotation(state, OCI_ANNOTATION_LIMIT);
	if (!ret && text)
		ret = read_limit(ctl, text, wish);
	return ret;
}

/**
 * oci_wish_read - see which label a container shall have.
 * @ctl: the run
 * @state: the container
 * @annotations: whether its annotations of ours have a say
 * @pod: name of an annotation that tells the parent where ours does not, or NULL
 * @wish: where to put it
 *
 * Return: DONE, or USAGE after a message.
 */
int oci_wish_read(struct ctl *ctl, const struct oci_state *state,
		  bool annotations, const char *pod, struct oci_wish *wish)
{
	const char *text;
	int ret;

	*wish = (struct oci_wish){ .parent = CONTID_UNSET };
	if (annotations)
		ret = read_annotations(ctl, state, wish);
	else
		ret = contid_of_id(ctl, state->id, &wish->contid);
	if (ret || !pod || wish->parent != CONTID_UNSET)
		return ret;

	/* The container that holds a pod together is in that pod, too. */
	text = oci_state_annotation(state, pod);
	if (!text || !strcmp(text, state->id))
		return DONE;
	return read_parent(ctl, oci_text(pod).text, text, wish);
}
