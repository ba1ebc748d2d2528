// SPDX-License-Identifier: GPL-2.0
/*
 * The JSON that an OCI runtime writes to its hooks. json-c decides what JSON is,
 * and of two members of the same name keeps the last: the runtime, which wrote
 * the text, is root.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common/message.h"
#include "oci/oci.h"

/* Room for the annotations of Kubernetes, 256 KiB, four times. */
#define SIZE_MAX_TEXT	(1 << 20)
#define DEPTH_MAX	16

static int read_all(struct ctl *ctl, int fd, char *text, size_t *len)
{
	ssize_t n;

	*len = 0;
	do {
		n = read(fd, text + *len, SIZE_MAX_TEXT + 1 - *len);
		if (n < 0)
			return ctl_system(ctl, "standard input", -errno);
		*len += n;
	} while (n && *len <= SIZE_MAX_TEXT);

	if (!*len)
		return ctl_usage(ctl, "standard input is empty: an OCI runtime writes the container's state to it");
	if (*len > SIZE_MAX_TEXT)
		return ctl_usage(ctl, "the state is larger than %d bytes: give the container fewer annotations",
				 SIZE_MAX_TEXT);
	return CTL_DONE;
}

/* @text ends with a NUL, which is not part of its @len bytes. */
static int parse(struct ctl *ctl, const char *text, size_t len,
		 struct json_object **root)
{
	struct json_tokener *tok = json_tokener_new_ex(DEPTH_MAX);
	enum json_tokener_error err;
	size_t end;

	if (!tok)
		return ctl_system(ctl, "the state", -ENOMEM);
	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
			       JSON_TOKENER_VALIDATE_UTF8);
	/* The NUL is parsed as well: it shows json-c that the text is complete. */
	*root = json_tokener_parse_ex(tok, text, len + 1);
	err = json_tokener_get_error(tok);
	end = json_tokener_get_parse_end(tok);
	json_tokener_free(tok);

	switch (err) {
	case json_tokener_success:
		return CTL_DONE;
	case json_tokener_error_depth:
		return ctl_usage(ctl, "the state is nested more than %d deep",
				 DEPTH_MAX);
	default:
		return ctl_usage(ctl, "the state is no JSON at byte %zu: %s",
				 end, json_tokener_error_desc(err));
	}
}

/**
 * oci_json_parse - parse a JSON object.
 * @ctl: the run
 * @text: the object
 * @len: bytes of @text; a NUL follows them
 * @root: where to put it, for json_object_put()
 *
 * Return: CTL_DONE, or CTL_USAGE after a message; or CTL_REFUSED without memory.
 */
int oci_json_parse(struct ctl *ctl, const char *text, size_t len,
		   struct json_object **root)
{
	int ret;

	if (memchr(text, '\0', len))
		return ctl_usage(ctl, "the state has a NUL in it");
	ret = parse(ctl, text, len, root);
	if (ret)
		return ret;
	if (json_object_is_type(*root, json_type_object))
		return CTL_DONE;
	json_object_put(*root);
	return ctl_usage(ctl, "the state is no JSON object");
}

/**
 * oci_json_read - read a JSON object to the end of the file.
 * @ctl: the run
 * @fd: where it comes from
 * @root: where to put it, for json_object_put()
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int oci_json_read(struct ctl *ctl, int fd, struct json_object **root)
{
	char *text;
	size_t len;
	int ret;

	ret = json_load(ctl);
	if (ret)
		return ret;
	text = malloc(SIZE_MAX_TEXT + 2);
	if (!text)
		return ctl_system(ctl, "the state", -ENOMEM);
	ret = read_all(ctl, fd, text, &len);
	if (!ret) {
		text[len] = '\0';
		ret = oci_json_parse(ctl, text, len, root);
	}
	free(text);
	return ret;
}
