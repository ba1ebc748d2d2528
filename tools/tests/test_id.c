// SPDX-License-Identifier: LGPL-2.1-or-later
/* Identifiers: read, derived, made up; flags by name. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "fake.h"

#define UNTOUCHED	0x5ca1ab1eULL

struct sample {
	const char *text;
	int err;
	uint64_t contid;
};

static const struct sample parsed[] = {
	/* decimal */
	{ "0", 0, 0 },
	{ "7", 0, 7 },
	{ "007", 0, 7 },
	{ "707", 0, 707 },
	{ "4294967296", 0, 4294967296 },
	{ "1234567890123456", 0, 1234567890123456 },
	{ "18446744073709551614", 0, 18446744073709551614ULL },
	{ "18446744073709551615", -ERANGE, 0 },
	{ "18446744073709551616", -ERANGE, 0 },
	{ "99999999999999999999", -ERANGE, 0 },
	{ "184467440737095516140", -ERANGE, 0 },
	{ "111111111111111111111", -ERANGE, 0 },
	{ "00000000000000000007", 0, 7 },
	{ "000000000000000000000000000000018446744073709551614", 0,
	  18446744073709551614ULL },
	{ "1234567890123456789012345678901234567890123456789012345678901234",
	  -ERANGE, 0 },		/* as long as an engine's id */
	/* hex */
	{ "0x0", 0, 0 },
	{ "0x2c3", 0, 707 },
	{ "0X2C3", 0, 707 },
	{ "0xfffffffffffffffe", 0, 18446744073709551614ULL },
	{ "0x000000000000000000002c3", 0, 707 },
	{ "0xffffffffffffffff", -ERANGE, 0 },
	{ "0x10000000000000000", -ERANGE, 0 },
	/* hex ids of containers */
	{ "4f2a000000000001", 0, 0x4f2a000000000001 },
	{ "4F2A000000000001", 0, 0x4f2a000000000001 },
	{ "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
	  0, 0x9f86d081884c7d65 },
	{ "111111111111111111111a", 0, 0x1111111111111111 },
	{ "0123456789012345678901234567890123456789012345678901234567890e",
	  0, 0x0123456789012345 },
	{ "docker-9f86d081884c7d659a2feaa0c55ad015.scope",
	  0, 0x9f86d081884c7d65 },
	{ "docker-9f86d081884c7d65", 0, 0x9f86d081884c7d65 },
	{ "libpod-9f86d081884c7d65.scope", 0, 0x9f86d081884c7d65 },
	{ "cri-9f86d081884c7d65.scope", 0, 0x9f86d081884c7d65 },
	{ "crio-9f86d081884c7d65.scope", 0, 0x9f86d081884c7d65 },
	{ "cri-containerd-9f86d081884c7d65.scope", 0, 0x9f86d081884c7d65 },
	{ "crio-11111111111111111111a", 0, 0x1111111111111111 },
	{ "ffffffffffffffff0000", -ERANGE, 0 },
	/* none of these */
	{ "", -EINVAL, 0 },
	{ " ", -EINVAL, 0 },
	{ "x", -EINVAL, 0 },
	{ "web", -EINVAL, 0 },
	{ "-1", -EINVAL, 0 },
	{ "+1", -EINVAL, 0 },
	{ " 7", -EINVAL, 0 },
	{ "7 ", -EINVAL, 0 },
	{ "7\n", -EINVAL, 0 },
	{ "7.0", -EINVAL, 0 },
	{ "1e3", -EINVAL, 0 },
	{ "0x", -EINVAL, 0 },
	{ "0xg", -EINVAL, 0 },
	{ "0x7g", -EINVAL, 0 },
	{ "unset", -EINVAL, 0 },
	{ "4f2a00000000000", -EINVAL, 0 },	/* 15 digits */
	{ "g4f2a000000000001", -EINVAL, 0 },
	{ "4f2a000000000001g", -EINVAL, 0 },
	{ "x9f86d081884c7d659a2feaa0c55ad015", -EINVAL, 0 },
	{ "a-9f86d081884c7d65", -EINVAL, 0 },
	{ "9f86d081884c7d65-a", -EINVAL, 0 },
	{ "9f86d081884c7d65.scope", -EINVAL, 0 },
	{ "web-da39a3ee5e6b4b0d3255bfef95601890afd80709", -EINVAL, 0 },
	{ "cafe-9f86d081884c7d65-0123456789abcdef", -EINVAL, 0 },
	{ "docker-9f86d081884c7d6.scope", -EINVAL, 0 },
	{ "docker-9f86d081884c7d65.scopes", -EINVAL, 0 },
	{ "docker-9f86d081884c7d65.service", -EINVAL, 0 },
	{ "docker-docker-9f86d081884c7d65.scope", -EINVAL, 0 },
	{ "xdocker-9f86d081884c7d65.scope", -EINVAL, 0 },
	{ "docker-1111111111111111.scope", -EINVAL, 0 },
	{ "docker-0x9f86d081884c7d65", -EINVAL, 0 },
	{ "550e8400-e29b-41d4-a716-446655440000", -EINVAL, 0 },
};

static const struct sample named[] = {
	{ "4f2a000000000001", 0, 0x4f2a000000000001 },
	/* neither a number here nor a hex id: two dates are two names */
	{ "1234567890123456", 0, 0x7a51d064a1a216a6 },
	{ "20261124163012345678", 0, 0xdeefecfece6cb1a6 },
	{ "20261124163012345679", 0, 0xe7f6d818bdb7a722 },
	{ "123456789012345a", 0, 0x123456789012345a },
	{ "docker-9f86d081884c7d659a2feaa0c55ad015.scope",
	  0, 0x9f86d081884c7d65 },
	/* as sha256sum(1) has it */
	{ "web", 0, 0x4b5e57f6eb2f42b9 },
	{ "707", 0, 0x5b60f221d4a1852a },
	{ "abc", 0, 0xba7816bf8f01cfea },
	{ "0x4f2a000000000001", 0, 0x544c8645bc8ef817 },
	{ "web-da39a3ee5e6b4b0d3255bfef95601890afd80709", 0, 0x2ddfe855128cfeee },
	{ "db-da39a3ee5e6b4b0d3255bfef95601890afd80709", 0, 0x89390d339b0f2e3c },
	{ "da39a3ee5e6b4b0d3255bfef95601890afd80709-2", 0, 0x9a4da4e5b64c521a },
	{ "docker-9f86d081884c7d65.service", 0, 0xdc74c7d5a45d4ce5 },
	{ "", -EINVAL, 0 },
	{ "ffffffffffffffff", -ERANGE, 0 },
};

static void check(int (*fn)(const char *text, uint64_t *contid),
		  const struct sample *sample)
{
	uint64_t contid = UNTOUCHED;
	int err = fn(sample->text, &contid);

	if (err != sample->err ||
	    contid != (err ? UNTOUCHED : sample->contid))
		fail_msg("'%s': %d, %llu", sample->text, err,
			 (unsigned long long)contid);
}

static void parse_reads_every_form(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(parsed) / sizeof(parsed[0]); i++)
		check(contid_parse, &parsed[i]);
}

static void names_become_identifiers(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		check(contid_from_name, &named[i]);
}

/* Around the ends of blocks, and of the blocks that have room for the length */
static void names_of_any_length_become_identifiers(void **state)
{
	static const struct {
		size_t len;
		uint64_t contid;	/* as sha256sum(1) has it */
	} samples[] = {
		{ 1, 0x2d711642b726b044 },
		{ 55, 0xd5e285683cd4efc0 },
		{ 56, 0x04c26261370ee754 },
		{ 63, 0x75220b47218278e6 },
		{ 64, 0x7ce100971f64e700 },
		{ 65, 0x9537c5fdf120482f },
		{ 119, 0x000b48d4edf0fa7b },
		{ 120, 0x13f05a0b594787f5 },
		{ 127, 0x70156a14adbabf98 },
		{ 128, 0x24da1b81d0b16df6 },
		{ 129, 0x0ec9eb33e74510bc },
		{ 1000, 0x44f8354494a5ba03 },
	};
	char name[1001];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		struct sample sample = { name, 0, samples[i].contid };

		memset(name, 'x', samples[i].len);
		name[samples[i].len] = '\0';
		check(contid_from_name, &sample);
	}
}

/* What parse takes for the id of a container, from_name does as well. */
static void names_and_arguments_agree(void **state)
{
	uint64_t a, b;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(parsed) / sizeof(parsed[0]); i++) {
		const char *text = parsed[i].text;

		if (parsed[i].err || text[1] == 'x' || text[1] == 'X' ||
		    !text[strspn(text, "0123456789")])
			continue;
		assert_int_equal(contid_parse(text, &a), 0);
		assert_int_equal(contid_from_name(text, &b), 0);
		assert_int_equal(a, b);
	}
}

static int random_err;
static unsigned int random_fails;
static unsigned int random_unset;

ssize_t __real_getrandom(void *buf, size_t len, unsigned int flags);
ssize_t __wrap_getrandom(void *buf, size_t len, unsigned int flags);
ssize_t __wrap_getrandom(void *buf, size_t len, unsigned int flags)
{
	if (random_fails) {
		random_fails--;
		errno = random_err;
		return -1;
	}
	if (random_unset) {
		random_unset--;
		memset(buf, 0xff, len);
		return len;
	}
	return __real_getrandom(buf, len, flags);
}

static void random_is_never_unset(void **state)
{
	uint64_t a = CONTID_UNSET, b = CONTID_UNSET;

	(void)state;
	random_unset = 3;
	assert_int_equal(contid_random(&a), 0);
	assert_int_equal(random_unset, 0);
	assert_int_equal(contid_random(&b), 0);
	assert_int_not_equal(a, CONTID_UNSET);
	assert_int_not_equal(b, CONTID_UNSET);
	assert_int_not_equal(a, b);
}

static void random_passes_errors_on(void **state)
{
	uint64_t contid = UNTOUCHED;

	(void)state;
	random_err = EINTR;
	random_fails = 3;
	assert_int_equal(contid_random(&contid), 0);

	contid = UNTOUCHED;
	random_err = ENOSYS;
	random_fails = 1;
	assert_int_equal(contid_random(&contid), -ENOSYS);
	assert_int_equal(contid, UNTOUCHED);
}

static void flags_have_names(void **state)
{
	(void)state;
	assert_string_equal(contid_flag_name(CONTID_FLAG_NEST), "nest");
	assert_string_equal(contid_flag_name(CONTID_FLAG_MOVE), "move");
	assert_string_equal(contid_flag_name(CONTID_FLAG_SUBTREE), "subtree");
	assert_string_equal(contid_flag_name(CONTID_FLAG_DELEGATE), "delegate");
	assert_string_equal(contid_flag_name(CONTID_FLAG_AUDITD), "auditd");
	assert_string_equal(contid_flag_name(CONTID_FLAG_PROCESSES), "processes");
	assert_null(contid_flag_name(0));
	assert_null(contid_flag_name(3));
	assert_null(contid_flag_name(0x80000000));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_reads_every_form),
		cmocka_unit_test(names_become_identifiers),
		cmocka_unit_test(names_of_any_length_become_identifiers),
		cmocka_unit_test(names_and_arguments_agree),
		cmocka_unit_test(random_is_never_unset),
		cmocka_unit_test(random_passes_errors_on),
		cmocka_unit_test(flags_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
