// SPDX-License-Identifier: GPL-2.0
/*
 * A lineage as text, the way that audit records carry it: "4,^2,^1".
 */

#include <linux/kernel.h>
#include <linux/string.h>
#include <net/contid.h>

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
 * contid_lineage_print - print a lineage
 * @contid: container whose memory the caller keeps, or NULL
 * @buf: at least CONTID_LINEAGE_SIZE bytes; terminated
 *
 * Return: length of the text. It is "-1" where there is no container, as for
 * the other audit identifiers that are not set.
 */
size_t contid_lineage_print(const struct contid *contid, char *buf)
{
	char *p = buf;

	if (!contid)
		return strscpy(buf, "-1", CONTID_LINEAGE_SIZE);

	for (;;) {
		memcpy(p, contid->text, contid->text_len);
		p += contid->text_len;
		contid = contid->parent;
		if (!contid)
			break;
		*p++ = ',';
		*p++ = '^';
	}
	*p = '\0';
	return p - buf;
}
