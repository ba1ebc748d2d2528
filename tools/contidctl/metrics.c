// SPDX-License-Identifier: GPL-2.0
/* contidctl metrics: counters in Prometheus' text format. */

#include <errno.h>
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "audit/connection.h"
#include "command.h"
#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "library/audit.h"
#include "output/output.h"

/**
 * struct metric - a metric with one value.
 * @name: its name
 * @type: "counter" or "gauge"
 * @help: what it counts
 * @member: of the structure that has the value
 */
struct metric {
	const char *name;
	const char *type;
	const char *help;
	size_t member;
};

static const struct metric metrics[] = {
	{ "contid_containers", "gauge", "Containers that there are.",
	  offsetof(struct contid_stats, containers) },
	{ "contid_containers_created_total", "counter", "Containers that have been created.",
	  offsetof(struct contid_stats, containers_ever) },
	{ "contid_containers_ended_total", "counter", "Containers that have ended.",
	  offsetof(struct contid_stats, ends) },
	{ "contid_processes", "gauge", "Processes that carry a label.",
	  offsetof(struct contid_stats, processes) },
	{ "contid_sets_total", "counter", "Requests to label a process that were done.",
	  offsetof(struct contid_stats, sets) },
	{ "contid_drops_total", "counter", "Requests to take a label off that were done.",
	  offsetof(struct contid_stats, drops) },
	{ "contid_adoptions_total", "counter",
	  "Processes that entered a container from outside and have its label.",
	  offsetof(struct contid_stats, adoptions) },
	{ "contid_refusals_suppressed_total", "counter",
	  "Refused requests that the audit log has no record of.",
	  offsetof(struct contid_stats, suppressed) },
	{ "contid_namespaces", "gauge", "Namespaces of all types that there are.",
	  offsetof(struct contid_stats, namespaces) },
	{ "contid_namespaces_created_total", "counter",
	  "Namespaces of all types that there have been, with the initial ones.",
	  offsetof(struct contid_stats, namespaces_ever) },
	{ "contid_readers", "gauge", "Readers of containers that there are.",
	  offsetof(struct contid_stats, readers) },
	{ "contid_reader_records_delivered_total", "counter",
	  "Audit records that readers have been sent.",
	  offsetof(struct contid_stats, records_delivered) },
	{ "contid_reader_records_lost_total", "counter",
	  "Audit records that readers have lost.",
	  offsetof(struct contid_stats, records_lost) },
};

static const struct metric audit_metrics[] = {
	{ "contid_audit_enabled", "gauge", "Whether audit is on: 0 off, 1 on, 2 locked.",
	  offsetof(struct audit_status, enabled) },
	{ "contid_audit_daemon_pid", "gauge", "Process id of the audit daemon, 0 for none.",
	  offsetof(struct audit_status, pid) },
	{ "contid_audit_records_lost_total", "counter", "Audit records that the kernel has lost.",
	  offsetof(struct audit_status, lost) },
	{ "contid_audit_backlog_records", "gauge", "Audit records that wait for the daemon.",
	  offsetof(struct audit_status, backlog) },
	{ "contid_audit_backlog_limit_records", "gauge", "Audit records that may wait, 0 for any number.",
	  offsetof(struct audit_status, backlog_limit) },
};

/*
 * The errnos of the refusal table. Each is there from the beginning, with 0: the
 * first one of a kind that is refused shows as a rise then.
 */
static const uint32_t errnos[] = {
	EPERM, ENOENT, ESRCH, E2BIG, EBADF, EAGAIN, ENOMEM, EBUSY, EEXIST, EXDEV,
	EINVAL, ENOSPC, EMLINK, ERANGE, ENODATA, ENOTUNIQ,
};

#define ERRNOS	(sizeof(errnos) / sizeof(errnos[0]))

static void print_head(struct ctl *ctl, const char *name, const char *type,
		       const char *help)
{
	output_printf(ctl, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void print_metric(struct ctl *ctl, const struct metric *metric, uint64_t value)
{
	print_head(ctl, metric->name, metric->type, metric->help);
	output_printf(ctl, "%s %" PRIu64 "\n", metric->name, value);
}

static void print_refusals_of(struct ctl *ctl, uint32_t err, uint64_t count)
{
	const char *name = err ? strerrorname_np((int)err) : "other";

	if (name)
		output_printf(ctl, "contid_refusals_total{errno=\"%s\"} %" PRIu64 "\n",
			      name, count);
	else
		output_printf(ctl, "contid_refusals_total{errno=\"%" PRIu32 "\"} %" PRIu64 "\n",
			      err, count);
}

static bool is_known(uint32_t err)
{
	size_t i;

	for (i = 0; i < ERRNOS; i++)
		if (errnos[i] == err)
			return true;
	return false;
}

static uint64_t refusals_of(const struct contid_stats *stats, uint32_t err)
{
	uint32_t i;

	for (i = 0; i < stats->refusals_count; i++)
		if (stats->refusals[i].err == err)
			return stats->refusals[i].count;
	return 0;
}

static void print_refusals(struct ctl *ctl, const struct contid_stats *stats)
{
	size_t i;

	print_head(ctl, "contid_refusals_total", "counter",
		   "Requests that were refused, by errno.");
	for (i = 0; i < ERRNOS; i++)
		print_refusals_of(ctl, errnos[i], refusals_of(stats, errnos[i]));
	for (i = 0; i < stats->refusals_count; i++)
		if (!is_known(stats->refusals[i].err))
			print_refusals_of(ctl, stats->refusals[i].err,
					  stats->refusals[i].count);
}

/* Returns 0 or -errno, as from a process that may not ask audit. */
static int ask_audit(int fd, struct audit_status *status)
{
	struct audit_reply reply;
	int err;

	err = ctl_audit_sent(audit_request_status(fd));
	if (!err)
		err = ctl_audit_receive(fd, &reply);
	if (err)
		return err;
	if (reply.type != AUDIT_GET)
		return -EBADMSG;
	*status = *reply.status;
	return 0;
}

/* What audit says of itself is left out where it says nothing. */
static void print_audit(struct ctl *ctl)
{
	struct audit_status status;
	int fd = audit_open();
	size_t i;
	int err;

	if (fd < 0)
		return;
	err = ask_audit(fd, &status);
	audit_close(fd);
	if (err)
		return;
	for (i = 0; i < sizeof(audit_metrics) / sizeof(audit_metrics[0]); i++)
		print_metric(ctl, &audit_metrics[i],
			     *(const uint32_t *)((const char *)&status +
						 audit_metrics[i].member));
}

static int metrics_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	const struct contid_stats *stats;
	struct args args;
	size_t i;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = args_none(ctl, &args);
	if (!ret && ctl->json)
		ret = ctl_usage(ctl, "there is no JSON: the format is Prometheus' own");
	if (!ret)
		ret = audit_load(ctl);
	if (!ret)
		ret = ctl_open(ctl);
	if (ret)
		return ret;

	ret = contid_stats_get(ctl->handle, &stats);
	if (ret)
		return ctl_refused(ctl, ret);
	for (i = 0; i < sizeof(metrics) / sizeof(metrics[0]); i++)
		print_metric(ctl, &metrics[i],
			     *(const uint64_t *)((const char *)stats + metrics[i].member));
	print_refusals(ctl, stats);
	print_audit(ctl);
	return CTL_DONE;
}

const struct command cmd_metrics = {
	.name = "metrics",
	.args = "",
	.about = "print counters in Prometheus' text format",
	.help =
"Prints what the kernel has counted since boot, about the whole host, for\n"
"Prometheus: each metric with a line on what it is, and its type. Of refusals there\n"
"is a line for each errno. What audit says of itself, such as lost records, is\n"
"there where contidctl may ask it: in the initial namespaces, with CAP_AUDIT_CONTROL.\n"
"\n"
"contid-metrics.timer has the metrics written where the textfile collector of\n"
"node_exporter looks for them. What each means, and what to do when it rises, is in\n"
"operating.rst of the documentation.\n",
	.run = metrics_run,
};
