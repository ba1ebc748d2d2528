// SPDX-License-Identifier: GPL-2.0
/* Which label a container shall have: from its id and its annotations. */

#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "common/message.h"
#include "common/util.h"
#include "oci/oci.h"

static int read_contid(struct ctl *ctl, const char *name, const char *text,
		       uint64_t *contid)
{
	int err = contid_parse(text, contid);

	if (!err)
		return CTL_DONE;
	return ctl_usage(ctl, "%s is '%s', which is no CONTID: %s", name,
			 oci_text(text).text, contid_wanted(err));
}

/* contidctl would read the id as a number, while for the runtime it is a name. */
static bool is_number(const char *id)
{
	if (!id[strspn(id, "0123456789")])
		return true;
	return id[0] == '0' && (id[1] == 'x' || id[1] == 'X');
}

static int contid_of_id(struct ctl *ctl, const char *id, uint64_t *contid)
{
	if (is_number(id) || contid_parse(id, contid) == -EINVAL)
		return ctl_usage(ctl, "container id '%s' is no hex id of 16 or more digits: give the container an annotation " OCI_ANNOTATION_CONTID,
				 oci_text(id).text);
	return read_contid(ctl, "the container's id", id, contid);
}

static int read_parent(struct ctl *ctl, const char *name, const char *text,
		       struct oci_spec *spec)
{
	int ret = read_contid(ctl, name, text, &spec->parent);

	if (!ret && spec->parent == spec->contid)
		return ctl_usage(ctl, "%s is '%s', which is the container itself",
				 name, oci_text(text).text);
	return ret;
}

/* Adds @flag if the annotation @name says so. */
static int read_flag(struct ctl *ctl, const char *name,
		     const struct oci_state *state, uint32_t flag,
		     struct oci_spec *spec)
{
	const char *text = oci_state_annotation(state, name);

	if (!text || !strcmp(text, "false"))
		return CTL_DONE;
	if (strcmp(text, "true"))
		return ctl_usage(ctl, "%s is '%s', neither 'true' nor 'false'",
				 name, oci_text(text).text);
	spec->flags |= flag;
	return CTL_DONE;
}

static int read_limit(struct ctl *ctl, const char *text, struct oci_spec *spec)
{
	uint32_t limit;

	if (!parse_number(text, 10, 1, UINT32_MAX, &limit))
		return ctl_usage(ctl, OCI_ANNOTATION_LIMIT " is '%s', which is no limit: 1 to %" PRIu32,
				 oci_text(text).text, UINT32_MAX);
	if (!(spec->flags & CONTID_FLAG_DELEGATE))
		return ctl_usage(ctl, OCI_ANNOTATION_LIMIT " goes with " OCI_ANNOTATION_DELEGATE " 'true'");
	spec->limit = limit;
	return CTL_DONE;
}

/* A misspelt annotation is an error: it must not be taken for a missing one. */
static int check_names(struct ctl *ctl, const struct oci_state *state)
{
	static const char *const known[] = {
		OCI_ANNOTATION_CONTID, OCI_ANNOTATION_PARENT,
		OCI_ANNOTATION_DELEGATE, OCI_ANNOTATION_LIMIT,
		OCI_ANNOTATION_AUDITD, OCI_ANNOTATION_NAME,
	};
	size_t i;

	if (!state->annotations)
		return CTL_DONE;
	json_object_object_foreach(state->annotations, name, value) {
		bool found = strncmp(name, OCI_ANNOTATION,
				     strlen(OCI_ANNOTATION));

		(void)value;
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			found |= !strcmp(name, known[i]);
		if (!found)
			return ctl_usage(ctl, "annotation '%s' is unknown; there are contid, parent, delegate, limit, auditd and name",
					 oci_text(name).text);
	}
	return CTL_DONE;
}

static int read_annotations(struct ctl *ctl, const struct oci_state *state,
			    struct oci_spec *spec)
{
	const char *text;
	int ret;

	ret = check_names(ctl, state);
	text = oci_state_annotation(state, OCI_ANNOTATION_CONTID);
	if (!ret && text)
		ret = read_contid(ctl, OCI_ANNOTATION_CONTID, text,
				  &spec->contid);
	else if (!ret)
		ret = contid_of_id(ctl, state->id, &spec->contid);

	text = oci_state_annotation(state, OCI_ANNOTATION_PARENT);
	if (!ret && text)
		ret = read_parent(ctl, OCI_ANNOTATION_PARENT, text, spec);
	if (!ret)
		ret = read_flag(ctl, OCI_ANNOTATION_DELEGATE, state,
				CONTID_FLAG_DELEGATE, spec);
	if (!ret)
		ret = read_flag(ctl, OCI_ANNOTATION_AUDITD, state,
				CONTID_FLAG_AUDITD, spec);
	text = oci_state_annotation(state, OCI_ANNOTATION_LIMIT);
	if (!ret && text)
		ret = read_limit(ctl, text, spec);
	return ret;
}

/**
 * oci_spec_parse - see which label a container shall have.
 * @ctl: the run
 * @state: the container
 * @options: of the hook
 * @spec: where to put it
 *
 * Return: CTL_DONE, or CTL_USAGE after a message.
 */
int oci_spec_parse(struct ctl *ctl, const struct oci_state *state,
		   const struct oci_options *options, struct oci_spec *spec)
{
	const char *pod = options->pod;
	const char *text;
	int ret;

	*spec = (struct oci_spec){ .parent = CONTID_UNSET };
	if (options->annotations)
		ret = read_annotations(ctl, state, spec);
	else
		ret = contid_of_id(ctl, state->id, &spec->contid);
	if (!ret)
		ret = oci_name_parse(ctl, state, options, spec);
	if (ret || !pod || spec->parent != CONTID_UNSET)
		return ret;

	/* The sandbox container of a pod names itself as its pod: it has no parent. */
	text = oci_state_annotation(state, pod);
	if (!text || !strcmp(text, state->id))
		return CTL_DONE;
	return read_parent(ctl, oci_text(pod).text, text, spec);
}
