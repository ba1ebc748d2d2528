// SPDX-License-Identifier: LGPL-2.1-or-later
/* Container identifiers: read, derived, made up. */

#include <errno.h>
#include <sha2.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

#include "internal.h"

#define DECIMAL_DIGITS	20	/* of 2^64-1 */
#define HEX_DIGITS	16	/* of 2^64-1; the part of a hex id that counts */

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/* Not isalnum(): an identifier must not depend on the caller's locale. */
static bool is_alnum(char c)
{
	return digit_value(c) < 16 || (c >= 'g' && c <= 'z') ||
	       (c >= 'G' && c <= 'Z');
}

static size_t digits(const char *text, int base)
{
	size_t n = 0;

	while (digit_value(text[n]) < base)
		n++;
	return n;
}

/* The value of @n digits, which must be a valid identifier. */
static int number(const char *text, size_t n, unsigned int base,
		  uint64_t *contid)
{
	uint64_t value = 0;

	while (n--) {
		unsigned int digit = digit_value(*text++);

		if (value > (UINT64_MAX - digit) / base)
			return -ERANGE;
		value = value * base + digit;
	}
	if (value == CONTID_UNSET)
		return -ERANGE;
	*contid = value;
	return 0;
}

/* The first hexadecimal id that stands alone in @text, or NULL. */
static const char *find_hex_id(const char *text)
{
	bool alone = true;

	while (*text) {
		size_t n = digits(text, 16);

		if (alone && n >= HEX_DIGITS && !is_alnum(text[n]))
			return text;
		text += n ? n - 1 : 0;
		alone = !is_alnum(*text);
		text++;
	}
	return NULL;
}

int contid_parse(const char *text, uint64_t *contid)
{
	size_t n = digits(text, 10);
	const char *id;

	if (n && n <= DECIMAL_DIGITS && !text[n])
		return number(text, n, 10, contid);

	if (text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		n = digits(text + 2, 16);
		if (n && !text[2 + n])
			return number(text + 2, n, 16, contid);
	}

	id = find_hex_id(text);
	return id ? number(id, HEX_DIGITS, 16, contid) : -EINVAL;
}

int contid_from_name(const char *name, uint64_t *contid)
{
	const char *id = find_hex_id(name);
	uint8_t digest[SHA256_DIGEST_LENGTH];
	SHA2_CTX sha;
	uint64_t value = 0;
	int i;

	if (!*name)
		return -EINVAL;
	if (id)
		return number(id, HEX_DIGITS, 16, contid);

	SHA256Init(&sha);
	SHA256Update(&sha, (const uint8_t *)name, strlen(name));
	SHA256Final(digest, &sha);
	for (i = 0; i < 8; i++)
		value = value << 8 | digest[i];
	if (value == CONTID_UNSET)
		return -ERANGE;
	*contid = value;
	return 0;
}

int contid_random(uint64_t *contid)
{
	uint64_t value = CONTID_UNSET;

	while (value == CONTID_UNSET)
		if (getrandom(&value, sizeof(value), 0) < 0 && errno != EINTR)
			return -errno;
	*contid = value;
	return 0;
}
