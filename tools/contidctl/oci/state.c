// SPDX-License-Identifier: GPL-2.0
/* The state of a container, as the OCI runtime specification lays it out. */

#include <inttypes.h>
#include <limits.h>
#include <string.h>

#include "common/message.h"
#include "oci/oci.h"

static int get_member(struct ctl *ctl, struct json_object *root,
		      const char *name, enum json_type type,
		      struct json_object **member)
{
	if (!json_object_object_get_ex(root, name, member))
		return ctl_usage(ctl, "the state has no '%s'", name);
	if (!json_object_is_type(*member, type))
		return ctl_usage(ctl, "'%s' of the state is of type %s, and should be %s",
				 name,
				 json_type_to_name(json_object_get_type(*member)),
				 json_type_to_name(type));
	return CTL_DONE;
}

/* Whether a string is longer than C takes it for. */
static bool has_nul(struct json_object *string)
{
	return strlen(json_object_get_string(string)) !=
	       (size_t)json_object_get_string_len(string);
}

static int get_text(struct ctl *ctl, struct json_object *root,
		    const char *name, const char **text)
{
	struct json_object *member;
	int ret;

	ret = get_member(ctl, root, name, json_type_string, &member);
	if (ret)
		return ret;
	*text = json_object_get_string(member);
	if (!**text)
		return ctl_usage(ctl, "'%s' of the state is empty", name);
	if (has_nul(member))
		return ctl_usage(ctl, "'%s' of the state has a NUL in it",
				 name);
	return CTL_DONE;
}

static int get_pid(struct ctl *ctl, struct json_object *root, int *pid)
{
	struct json_object *member;
	int64_t value;
	int ret;

	ret = get_member(ctl, root, "pid", json_type_int, &member);
	if (ret)
		return ret;
	/* What does not fit is given as the end of the range. */
	value = json_object_get_int64(member);
	if (value < 1 || value > INT_MAX)
		return ctl_usage(ctl, "'pid' of the state is %s, which is no process id",
				 oci_text(json_object_get_string(member)).text);
	*pid = value;
	return CTL_DONE;
}

/* The user's program must not have begun. */
static int check_status(struct ctl *ctl, struct json_object *root)
{
	const char *status;
	int ret;

	ret = get_text(ctl, root, "status", &status);
	if (ret)
		return ret;
	if (strcmp(status, "creating") && strcmp(status, "created"))
		return ctl_usage(ctl, "the container is '%s', neither 'creating' nor 'created': have the hook run at createRuntime or prestart",
				 oci_text(status).text);
	return CTL_DONE;
}

static int check_annotations(struct ctl *ctl, struct json_object *annotations)
{
	json_object_object_foreach(annotations, name, value) {
		if (!json_object_is_type(value, json_type_string))
			return ctl_usage(ctl, "annotation '%s' is of type %s, and should be string",
					 oci_text(name).text,
					 json_type_to_name(json_object_get_type(value)));
		if (has_nul(value))
			return ctl_usage(ctl, "annotation '%s' has a NUL in it",
					 oci_text(name).text);
	}
	return CTL_DONE;
}

/**
 * oci_state_read - take a state apart.
 * @ctl: the run
 * @root: the state, which has to outlive @state
 * @state: where to put it
 *
 * Return: CTL_DONE, or CTL_USAGE after a message.
 */
int oci_state_read(struct ctl *ctl, struct json_object *root,
		   struct oci_state *state)
{
	const char *ignored;
	int ret;

	*state = (struct oci_state){ 0 };
	ret = get_text(ctl, root, "ociVersion", &ignored);
	if (!ret)
		ret = get_text(ctl, root, "id", &state->id);
	if (!ret)
		ret = check_status(ctl, root);
	if (!ret)
		ret = get_pid(ctl, root, &state->pid);
	if (!ret)
		ret = get_text(ctl, root, "bundle", &ignored);
	if (ret || !json_object_object_get_ex(root, "annotations", NULL))
		return ret;

	ret = get_member(ctl, root, "annotations", json_type_object,
			 &state->annotations);
	return ret ? ret : check_annotations(ctl, state->annotations);
}

/* What an annotation says, or NULL when there is none of that name. */
const char *oci_state_annotation(const struct oci_state *state,
				 const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(state->annotations, name, &value))
		return NULL;
	return json_object_get_string(value);
}
