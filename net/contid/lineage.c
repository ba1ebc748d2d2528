// SPDX-License-Identifier: GPL-2.0
/*
 * A lineage as text, the way that audit records carry it: "4,^2,^1".
 */

#include <linux/kernel.h>
#include <linux/string.h>
#include <net/contid.h>

/**
 * contid_is_below - whether a container is nested in another
 * @contid: container whose memory the caller keeps, or NULL
 * @ancestor: container
 *
 * Return: true when @ancestor is in the lineage of @contid, and not @contid.
 */
bool contid_is_below(const struct contid *contid,
		     const struct contid *ancestor)
{
	while (contid && contid->depth > ancestor->depth) {
		contid = contid->parent;
		if (contid == ancestor)
			return true;
	}
	return false;
}

/**
 * contid_id_print - print an identifier
 * @id: any
 * @buf: at least CONTID_DIGITS bytes; not terminated
 *
 * Return: number of bytes written.
 */
size_t contid_id_print(u64 id, char *buf)
{
	return num_to_str(buf, CONTID_DIGITS, id, 0);
}

/**
 * contid_lineage_make - make the lineage of a container to be
 * @id: its identifier
 * @parent: what it is nested in, whose memory the caller keeps; or NULL
 * @buf: at least CONTID_DIGITS bytes, and with a parent 2 more and its text_len;
 *	 not terminated
 *
 * Return: length of the text.
 */
size_t contid_lineage_make(u64 id, const struct contid *parent, char *buf)
{
	size_t len = contid_id_print(id, buf);

	if (!parent)
		return len;
	buf[len++] = ',';
	buf[len++] = '^';
	memcpy(buf + len, parent->text, parent->text_len);
	return len + parent->text_len;
}

/**
 * contid_lineage_print - print a lineage
 * @contid: container whose memory the caller keeps, or NULL
 * @buf: at least CONTID_LINEAGE_SIZE bytes; terminated
 *
 * Return: length of the text. It is "-1" where there is no container, as for
 * the other audit identifiers that are not set.
 */
size_t contid_lineage_print(const struct contid *contid, char *buf)
{
	if (!contid)
		return strscpy(buf, "-1", CONTID_LINEAGE_SIZE);

	memcpy(buf, contid->text, contid->text_len);
	buf[contid->text_len] = '\0';
	return contid->text_len;
}
