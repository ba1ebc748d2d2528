// SPDX-License-Identifier: GPL-2.0
/*
 * Identifiers, paths of them, and numbers, as people and engines write them: the input
 * is one word of a command line.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "capture.h"
#include "common/args.h"
#include "common/message.h"
#include "common/util.h"
#include "fuzz.h"
#include "libcontid/internal.h"
#include "peer.h"

#define UNTOUCHED	0x5555555555555555ULL

static struct ctl ctl = { .name = "contidctl: fuzz" };

/* An identifier reads the same after it has been printed. */
static void check_printed(uint64_t contid)
{
	char text[32];
	uint64_t again;

	snprintf(text, sizeof(text), "%" PRIu64, contid);
	check(!contid_parse(text, &again) && again == contid);
	snprintf(text, sizeof(text), "0x%" PRIx64, contid);
	check(!contid_parse(text, &again) && again == contid);
}

static void check_id(const char *text, int (*read)(const char *text, uint64_t *contid))
{
	uint64_t contid = UNTOUCHED;
	int err = read(text, &contid);

	check(err == 0 || err == -EINVAL || err == -ERANGE);
	check(!err || contid == UNTOUCHED);
	check(err || contid != CONTID_UNSET);
	if (!err)
		check_printed(contid);
}

/* What is a hex id is the identifier of the name, too. */
static void check_name(const char *text)
{
	uint64_t contid, named;

	check_id(text, contid_from_name);
	if (contid_parse(text, &contid) || text[strspn(text, "0123456789")] == '\0' ||
	    !strncasecmp(text, "0x", 2))
		return;
	check(!contid_from_name(text, &named) && named == contid);
}

/*
 * A path is one to the kernel as well, which answers nothing here: what is no path and
 * no identifier is refused before anything is asked.
 */
static void check_path(const char *text)
{
	struct contid_handle *handle = peer_open(NULL, 0, 0);
	struct contid_ref ref;
	uint64_t contid;
	bool path = args_is_path(text);
	int wrong = contid_parse(text, &contid);
	int err;

	check(handle);
	err = contid_resolve(handle, text, &ref);
	contid_close(handle);
	if (path)
		check(err == -ECONNRESET);
	else
		check(err == wrong || (err == -ERANGE && strchr(text, '/')));
	check(err || ref.contid == contid);
}

static void check_number(const char *text)
{
	char printed[16];
	uint32_t value = 5, again;
	int bases[] = { 10, 0 };
	size_t i;

	for (i = 0; i < 2; i++) {
		if (!parse_number(text, bases[i], 1, UINT32_MAX, &value))
			continue;
		check(value);
		snprintf(printed, sizeof(printed), "%" PRIu32, value);
		check(parse_number(printed, bases[i], value, value, &again) && again == value);
	}
}

/* The word as an argument of a command, and as the value of options */
static int parse_args(char *argv[], struct args *args)
{
	static const struct option options[] = {
		SET_OPTIONS,
		TARGET_OPTIONS,
		{ "timeout", required_argument, NULL, OPT_TIMEOUT },
		{ "count", required_argument, NULL, OPT_COUNT },
		END_OF_OPTIONS
	};

	return args_parse(&ctl, 3, argv, options, args);
}

static void check_args(const char *text)
{
	static const char *const options[] = {
		"--timeout", "--count", "--limit", "--delegate", "--name", "--",
	};
	struct args args;
	uint64_t contid;
	size_t i;
	int ret;

	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		char *argv[] = { ctl.name, (char *)options[i], (char *)text, NULL };

		capture_begin();
		ret = parse_args(argv, &args);
		if (!ret && args.argc)
			ret = args_only_contid(&ctl, &args, &contid);
		check(ret == CTL_DONE || ret == CTL_USAGE || ret == CTL_HELP);
		check(args.timeout >= -1 && args.timeout < 1000000000);
		if (ret == CTL_USAGE)
			check_refusal(capture_end(), true);
		check(!capture_end().len || ret == CTL_USAGE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text;

	if (size && memchr(data, '\0', size))
		return -1;
	text = strndup(size ? (const char *)data : "", size);
	check_id(text, contid_parse);
	check_name(text);
	check_path(text);
	check_number(text);
	check_args(text);
	free(text);
	return 0;
}
