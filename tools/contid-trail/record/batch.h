/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A batch: what a collector has to store of one boot of one host, packed into bytes
 * that the spool keeps and a store takes apart. It holds whole events, the serial
 * numbers that were seen, and what was lost.
 */
#ifndef CONTID_TRAIL_BATCH_H
#define CONTID_TRAIL_BATCH_H

#include "base/bytes.h"

/**
 * struct part - the part that a container has in an event.
 * @key: the container, as of lineage_each()
 * @lineage: a lineage that it is in
 * @own: it takes part itself, and not only through one that is nested in it
 */
struct part {
	struct text key;
	struct text lineage;
	bool own;
};

/**
 * struct batch_record - a record of an event.
 * @n: its place in the event, from 0
 * @type: its number
 * @text: what follows "audit(…): "
 */
struct batch_record {
	uint32_t n;
	uint32_t type;
	struct text text;
};

/**
 * struct batch_event - an event in which a container takes part.
 * @time: in milliseconds since 1970
 * @serial: its serial number
 * @parts: the containers that take part
 * @nr_parts: how many they are
 * @records: its records
 * @nr_records: how many they are
 */
struct batch_event {
	uint64_t time;
	uint64_t serial;
	struct part *parts;
	size_t nr_parts;
	struct batch_record *records;
	size_t nr_records;
};

/**
 * struct range - serial numbers that were seen without a gap.
 * @first: the first one
 * @last: the last one
 * @since: time of the first one
 * @until: time of the last one
 */
struct range {
	uint64_t first;
	uint64_t last;
	uint64_t since;
	uint64_t until;
};

/* What was lost, and where */
#define LOSS_INPUT	"input"		/* it was no record */
#define LOSS_SPOOL	"spool"		/* the spool was full */
#define LOSS_KERNEL	"kernel"	/* the kernel counted it as lost */
#define LOSS_EVENT	"event"		/* the event had too many records */

/**
 * struct loss - something that was lost.
 * @time: when that was noticed, in milliseconds since 1970
 * @what: one of LOSS_*
 * @count: how many records
 */
struct loss {
	uint64_t time;
	struct text what;
	uint64_t count;
};

/**
 * struct batch_reader - what is called for the contents of a batch.
 * @host: called first, for the host and its boot
 * @event: called for each event
 * @range: called for each range of serial numbers
 * @loss: called for each loss
 * @data: for the user
 *
 * A value other than 0 ends the reading.
 */
struct batch_reader {
	int (*host)(const struct batch_reader *reader, struct text machine,
		    struct text boot);
	int (*event)(const struct batch_reader *reader,
		     const struct batch_event *event);
	int (*range)(const struct batch_reader *reader,
		     const struct range *range);
	int (*loss)(const struct batch_reader *reader, const struct loss *loss);
	void *data;
};

void batch_begin(struct bytes *batch, const char *machine, const char *boot);
void batch_event_begin(struct bytes *batch, uint64_t time, uint64_t serial,
		       size_t nr_parts, size_t nr_records);
void batch_part(struct bytes *batch, const struct part *part);
void batch_record(struct bytes *batch, const struct batch_record *record);
void batch_range(struct bytes *batch, const struct range *range);
void batch_loss(struct bytes *batch, const struct loss *loss);
int batch_read(struct text batch, const struct batch_reader *reader);

#endif /* CONTID_TRAIL_BATCH_H */
