// SPDX-License-Identifier: GPL-2.0
/* The JSON that an OCI runtime writes to its hooks, read strictly. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "oci.h"

/* Room for the annotations of Kubernetes, 256 KiB, four times. */
#define SIZE_MAX_TEXT	(1024 * 1024)
#define DEPTH_MAX	16

/**
 * struct scan - what is to be seen of JSON only in its text.
 * @members: of all objects together
 * @nul: a string has a NUL
 * @odd: there is what the parser lets pass and JSON does not: a name between
 *	single quotes, NaN, Infinity, a control character in a string
 */
struct scan {
	size_t members;
	bool nul;
	bool odd;
};

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
	return DONE;
}

static void scan_string(struct scan *found, const char *text, size_t *i)
{
	unsigned char c = text[*i];

	if (c == '\\') {
		++*i;
		/* The text has a NUL at its end. */
		if (!strncmp(text + *i, "u0000", 5))
			found->nul = true;
	} else if (c < ' ') {
		found->odd = true;
	}
}

/* Of text that has been parsed: a colon outside of strings makes a member. */
static struct scan scan(const char *text, size_t len)
{
	struct scan found = { 0 };
	bool string = false;
	size_t i;

	for (i = 0; i < len; i++) {
		if (text[i] == '"')
			string = !string;
		else if (string)
			scan_string(&found, text, &i);
		else if (strchr("'NI", text[i]))
			found.odd = true;
		else if (text[i] == ':')
			found.members++;
	}
	return found;
}

/* The members of all objects in @value, which is nested DEPTH_MAX deep at most. */
static size_t count_members(struct json_object *value)
{
	size_t n = 0;
	size_t i;

	if (json_object_is_type(value, json_type_object)) {
		n = json_object_object_length(value);
		json_object_object_foreach(value, key, member) {
			(void)key;
			n += count_members(member);
		}
	} else if (json_object_is_type(value, json_type_array)) {
		for (i = 0; i < json_object_array_length(value); i++)
			n += count_members(json_object_array_get_idx(value, i));
	}
	return n;
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
	/* With that NUL, which tells the end of a text from a part of one */
	*root = json_tokener_parse_ex(tok, text, len + 1);
	err = json_tokener_get_error(tok);
	end = json_tokener_get_parse_end(tok);
	json_tokener_free(tok);

	switch (err) {
	case json_tokener_success:
		return DONE;
	case json_tokener_error_depth:
		return ctl_usage(ctl, "the state is nested more than %d deep",
				 DEPTH_MAX);
	default:
		return ctl_usage(ctl, "the state is no JSON at byte %zu: %s",
				 end, json_tokener_error_desc(err));
	}
}

static int read_object(struct ctl *ctl, const char *text, size_t len,
		       struct json_object **root)
{
	struct scan found;
	int ret;

	if (memchr(text, '\0', len))
		return ctl_usage(ctl, "the state has a NUL in it");
	ret = parse(ctl, text, len, root);
	if (ret)
		return ret;

	found = scan(text, len);
	if (found.odd)
		ret = ctl_usage(ctl, "the state is no JSON: a name in single quotes, NaN, Infinity, or a control character in a string");
	else if (found.nul)
		ret = ctl_usage(ctl, "the state has a NUL in a string");
	else if (!json_object_is_type(*root, json_type_object))
		ret = ctl_usage(ctl, "the state is no JSON object");
	else if (found.members != count_members(*root))
		/* The parser keeps the last one; another reader may not. */
		ret = ctl_usage(ctl, "the state has two members of the same name in an object");
	if (ret)
		json_object_put(*root);
	return ret;
}

/**
 * oci_json_read - read a JSON object to the end of the file.
 * @ctl: the run
 * @fd: where it comes from
 * @root: where to put it, for json_object_put()
 *
 * Return: DONE, or what to exit with, after a message.
 */
int oci_json_read(struct ctl *ctl, int fd, struct json_object **root)
{
	char *text = malloc(SIZE_MAX_TEXT + 2);
	size_t len;
	int ret;

	if (!text)
		return ctl_system(ctl, "the state", -ENOMEM);
	ret = read_all(ctl, fd, text, &len);
	if (!ret) {
		text[len] = '\0';
		ret = read_object(ctl, text, len, root);
	}
	free(text);
	return ret;
}
