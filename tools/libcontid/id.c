// SPDX-License-Identifier: LGPL-2.1-or-later
/* Container identifiers: read, derived, made up. */

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/random.h>

#include "internal.h"

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

/*
 * What engines write before a container's hex id in the name of its cgroup. In
 * systemd's names, ".scope" follows the id.
 */
static const char *const prefixes[] = {
	"docker-", "libpod-", "cri-", "crio-", "cri-containerd-",
};

/*
 * Digits without a letter are a number, or a date: of engines' ids, which have 64
 * digits, one in 10^13 looks like that.
 */
static bool is_hex_id(const char *text, const char *end)
{
	size_t n = digits(text, 16);

	return n >= HEX_DIGITS && n > digits(text, 10) && !strcmp(text + n, end);
}

/*
 * The hexadecimal id that @text is, perhaps between a prefix and a suffix that
 * are known, or NULL. An id in any other place may be a part that several names
 * share, such as the digest of an image.
 */
static const char *find_hex_id(const char *text)
{
	size_t i;

	if (is_hex_id(text, ""))
		return text;
	for (i = 0; i < sizeof(prefixes) / sizeof(prefixes[0]); i++) {
		size_t n = strlen(prefixes[i]);

		if (!strncmp(text, prefixes[i], n) &&
		    (is_hex_id(text + n, "") || is_hex_id(text + n, ".scope")))
			return text + n;
	}
	return NULL;
}

int contid_parse(const char *text, uint64_t *contid)
{
	size_t n = digits(text, 10);
	const char *id;

	/* Any number of digits: one digit too many must not make it hexadecimal. */
	if (n && !text[n])
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
	uint64_t value;
	int err;

	if (!*name)
		return -EINVAL;
	if (id)
		return number(id, HEX_DIGITS, 16, contid);

	err = contid_sha256(name, &value);
	if (err)
		return err;
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
