// SPDX-License-Identifier: GPL-2.0
/* contidctl new: an identifier, made up or derived from a name. */

#include <errno.h>

#include "ctl.h"

static int from_name(struct ctl *ctl, const char *name, uint64_t *contid)
{
	switch (contid_from_name(name, contid)) {
	case 0:
		return DONE;
	case -EINVAL:
		return ctl_usage(ctl, "--from needs a text");
	default:
		return ctl_usage(ctl, "'%s' stands for %llu, which is no CONTID",
				 name, CONTID_UNSET);
	}
}

static int new_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "from", required_argument, NULL, OPT_FROM },
		END_OF_OPTIONS
	};
	struct args args;
	uint64_t contid;
	int ret;
	int err;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (ret)
		return ret;

	if (args.from) {
		ret = from_name(ctl, args.from, &contid);
		if (ret)
			return ret;
	} else {
		err = contid_random(&contid);
		if (err)
			return ctl_system(ctl, "random number", err);
	}
	print_contid(ctl, contid);
	print_end(ctl);
	return DONE;
}

const struct command cmd_new = {
	.name = "new",
	.args = "[--from TEXT]",
	.about = "make up an identifier and print it",
	.help =
"Prints a random identifier, in decimal. Nothing is registered, and the kernel\n"
"is not asked.\n"
"\n"
"  --from TEXT   derive it from the name of a container instead: of a hex id of\n"
"                16 or more digits in TEXT the first 16, as everywhere; of any\n"
"                other TEXT the first 64 bits of its SHA-256 digest, that is the\n"
"                first 16 digits that 'printf %s TEXT | sha256sum' prints. TEXT is\n"
"                never read as a number.\n",
	.run = new_run,
};
