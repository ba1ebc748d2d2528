// SPDX-License-Identifier: GPL-2.0
/*
 * read-log [-t] [-l LIMIT] [-s SERIAL | CONTID]: print the records that a reader of a
 * container gets, as auditd writes them, until the container ends; and then how many
 * were lost. "reading" on standard error says that it has begun. -t: trimmed.
 */

#include <libaudit.h>

#include "raw_read.h"

static struct raw_reader reader;

static unsigned long delivered;

static void print(const struct raw_record *record)
{
	const char *name = audit_msg_type_to_name(record->type);

	delivered++;
	/* auditd leaves it out */
	if (record->type == AUDIT_EOE)
		return;
	if (name)
		printf("type=%s msg=%s\n", name, record->text);
	else
		printf("type=UNKNOWN[%u] msg=%s\n", record->type, record->text);
}

int main(int argc, char **argv)
{
	struct raw_read_options options = {};
	uint16_t attr = CONTID_A_CONTID;
	struct raw_record record;
	uint64_t value = 0;
	uint32_t limit;
	int c, err;

	while ((c = getopt(argc, argv, "tl:s:")) != -1) {
		switch (c) {
		case 't':
			options.flags = CONTID_FLAG_TRIM;
			break;
		case 'l':
			limit = strtoul(optarg, NULL, 0);
			options.limit = &limit;
			break;
		case 's':
			attr = CONTID_A_SERIAL;
			value = strtoull(optarg, NULL, 0);
			break;
		default:
			return 2;
		}
	}
	if (attr == CONTID_A_CONTID)
		value = strtoull(argv[optind], NULL, 0);
	setlinebuf(stdout);
	reader.nl = raw_connect();
	err = raw_read_ask(&reader.nl, attr, value, options) ?:
	      raw_read_answer(&reader, print, NULL);
	if (err) {
		fprintf(stderr, "%s: %s\n", strerror(-err),
			reader.nl.answer.sentence);
		return 1;
	}
	fprintf(stderr, "reading\n");
	while ((err = raw_read_next(&reader, -1, &record)) == 1) {
		if (record.cmd == CONTID_CMD_END_NTF) {
			fprintf(stderr, "end: %lu delivered, %llu lost\n",
				delivered, (unsigned long long)record.lost);
			return 0;
		}
		print(&record);
	}
	fprintf(stderr, "recv: %s\n", strerror(-err));
	return 1;
}
