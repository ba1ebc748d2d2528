// SPDX-License-Identifier: GPL-2.0
/*
 * A lineage as text, the way that audit records carry it: "+4,^2,^1". The plus
 * marks an identifier of a delegation's scope.
 */

#include <linux/kernel.h>
#include <linux/string.h>

#include "lineage.h"

/**
 * contid_is_below - whether a container is nested in another
 * @container: container whose memory the caller keeps, or NULL
 * @ancestor: container
 *
 * Return: true when @ancestor is in the lineage of @container, and not @container.
 */
bool contid_is_below(const struct contid *container,
		     const struct contid *ancestor)
{
	while (container && container->depth > ancestor->depth) {
		container = container->parent;
		if (container == ancestor)
			return true;
	}
	return false;
}

/**
 * contid_scope_is_below - whether the container that a scope is named after is
 * another one or nested in it
 * @container: container whose memory the caller keeps
 * @ancestor: container
 *
 * The container that a scope is named after is an ancestor of all containers in
 * the scope.
 *
 * Return: true if that of @container's scope is @ancestor, or nested in @ancestor.
 */
bool contid_scope_is_below(const struct contid *container,
			   const struct contid *ancestor)
{
	u64 scope = container->scope;

	for (; container && container != ancestor;
	     container = container->parent) {
		if (container->serial == scope)
			return true;
	}
	return container && container->serial == scope;
}

/**
 * contid_id_print - print an identifier
 * @scope: of the identifier
 * @id: any
 * @buf: at least CONTID_ID_SIZE bytes; not terminated
 *
 * Return: number of bytes written.
 */
size_t contid_id_print(u64 scope, u64 id, char *buf)
{
	size_t len = 0;

	if (scope != CONTID_SCOPE_HOST)
		buf[len++] = '+';
	return len + num_to_str(buf + len, CONTID_DIGITS, id, 0);
}

/**
 * contid_lineage_make - make the lineage of a new container
 * @scope: of its identifier
 * @id: its identifier
 * @parent: container that it is nested in, whose memory the caller keeps; or
 *	    NULL
 * @buf: at least CONTID_ID_SIZE bytes, and with a parent 2 more and its
 *	 text_len; not terminated
 *
 * Return: length of the text.
 */
size_t contid_lineage_make(u64 scope, u64 id, const struct contid *parent,
			   char *buf)
{
	size_t len = contid_id_print(scope, id, buf);

	if (!parent)
		return len;
	buf[len++] = ',';
	buf[len++] = '^';
	memcpy(buf + len, parent->text, parent->text_len);
	return len + parent->text_len;
}

/**
 * contid_lineage_print - print a lineage
 * @container: container whose memory the caller keeps, or NULL
 * @buf: at least CONTID_LINEAGE_SIZE bytes; terminated
 *
 * Return: length of the text. The text is "-1" if there is no container, as for
 * the other audit identifiers that are not set.
 */
size_t contid_lineage_print(const struct contid *container, char *buf)
{
	if (!container)
		return strscpy(buf, "-1", CONTID_LINEAGE_SIZE);

	memcpy(buf, container->text, container->text_len);
	buf[container->text_len] = '\0';
	return container->text_len;
}
