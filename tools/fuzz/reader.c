// SPDX-License-Identifier: GPL-2.0
/* A reader of batches that looks at every byte, and at the names of containers. */

#include "reader.h"
#include "record/name.h"

static volatile unsigned int sum;

static void look(struct text text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		sum += (unsigned char)text.at[i];
}

static int on_host(const struct batch_reader *reader, struct text machine,
		   struct text boot)
{
	(void)reader;
	look(machine);
	look(boot);
	return 0;
}

static int on_event(const struct batch_reader *reader, const struct batch_event *event)
{
	char name[NAME_SIZE];
	size_t i, j;

	(void)reader;
	for (i = 0; i < event->nr_parts; i++) {
		look(event->parts[i].key);
		look(event->parts[i].lineage);
	}
	for (i = 0; i < event->nr_records; i++) {
		look(event->records[i].text);
		for (j = 0; j < event->nr_parts && j < 4; j++)
			check(record_name(event->parts[j].key, event->records[i].text,
					  name).len < NAME_SIZE);
	}
	return 0;
}

static int on_range(const struct batch_reader *reader, const struct range *range)
{
	(void)reader;
	sum += range->first + range->last;
	return 0;
}

static int on_loss(const struct batch_reader *reader, const struct loss *loss)
{
	(void)reader;
	look(loss->what);
	return 0;
}

const struct batch_reader fuzz_reader = {
	.host = on_host,
	.event = on_event,
	.range = on_range,
	.loss = on_loss,
};
