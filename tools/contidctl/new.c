// SPDX-License-Identifier: GPL-2.0
/* contidctl new: an identifier, made up or derived from a name. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "output/output.h"

static int from_name(struct ctl *ctl, const char *name, uint64_t *contid)
{
	switch (contid_from_name(name, contid)) {
	case 0:
		return CTL_DONE;
	case -EINVAL:
		return ctl_usage(ctl, "--from needs a text");
	case -ELIBACC:
		ctl_message(ctl, "libmd.so.0 cannot be loaded: install Debian's package libmd0, or the library from elsewhere");
		return CTL_REFUSED;
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
	struct item item;
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
	item = item_begin(ctl);
	item_words(&item, "%" PRIu64, contid);
	item_u64(&item, JSON, "contid", contid);
	item_end(&item);
	output_end(ctl);
	return CTL_DONE;
}

const struct command cmd_new = {
	.name = "new",
	.args = "[--from TEXT]",
	.about = "make up an identifier and print it",
	.help =
"Prints a random identifier, in decimal. Nothing is registered, and the kernel\n"
"is not asked.\n"
"\n"
"  --from TEXT   derive it from the name of a container instead: the first 64\n"
"                bits of the SHA-256 digest of TEXT, that is the first 16 digits\n"
"                that 'printf %s TEXT | sha256sum' prints; but if TEXT as a whole\n"
"                is a container's hex id, or docker-ID.scope and the like, the\n"
"                first 16 digits of that, as everywhere. TEXT is never read as a\n"
"                number.\n",
	.run = new_run,
};
