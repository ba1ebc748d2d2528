/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libcontid: identifiers, and the names of flags. */
#ifndef CONTID_ID_H
#define CONTID_ID_H

#include <stdint.h>

#include <contid/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * contid_parse - read an identifier as people write it.
 * @text: one of
 *	- decimal digits alone, however many: the number
 *	- 0x and hexadecimal digits: the number
 *	- a container's hexadecimal id, 16 or more digits with a letter among
 *	  them: the first 16. It may have docker-, libpod-, cri-, crio- or
 *	  cri-containerd- before it, and then .scope behind it:
 *	  docker-9f86d081884c7d65….scope
 * @contid: where to put the identifier; not touched on failure
 *
 * Return: 0, or
 *   -EINVAL  @text is none of these
 *   -ERANGE  the value is CONTID_UNSET, or does not fit 64 bits
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_parse(const char *text, uint64_t *contid);

/**
 * contid_from_name - derive an identifier from a container's name.
 * @name: any text that is not empty
 * @contid: where to put the identifier; not touched on failure
 *
 * A name that is a hexadecimal id, with or without such a prefix and suffix,
 * counts as contid_parse() says. Of any other name the identifier is the first
 * 64 bits of the SHA-256 digest of all of it, the same on every host. The name
 * is never read as a number.
 *
 * Return: 0, or
 *   -EINVAL  @name is empty
 *   -ERANGE  the value is CONTID_UNSET
 *   -ELIBACC the name has to be hashed, and libmd cannot be loaded, which does that
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_from_name(const char *name, uint64_t *contid);

/**
 * contid_random - make up an identifier.
 * @contid: where to put the identifier, never CONTID_UNSET; not touched on
 *	failure
 *
 * Return: 0, or the errno of getrandom(2).
 */
CONTID_MUST_CHECK CONTID_NONNULL(1)
int contid_random(uint64_t *contid);

/**
 * contid_flag_name - name a flag.
 * @flag: a single bit of CONTID_FLAG_*
 *
 * Return: the name as in the family's specification, such as "delegate", or
 * NULL when this version knows none. A static string.
 */
const char *contid_flag_name(uint32_t flag);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_ID_H */
