// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * SHA-256, by libmd, which the first name loads that is hashed. To be linked with libmd
 * costs each program 150,000 instructions at its start, and few of them have names.
 */

#include <dlfcn.h>
#include <errno.h>
#include <inttypes.h>
#include <sha2.h>
#include <stdio.h>
#include <string.h>

#include "internal.h"

/* Writes the digest as text to @buf. */
typedef char *digest_fn(const uint8_t *data, size_t len, char *buf);

#ifdef LINK_LIBRARIES
static digest_fn *find_digest(void)
{
	return SHA256Data;
}
#else
/* It stays loaded, for the next name. */
static digest_fn *find_digest(void)
{
	void *libmd = dlopen("libmd.so.0", RTLD_LAZY | RTLD_LOCAL), *symbol;
	digest_fn *digest = NULL;

	symbol = libmd ? dlsym(libmd, "SHA256Data") : NULL;
	memcpy(&digest, &symbol, sizeof(digest));
	return digest;
}
#endif

/* The first 64 bits of the digest of @text. Returns 0, or -ELIBACC without libmd. */
int contid_sha256(const char *text, uint64_t *value)
{
	char buf[SHA256_DIGEST_STRING_LENGTH];
	digest_fn *digest = find_digest();

	if (!digest)
		return -ELIBACC;
	digest((const uint8_t *)text, strlen(text), buf);
	return sscanf(buf, "%16" SCNx64, value) == 1 ? 0 : -ELIBACC;
}
