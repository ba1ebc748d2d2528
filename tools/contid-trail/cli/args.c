// SPDX-License-Identifier: GPL-2.0
/* The arguments of commands. */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/trail.h"
#include "common/options.h"
#include "record/lineage.h"
#include "record/name.h"
#include "record/record.h"
#include "store/store.h"

#define SPOOL		SPOOL_DIR "/trail-spool.db"
#define SPOOL_LIMIT	(1ULL << 30)
#define SKEW_MS		10

/* All options, by their letters: a command says which ones it takes. */
static const struct option all_options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "store", required_argument, NULL, 's' },
	{ "spool", required_argument, NULL, 'o' },
	{ "input", required_argument, NULL, 'f' },
	{ "machine-id", required_argument, NULL, 'm' },
	{ "boot-id", required_argument, NULL, 'b' },
	{ "name", required_argument, NULL, 'N' },
	{ "since", required_argument, NULL, 'S' },
	{ "until", required_argument, NULL, 'U' },
	{ "host", required_argument, NULL, 'H' },
	{ "type", required_argument, NULL, 't' },
	{ "nested", no_argument, NULL, 'n' },
	{ "interpret", no_argument, NULL, 'i' },
	{ "html", required_argument, NULL, 'w' },
	{ "json", no_argument, NULL, 'j' },
	{ "help", no_argument, NULL, 'h' },
};

#define N_OPTIONS	(sizeof(all_options) / sizeof(all_options[0]))

/* The options that a command takes */
static void choose(const struct command *cmd, struct option *options)
{
	size_t i;

	for (i = 0; i < N_OPTIONS; i++)
		if (all_options[i].val == 'h' || all_options[i].val == 'c' ||
		    strchr(cmd->options, all_options[i].val))
			*options++ = all_options[i];
	*options = (struct option){ 0 };
}

/* Ids become parts of keys and of commands to stores. */
static bool is_id(const char *text)
{
	size_t len = strlen(text);

	return len && len <= 64 &&
	       len == strspn(text, "0123456789abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-_");
}

static int parse_id(struct trail *trail, const char *what, const char **id)
{
	if (!is_id(optarg))
		return trail_usage(trail, "'%s' is no %s: up to 64 letters, digits, dots and dashes",
				   optarg, what);
	*id = optarg;
	return TRAIL_DONE;
}

static int parse_boot(struct trail *trail)
{
	struct args *args = &trail->args;

	if (args->nr_boots == BOOTS_MAX)
		return trail_usage(trail, "more than %d boots: import the log in parts",
				   BOOTS_MAX);
	return parse_id(trail, "boot-id", &args->boots[args->nr_boots++]);
}

static int parse_time(struct trail *trail, bool end, uint64_t *ms)
{
	if (time_parse(optarg, end, ms))
		return TRAIL_DONE;
	return trail_usage(trail, "'%s' is no time: seconds since 1970, or '2026-11-24 20:06:56', or a part of that",
			   optarg);
}

static int parse_type(struct trail *trail)
{
	struct args *args = &trail->args;
	struct text name = { optarg, strlen(optarg) };

	args->type = record_type(name);
	if (args->type)
		return TRAIL_DONE;
	return trail_usage(trail, "'%s' is no type of a record", optarg);
}

static int parse_name(struct trail *trail)
{
	size_t len = strlen(optarg);

	trail->args.name = optarg;
	if (len && len < NAME_SIZE)
		return TRAIL_DONE;
	return trail_usage(trail, "a name has 1 to %d bytes", NAME_SIZE - 1);
}

static int parse_store(struct trail *trail)
{
	if (!store_has(optarg))
		return trail_usage(trail, "'%s' is no store: " STORE_URLS,
				   optarg);
	free(trail->args.store);
	trail->args.store = strdup(optarg);
	trail->args.store_given = true;
	return TRAIL_DONE;
}

/* After getopt has objected to an option. Returns TRAIL_USAGE. */
static int objection(const struct trail *trail)
{
	if (!opterr)
		return trail_usage(trail, "there is no such option, or it lacks its value");
	fprintf(stderr, "Try '%.12s%s help'.\n", trail->name, trail->name + 13);
	return TRAIL_USAGE;
}

static int parse_option(struct trail *trail, int option)
{
	struct args *args = &trail->args;

	switch (option) {
	case 'c':
		args->conf = optarg;
		return TRAIL_DONE;
	case 's':
		return parse_store(trail);
	case 'o':
		free(args->spool);
		args->spool = strdup(optarg);
		return TRAIL_DONE;
	case 'f':
		args->input = optarg;
		return TRAIL_DONE;
	case 'm':
		return parse_id(trail, "machine-id", &args->machine);
	case 'b':
		return parse_boot(trail);
	case 'N':
		return parse_name(trail);
	case 'S':
		return parse_time(trail, false, &args->since);
	case 'U':
		return parse_time(trail, true, &args->until);
	case 'H':
		return parse_id(trail, "machine-id", &args->host);
	case 't':
		return parse_type(trail);
	case 'n':
		args->nested = true;
		return TRAIL_DONE;
	case 'i':
		args->interpret = true;
		return TRAIL_DONE;
	case 'w':
		args->html = optarg;
		return TRAIL_DONE;
	case 'j':
		args->json = true;
		return TRAIL_DONE;
	case 'h':
		return TRAIL_HELP;
	default:
		return objection(trail);
	}
}

static int parse_rest(struct trail *trail, const struct command *cmd, int argc,
		      char **argv)
{
	int takes = cmd->contid && !trail->args.name;
	char key[KEY_SIZE];

	if (takes && !argc)
		return trail_usage(trail, "CONTID missing");
	if (argc > takes)
		return trail_usage(trail, "unexpected argument '%s'", argv[takes]);
	if (!takes)
		return TRAIL_DONE;
	trail->args.contid = argv[0];
	if (lineage_key(argv[0], key))
		return TRAIL_DONE;
	return trail_usage(trail, "'%s' is no CONTID: a number, a hex id of 16 or more digits, or a path such as 707/4",
			   argv[0]);
}

static int check(struct trail *trail)
{
	const struct args *args = &trail->args;

	if (args->json + args->interpret + !!args->html > 1)
		return trail_usage(trail, "-j, --interpret and --html exclude each other");
	if (args->store && !store_has(args->store))
		return trail_failed(trail, "%s: '%s' is no store: " STORE_URLS,
				    args->conf, args->store);
	if (!args->store)
		return trail_usage(trail, "no store: give --store URL, or a line 'store = URL' in %s",
				   args->conf);
	return TRAIL_DONE;
}

static int set_defaults(struct args *args)
{
	if (!args->spool)
		args->spool = strdup(SPOOL);
	return args->spool ? TRAIL_DONE : TRAIL_FAILED;
}

/**
 * args_parse - parse the arguments of a command, and the configuration file.
 * @trail: the run
 * @cmd: the command
 * @argc: number of words, argv[0] included
 * @argv: the words
 *
 * Return: TRAIL_DONE, TRAIL_HELP, or what to exit with, after a message.
 */
int args_parse(struct trail *trail, const struct command *cmd, int argc,
	       char **argv)
{
	struct option options[N_OPTIONS + 1];
	int option;
	int ret = TRAIL_DONE;

	trail->args = (struct args){
		.conf = TRAIL_CONF,
		.spool_limit = SPOOL_LIMIT,
		.skew = SKEW_MS,
		.until = UINT64_MAX,
	};
	choose(cmd, options);
	options_begin(argc, argv);
	while (!ret && (option = getopt_long(argc, argv,
					     strchr(cmd->options, 'j') ? "hj" : "h",
					     options, NULL)) != -1)
		ret = parse_option(trail, option);
	if (!ret)
		ret = parse_rest(trail, cmd, argc - optind, argv + optind);
	if (!ret)
		ret = config_read(trail);
	if (!ret)
		ret = check(trail);
	return ret ? ret : set_defaults(&trail->args);
}

void args_free(struct args *args)
{
	free(args->store);
	free(args->spool);
}
