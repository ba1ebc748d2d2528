// SPDX-License-Identifier: GPL-2.0
/*
 * The names of containers, which people read and the kernel does not.
 */

#include <linux/string.h>

#include "request.h"

/**
 * contid_name_parse - read the name in a request
 * @attr: NAME, which the policy has found to be no longer than a name can be;
 *	  or NULL
 * @name: CONTID_NAME_SIZE bytes; the empty string for no name
 * @extack: for the refusal
 *
 * Return: 0, or -EINVAL for a name that is empty or has a NUL in it.
 */
int contid_name_parse(const struct nlattr *attr, char *name,
		      struct netlink_ext_ack *extack)
{
	size_t len;

	*name = '\0';
	if (!attr)
		return 0;
	len = nla_len(attr);
	/* Either form of a string will do, as for all of netlink. */
	if (len && !((const char *)nla_data(attr))[len - 1])
		len--;
	if (!len)
		return contid_refuse(extack, attr, -EINVAL, "the name is empty");
	if (memchr(nla_data(attr), '\0', len))
		return contid_refuse(extack, attr, -EINVAL,
				     "the name has a NUL in it");
	nla_strscpy(name, attr, CONTID_NAME_SIZE);
	return 0;
}

/**
 * contid_name_agrees - whether a request may join a container, by its name
 * @name: of contid_name_parse()
 * @container: container to join
 *
 * Return: true if @name is that of the container, or if there is none in the
 * request.
 */
bool contid_name_agrees(const char *name, const struct contid *container)
{
	const char *has = contid_name(container);

	return !*name || (has && !strcmp(name, has));
}
