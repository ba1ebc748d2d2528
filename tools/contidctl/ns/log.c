// SPDX-License-Identifier: GPL-2.0
/* contidctl ns log: what is logged about namespaces. */

#include <string.h>

#include "common/args.h"
#include "common/message.h"
#include "library/audit.h"
#include "ns/ns.h"
#include "output/output.h"

#define NS_LOG	(NS_LABELLED | NS_ALL)

static const struct {
	const char *name;
	uint32_t features;
} levels[] = {
	{ "none", 0 },
	{ "labelled", NS_LABELLED },
	{ "all", NS_LABELLED | NS_ALL },
};

static int parse_level(struct ctl *ctl, const char *word,
		       struct audit_features *change)
{
	size_t i;

	for (i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		if (strcmp(levels[i].name, word))
			continue;
		change->mask |= NS_LOG;
		change->features |= levels[i].features;
		return CTL_DONE;
	}
	return ctl_usage(ctl, "'%s' is not none, labelled or all", word);
}

/* Read "info on" or "info off", if it is there. */
static int parse_info(struct ctl *ctl, int argc, char **argv,
		      struct audit_features *change)
{
	if (!argc)
		return CTL_DONE;
	if (strcmp(argv[0], "info"))
		return ctl_usage(ctl, "unexpected argument '%s'", argv[0]);
	if (argc < 2 || (strcmp(argv[1], "on") && strcmp(argv[1], "off")))
		return ctl_usage(ctl, "info is on or off");
	if (argc > 2)
		return ctl_usage(ctl, "unexpected argument '%s'", argv[2]);
	change->mask |= NS_INFO;
	if (!strcmp(argv[1], "on"))
		change->features |= NS_INFO;
	return CTL_DONE;
}

static int change_policy(struct ctl *ctl, const struct args *args)
{
	struct audit_features change = { .vers = AUDIT_FEATURE_VERSION };
	int ret;

	ret = parse_level(ctl, args->argv[0], &change);
	if (!ret)
		ret = parse_info(ctl, args->argc - 1, args->argv + 1, &change);
	if (ret)
		return ret;
	if (args->lock)
		change.lock = change.mask;
	return ns_features_set(ctl, &change);
}

/* What can no longer be changed; of two features that make one setting, either */
static void item_locked(const struct item *item, uint32_t lock)
{
	struct item array = item_array(item, "locked");

	if (lock & (NS_LOG | NS_INFO))
		item_words(item, "locked");
	if (lock & NS_LOG)
		item_element(&array, "log");
	if (lock & NS_INFO)
		item_element(&array, "info");
}

static int print_policy(struct ctl *ctl)
{
	struct audit_features now;
	struct item item;
	int ret;

	ret = ns_features_get(ctl, &now);
	if (ret)
		return ret;
	item = item_begin(ctl);
	item_string(&item, BOTH, "log", now.features & NS_ALL ? "all" :
		    now.features & NS_LABELLED ? "labelled" : "none");
	item_string(&item, BOTH, "info", now.features & NS_INFO ? "on" : "off");
	item_locked(&item, now.lock);
	item_end(&item);
	output_end(ctl);
	return CTL_DONE;
}

int ns_log(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		{ "lock", no_argument, NULL, OPT_LOCK },
		END_OF_OPTIONS
	};
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (ret)
		return ret;
	ret = audit_load(ctl);
	if (ret)
		return ret;
	/* libaudit's own messages would not say which command they are from. */
	set_aumessage_mode(MSG_QUIET, DBG_NO);
	if (args.argc)
		return change_policy(ctl, &args);
	if (args.lock)
		return ctl_usage(ctl, "--lock goes with none, labelled or all");
	return print_policy(ctl);
}
