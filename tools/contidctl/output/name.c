// SPDX-License-Identifier: GPL-2.0
/* The names of containers, which may be of bytes of any kind. */

#include <string.h>

#include "output/output.h"

#define NAME_SIZE	(4 * CONTID_NAME_MAX + 1)

/**
 * item_name - print the name of a container.
 * @item: the item
 * @name: the name, or NULL for one that has none, which prints nothing
 *
 * In text it is a single word, so that no name can look like words behind it.
 */
void item_name(const struct item *item, const char *name)
{
	char text[NAME_SIZE];

	if (!name)
		return;
	escape_word(text, sizeof(text), name, strlen(name));
	item_string(item, TEXT, "name", text);
	escape(text, sizeof(text), name, strlen(name));
	item_string(item, JSON, "name", text);
}

/**
 * name_matches - whether a container has the name that somebody typed.
 * @info: the container
 * @text: the name itself, or as item_name() prints it
 */
bool name_matches(const struct contid_info *info, const char *text)
{
	char shown[NAME_SIZE];
	size_t len;

	if (!info->name)
		return false;
	if (!strcmp(info->name, text))
		return true;
	len = strlen(info->name);
	escape_word(shown, sizeof(shown), info->name, len);
	if (!strcmp(shown, text))
		return true;
	escape(shown, sizeof(shown), info->name, len);
	return !strcmp(shown, text);
}
