// SPDX-License-Identifier: GPL-2.0
/* Commands found by name, or by its beginning. */

#include <stdbool.h>
#include <string.h>

#include "command.h"
#include "common/message.h"

/*
 * Whether @edits at most make @b of @a: letters added, left out or replaced, or
 * neighbours exchanged.
 */
static bool is_near(const char *a, const char *b, int edits)
{
	while (*a && *a == *b) {
		a++;
		b++;
	}
	if (!*a && !*b)
		return true;
	if (!edits--)
		return false;
	return (*a && is_near(a + 1, b, edits)) ||
	       (*b && is_near(a, b + 1, edits)) ||
	       (*a && *b && is_near(a + 1, b + 1, edits)) ||
	       (*a && *b && a[0] == b[1] && a[1] == b[0] &&
		is_near(a + 2, b + 2, edits));
}

/* The name of a command that @name differs little from, or NULL. */
static const char *find_near(const struct command *const *table,
			     const char *name)
{
	const struct command *const *c;

	for (c = table; *c; c++)
		if (is_near(name, (*c)->name, 1))
			return (*c)->name;
	return NULL;
}

/**
 * command_find - find a command.
 * @table: the commands, with a NULL behind the last
 * @name: its name, or a beginning that no other name has
 *
 * Return: the command, or NULL after a message.
 */
const struct command *command_find(const struct command *const *table,
				   const char *name)
{
	const struct command *const *c;
	const struct command *found = NULL;
	const char *near;
	int n = 0;

	for (c = table; *c; c++) {
		if (!strcmp((*c)->name, name))
			return *c;
		if (!strncmp((*c)->name, name, strlen(name))) {
			found = *c;
			n++;
		}
	}
	if (n == 1)
		return found;

	near = n ? NULL : find_near(table, name);
	ctl_print("contidctl: %s command '%s'%s%s%s",
		  n ? "ambiguous" : "unknown", name,
		  near ? ": did you mean '" : "", near ? near : "",
		  near ? "'?" : "");
	ctl_print("Try 'contidctl help'.");
	return NULL;
}
