// SPDX-License-Identifier: GPL-2.0
/* Input of collect: records in both formats, put together to events and to a batch. */

#include "reader.h"
#include "record/events.h"

static void add_all(struct events *events, const char *data, size_t size)
{
	struct record record;
	size_t used;

	for (; size; data += used, size -= used) {
		enum input input = input_next(data, size, true, &used, &record);

		check(input != INPUT_MORE && used && used <= size);
		if (input != INPUT_RECORD)
			continue;
		if (events_is_other_boot(events, &record))
			events_forget(events);
		check(events_add(events, &record));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes batch = { 0 };
	struct events_options options = { .batch = &batch, .live = size % 2 };
	struct events *events = events_new(&options);

	batch_begin(&batch, "machine", "boot");
	add_all(events, (const char *)data, size);
	events_close(events);
	events_ranges(events);
	check(!batch.failed);
	check(!batch_read((struct text){ batch.data, batch.len }, &fuzz_reader));
	events_free(events);
	bytes_free(&batch);
	return 0;
}
