// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a container that a runtime writes to contidctl oci-hook, with the
 * annotations that say which label it shall have. The first byte is the options.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "fuzz.h"
#include "oci/oci.h"

enum {
	NO_ANNOTATIONS = 1,
	POD = 2,
	NAME = 4,
};

static struct ctl ctl = { .name = "contidctl: oci-hook" };

static void add(struct json_object *object, const char *name, const char *value)
{
	json_object_object_add(object, name, json_object_new_string(value));
}

static void add_number(struct json_object *object, const char *name, uint64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	add(object, name, text);
}

/* A state whose annotations ask for @spec */
static struct json_object *make_state(const struct oci_spec *spec)
{
	struct json_object *root = json_object_new_object();
	struct json_object *annotations = json_object_new_object();

	add(root, "ociVersion", "1.0.2");
	add(root, "id", "web");
	add(root, "status", "created");
	json_object_object_add(root, "pid", json_object_new_int64(1));
	add(root, "bundle", "/");
	json_object_object_add(root, "annotations", annotations);
	add_number(annotations, OCI_ANNOTATION_CONTID, spec->contid);
	if (spec->parent != CONTID_UNSET)
		add_number(annotations, OCI_ANNOTATION_PARENT, spec->parent);
	if (spec->flags & CONTID_FLAG_DELEGATE)
		add(annotations, OCI_ANNOTATION_DELEGATE, "true");
	if (spec->flags & CONTID_FLAG_AUDITD)
		add(annotations, OCI_ANNOTATION_AUDITD, "true");
	if (spec->limit)
		add_number(annotations, OCI_ANNOTATION_LIMIT, spec->limit);
	if (*spec->name)
		add(annotations, OCI_ANNOTATION_NAME, spec->name);
	return root;
}

/* Annotations that ask for the same label give the same label. */
static void check_again(const struct oci_spec *spec)
{
	struct oci_options options = { .annotations = true };
	struct json_object *root = make_state(spec);
	struct oci_state state;
	struct oci_spec again;

	check(!oci_state_read(&ctl, root, &state));
	check(!oci_spec_parse(&ctl, &state, &options, &again));
	check(again.contid == spec->contid && again.parent == spec->parent &&
	      again.flags == spec->flags && again.limit == spec->limit &&
	      !strcmp(again.name, spec->name));
	json_object_put(root);
}

static void check_spec(const struct oci_spec *spec)
{
	check(spec->contid != CONTID_UNSET);
	check(spec->parent == CONTID_UNSET || spec->parent != spec->contid);
	check(!(spec->flags & ~(CONTID_FLAG_DELEGATE | CONTID_FLAG_AUDITD)));
	check(!spec->limit || spec->flags & CONTID_FLAG_DELEGATE);
	check(strlen(spec->name) <= CONTID_NAME_MAX);
	check(*spec->name || !spec->name_is_asked_for);
	check_again(spec);
}

static int parse(const char *text, size_t len, const struct oci_options *options)
{
	struct json_object *root;
	struct oci_state state;
	struct oci_spec spec;
	int ret;

	ret = oci_json_parse(&ctl, text, len, &root);
	if (ret)
		return ret;
	ret = oci_state_read(&ctl, root, &state);
	if (!ret) {
		check(state.pid > 0 && *state.id);
		ret = oci_spec_parse(&ctl, &state, options, &spec);
	}
	if (!ret)
		check_spec(&spec);
	json_object_put(root);
	return ret;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct oci_options options = { .annotations = true };
	char *text;
	int ret;

	if (!size)
		return -1;
	check(!json_load(&ctl));
	options.annotations = !(data[0] & NO_ANNOTATIONS);
	options.pod = data[0] & POD ? "pod" : NULL;
	options.name = data[0] & NAME ? "web" : NULL;
	text = malloc(size);
	memcpy(text, data + 1, size - 1);
	text[size - 1] = '\0';

	capture_begin();
	ret = parse(text, size - 1, &options);
	if (ret)
		check_refusal(capture_end(), true);
	check(!ret == !capture_end().len);
	check(ret == CTL_DONE || ret == CTL_USAGE);
	free(text);
	return 0;
}
