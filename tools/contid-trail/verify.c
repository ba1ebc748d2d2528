// SPDX-License-Identifier: GPL-2.0
/* contid-trail verify: what is missing in a store. */

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "reader.h"
#include "show/show.h"
#include "story/hosts.h"

/**
 * struct findings - what was found.
 * @json: print JSON
 * @missing: something is missing
 * @err: why printing failed, negative, or 0
 */
struct findings {
	bool json;
	bool missing;
	int err;
};

/* Print a finding. */
static void __attribute__((format(printf, 6, 7)))
print(struct findings *findings, const char *kind, uint64_t time,
      const char *machine, const char *boot, const char *fmt, ...)
{
	struct json_object *object;
	char text[512], when[64];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (!findings->json) {
		printf("%-7s  %s  %s\n", kind, time_text(time, when, sizeof(when)), text);
		return;
	}
	object = json_object_new_object();
	if (!object) {
		findings->err = -ENOMEM;
		return;
	}
	object_string(object, "note", kind);
	object_time(object, "time", time);
	object_string(object, "machine_id", machine);
	object_string(object, "boot_id", boot);
	object_string(object, "text", text);
	findings->err = object_print(object);
}

static void check_hosts(struct findings *findings, const struct hosts *hosts)
{
	const struct host_seen *next;
	size_t i;

	for (i = 0; i < hosts->nr_seen; i++) {
		const struct host_seen *seen = &hosts->seen[i];

		next = hosts_gap(hosts, i);
		if (!next)
			continue;
		findings->missing = true;
		print(findings, "gap", next->range.since, seen->machine, seen->boot,
		      "host %s, boot %s: serial numbers %" PRIu64 " to %" PRIu64 " are missing",
		      seen->machine, seen->boot, seen->range.last + 1,
		      next->range.first - 1);
	}
	for (i = 0; i < hosts->nr_lost; i++) {
		const struct host_lost *lost = &hosts->lost[i];

		findings->missing = true;
		print(findings, "lost", lost->time, lost->machine, lost->boot,
		      "host %s, boot %s: %" PRIu64 " records %s", lost->machine,
		      lost->boot, lost->count, loss_words(lost->what));
	}
}

/* Lives of one container on two hosts at once */
static void check_twice(struct findings *findings, const struct life *life, size_t n)
{
	size_t i, j;

	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++)
			if (strcmp(life[i].machine, life[j].machine) &&
			    lives_overlap(&life[i], &life[j]))
				print(findings, "twice",
				      life[i].begin > life[j].begin ? life[i].begin : life[j].begin,
				      life[j].machine, life[j].boot,
				      "container %s is live on %s and on %s at once",
				      life->contid, life[i].machine, life[j].machine);
}

static void check_life(struct findings *findings, const struct life *life)
{
	if (!life->begun) {
		findings->missing = true;
		print(findings, "begin", life->begin, life->machine, life->boot,
		      "container %s on %s has an end, and no begin", life->contid,
		      life->machine);
	}
	if (life->cut)
		print(findings, "reboot", life->end, life->machine, life->boot,
		      "container %s on %s has no end: the host has booted again",
		      life->contid, life->machine);
}

static void check_lives(struct findings *findings, const struct lives *lives)
{
	size_t i, first = 0;

	for (i = 0; i < lives->count; i++) {
		check_life(findings, &lives->lives[i]);
		if (i + 1 < lives->count && !strcmp(lives->lives[i].contid,
						    lives->lives[i + 1].contid))
			continue;
		check_twice(findings, &lives->lives[first], i + 1 - first);
		first = i + 1;
	}
}

static int verify(struct store *store, struct findings *findings)
{
	struct lives lives = { 0 };
	struct hosts hosts = { 0 };
	int err = hosts_read(store, &hosts);

	if (!err)
		err = lives_read(store, NULL, &lives);
	if (!err) {
		hosts_cut(&hosts, &lives);
		check_hosts(findings, &hosts);
		check_lives(findings, &lives);
		err = findings->err;
	}
	lives_free(&lives);
	hosts_free(&hosts);
	return err;
}

static int verify_run(struct trail *trail)
{
	struct findings findings = { .json = trail->args.json };
	struct store *store;
	int ret = store_open_reader(trail, &store);

	if (!ret)
		ret = store_finish(trail, store, verify(store, &findings));
	return ret ? ret : findings.missing ? TRAIL_MISSING : TRAIL_DONE;
}

const struct command cmd_verify = {
	.name = "verify",
	.args = "[--store URL] [-j]",
	.about = "print what is missing in a store",
	.options = "sj",
	.run = verify_run,
	.help =
"Prints a line for each thing that is missing or odd:\n"
"\n"
"  gap     serial numbers of a host that were never seen. Each event has one, also\n"
"          those without a container\n"
"  lost    records that were counted as lost: by the kernel, for want of space in the\n"
"          spool, or because they could not be read\n"
"  begin   a container has an end on a host, and no begin\n"
"  reboot  a container has no end on a host, which has booted again since\n"
"  twice   a container is live on two hosts at once, such as a checkpoint that was\n"
"          restored twice\n"
"\n"
"The exit status is 3 when there is a line of the first three kinds.\n"
"\n"
"  -j      print JSON, an object a line\n",
};
