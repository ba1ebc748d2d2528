// SPDX-License-Identifier: GPL-2.0
/*
 * read-delegate: a delegate reads its own container and those below, and learns nothing of
 * what is outside from their records.
 */

#include "process.h"
#include "raw_read.h"

#define ID_OTHER	1
#define ID_ABOVE	10
#define ID_OWN		20
#define ID_BELOW	22

static struct process other, child;
static uint64_t serial_of_other;
static struct raw_reader reader;

static int start(uint16_t attr, uint64_t value, const uint32_t *limit)
{
	struct raw_read_options options = { .limit = limit };

	return raw_read_ask(&reader.nl, attr, value, options) ?:
	       raw_read_answer(&reader, NULL, NULL);
}

/* The lineage in the first record of an operation, or "" */
static const char *lineage_of(const char *op)
{
	static char lineage[256];
	struct raw_record record;
	char *end;

	while (raw_read_next(&reader, -1, &record) == 1) {
		if (!record.text || !strstr(record.text, op))
			continue;
		snprintf(lineage, sizeof(lineage), "%s",
			 strstr(record.text, " contid="));
		end = strchr(lineage + 1, ' ');
		end = end ? strchr(end + 1, ' ') : NULL;
		if (end)
			*end = '\0';
		return lineage;
	}
	return "";
}

/* In the delegate, which has the test's standard output */
static long look(char order, void *data)
{
	static const uint32_t most = CONTID_READ_LIMIT_MAX;
	struct raw_nl nl = raw_connect(), second = raw_connect();
	struct raw_descs list = {};
	const char *lineage;

	(void)order;
	(void)data;
	reader.nl = raw_connect();
	must_do(raw_dump(&nl, &list), "dump");
	ok(start(CONTID_A_CONTID, ID_OTHER, NULL) == -ENOENT &&
	   start(CONTID_A_CONTID, ID_ABOVE, NULL) == -ENOENT &&
	   start(CONTID_A_SERIAL, serial_of_other, NULL) == -ENOENT,
	   "what is outside does not exist");
	ok(!start(CONTID_A_SERIAL, list.v[0].serial, NULL), "it reads its own container");
	ok(start(CONTID_A_SERIAL, list.v[0].serial, NULL) == -EEXIST, "once with each socket");

	must_do(raw_nest(&nl, child.pidfd, ID_BELOW, NULL), "nest");
	lineage = lineage_of(" op=set ");
	if (!ok(!strcmp(lineage, " contid=+22,^20 old-contid=20"),
		"lineages end with its own container"))
		diag("%s", lineage);
	must_do(raw_drop(&nl, child.pidfd, NULL), "drop");
	lineage = lineage_of(" op=drop ");
	if (!ok(!strcmp(lineage, " contid=20 old-contid=+22,^20"),
		"also where they were longer"))
		diag("%s", lineage);

	reader.nl = second;
	reader.left = 0;
	ok(start(CONTID_A_SERIAL, list.v[0].serial, &most) == -ENOSPC,
	   "all readers of one delegation have 64 MiB together");
	fflush(stdout);
	return tap_count;
}

int main(void)
{
	struct raw_nl nl = raw_connect();
	struct process owner = process_start(NULL, NULL), delegate;
	struct raw_desc desc;

	other = process_start(NULL, NULL);
	child = process_start(NULL, NULL);
	must_do(raw_set(&nl, other.pidfd, ID_OTHER, NULL) ?:
		raw_get(&nl, ID_OTHER, &desc), "another container");
	serial_of_other = desc.serial;
	must_do(raw_set(&nl, owner.pidfd, ID_ABOVE, NULL) ?:
		raw_set_as(&nl, owner.pidfd, ID_OWN,
			   CONTID_FLAG_NEST | CONTID_FLAG_DELEGATE,
			   NO_LIMIT, NULL), "the delegate's container");
	must_do(raw_set(&nl, child.pidfd, ID_ABOVE, NULL) ?:
		raw_nest(&nl, child.pidfd, ID_OWN, NULL), "its child");
	delegate = process_start(look, NULL);
	must_do(raw_set(&nl, delegate.pidfd, ID_ABOVE, NULL) ?:
		raw_nest(&nl, delegate.pidfd, ID_OWN, NULL), "the delegate");
	tap_count = process_ask(&delegate, 'l');
	process_end(&delegate);
	process_end(&child);
	process_end(&owner);
	process_end(&other);
	return done_testing();
}
