// SPDX-License-Identifier: GPL-2.0
/* contidctl log: the audit records of containers, as they are written. */

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "library/audit.h"
#include "library/json.h"
#include "log/log.h"

static const struct log_format *pick_format(const struct ctl *ctl,
					    const struct args *args)
{
	if (ctl->json || args->json)
		return &log_json;
	return args->interpret ? &log_interpret : &log_raw;
}

static int run(struct log *log, const struct args *args)
{
	int ret;

	ret = audit_load(log->ctl);
	if (!ret && log->format == &log_json)
		ret = json_load(log->ctl);
	/* The containers before the file: a wrong name leaves none behind. */
	if (!ret)
		ret = targets_open(log, args->argc, args->argv);
	if (!ret && log->format->parse)
		ret = parser_open(log->ctl, &log->parser);
	if (!ret)
		ret = out_open(log->ctl, &log->out);
	if (!ret)
		ret = stream_run(log);
	ret = out_close(log->ctl, &log->out) ?: ret;
	parser_close(log->parser);
	event_free(&log->event);
	targets_close(log);
	if (!ret && log->lossy)
		ret = CTL_LOST;
	return ret;
}

static int log_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		LOG_OPTIONS,
		END_OF_OPTIONS
	};
	struct log log = { .ctl = ctl };
	bool json = ctl->json;
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (ret)
		return ret;
	if (args.raw + args.interpret + (args.json || json) > 1)
		return ctl_usage(ctl, "--raw, --interpret and --json exclude each other");
	log.format = pick_format(ctl, &args);
	log.limit = args.bytes;
	log.flags = args.flags;
	log.follow = args.follow;
	log.left = args.count;
	log.counted = args.count;
	log.out.path = args.output;

	ctl->json = log.format == &log_json;
	ret = run(&log, &args);
	ctl->json = json;
	return ret;
}

const struct command cmd_log = {
	.name = "log",
	.args = "[--raw | -i | --interpret | -j | --json] [--trim]\n"
		"                         [--follow] [--limit BYTES] [--count N]\n"
		"                         [--output FILE] CONTID...",
	.about = "print the audit records of containers as they are written",
	.help =
"Prints the records of what the processes of a container do, and of those nested in\n"
"it, from now on. It ends when the container does, or at SIGINT or SIGTERM: what was\n"
"written until then is printed. CONTID may be a path, such as 707/4. What is about\n"
"several of the containers is printed for each of them. The audit daemon of the host\n"
"gets all records as before.\n"
"\n"
"Records that come faster than they are read are lost, by whole events: a message\n"
"says how many, JSON has an object for it, and the exit status is 4.\n"
"\n"
"  --raw         as auditd writes them to its log, without an EOE at the end of an\n"
"                event: 'ausearch -if FILE' reads it. This is the default.\n"
"  -i, --interpret  fields with their meaning, as 'ausearch -i' prints them\n"
"  -j, --json    each event is an object on a line of its own\n"
"  --trim        leave out what is outside the container. Always so with delegated\n"
"                authority.\n"
"  --follow      do not end with the container, but wait for one that has the same\n"
"                CONTID, also at the beginning. The records of its first moments can\n"
"                be missing: reading begins when it is there.\n"
"  --limit BYTES  what may wait to be read, in the kernel, 1 to 67108864;\n"
"                1048576 without this option\n"
"  --count N     end after N events\n"
"  --output FILE  append to FILE, which is created with mode 0600, and opened anew at\n"
"                SIGHUP, for logrotate. A disk that is full is an error, and ends it.\n",
	.no_sigpipe = true,
	.run = log_run,
};
