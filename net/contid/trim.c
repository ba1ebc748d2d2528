// SPDX-License-Identifier: GPL-2.0
/*
 * The text of a record for a reader that must not see what is outside the
 * container that it reads. Only the lineages of CONTAINER_ID and CONTAINER_OP
 * change.
 */

#include <linux/audit.h>
#include <linux/string.h>

#include "contid.h"
#include "reader.h"

/* Where the value begins that follows " NAME=", or NULL. */
static const char *find_value(const char *text, const char *end,
			      const char *name)
{
	const char *value = strnstr(text, name, end - text);

	return value ? value + strlen(name) : NULL;
}

static const char *end_of(const char *text, const char *end, char stop)
{
	return memchr(text, stop, end - text) ?: end;
}

/* The end of the lineage at @text: the next identifier has no "^". */
static const char *end_of_lineage(const char *text, const char *end)
{
	do {
		text = end_of(text + 1, end, ',');
	} while (end - text > 1 && text[1] == '^');
	return text;
}

/* Copy the lineage from @text to @end without its last @above identifiers. */
static char *copy_lineage(char *to, const char *text, const char *end,
			  unsigned int above)
{
	const char *pos;

	for (pos = end; above && pos > text; pos--) {
		if (pos[-1] != ',')
			continue;
		end = pos - 1;
		above--;
	}
	memcpy(to, text, end - text);
	return to + (end - text);
}

/* Copy a list of lineages, those within @container alone. */
static char *copy_list(char *to, const char *text, const char *end,
		       const struct contid_about *about,
		       const struct contid *container)
{
	const char *next;
	bool first = true;
	unsigned int i;

	for (i = 0; i < about->n && text < end; i++) {
		next = end_of_lineage(text, end);
		if (contid_is_within(about->containers[i], container)) {
			if (!first)
				*to++ = ',';
			first = false;
			to = copy_lineage(to, text, next, container->depth);
		}
		/* The comma */
		text = min(next + 1, end);
	}
	return to;
}

/*
 * Copy up to the value of @name, and then the value: a lineage of @of, or one of
 * "-1". Returns where the text goes on.
 */
static const char *copy_field(char **to, const char *text, const char *end,
			      const char *name, const struct contid *of,
			      const struct contid *container)
{
	const char *value = find_value(text, end, name);

	if (!value)
		return text;
	memcpy(*to, text, value - text);
	*to += value - text;
	text = end_of(value, end, ' ');
	if (contid_is_within(of, container)) {
		*to = copy_lineage(*to, value, text, container->depth);
	} else {
		*(*to)++ = '-';
		*(*to)++ = '1';
	}
	return text;
}

/* As copy_field(), for all lineages of a CONTAINER_ID. */
static const char *copy_lineages(char **to, const char *text, const char *end,
				 const struct contid_about *about,
				 const struct contid *container)
{
	const char *value = find_value(text, end, " contid=");

	if (!value)
		return text;
	memcpy(*to, text, value - text);
	*to += value - text;
	if (about)
		*to = copy_list(*to, value, end, about, container);
	else
		*to = copy_lineage(*to, value, end, container->depth);
	return end;
}

/*
 * Copy the lineages of a CONTAINER_OP, and the rest up to a name that must not be
 * shown. op=end has the name of the container that is left, others that of the one
 * that is entered.
 */
static const char *copy_op(char **to, const char *text, const char *end,
			   const struct contid_about *about,
			   const struct contid *container)
{
	const struct contid *after = about ? about->containers[0] : NULL;
	const struct contid *before = about ? about->containers[1] : NULL;
	bool ends = strnstr(text, " op=end ", end - text);
	const char *name;

	text = copy_field(to, text, end, " contid=", after, container);
	text = copy_field(to, text, end, " old-contid=", before, container);
	if (contid_is_within(ends ? before : after, container))
		return text;
	name = strnstr(text, " name=", end - text);
	if (!name)
		return text;
	memcpy(*to, text, name - text);
	*to += name - text;
	return end_of(name + 1, end, ' ');
}

/**
 * contid_trim - copy the text of a record without what is outside a container
 * @to: @len + CONTID_TRIM_GROWTH bytes; not terminated
 * @text: of the record
 * @len: its length
 * @type: of the record
 * @about: of the record; or NULL. A CONTAINER_ID without names the container of the
 *	   acting process, which is within @container.
 * @container: container that is read
 *
 * Lineages end with @container. Those that are outside are left out, and in a
 * CONTAINER_OP become "-1". So is the name of a container outside.
 *
 * Return: length of the copy.
 */
size_t contid_trim(char *to, const char *text, size_t len, u32 type,
		   const struct contid_about *about,
		   const struct contid *container)
{
	const char *end = text + len;
	char *pos = to;

	if (type == AUDIT_CONTAINER_ID)
		text = copy_lineages(&pos, text, end, about, container);
	else if (type == AUDIT_CONTAINER_OP)
		text = copy_op(&pos, text, end, about, container);
	memcpy(pos, text, end - text);
	return pos + (end - text) - to;
}
