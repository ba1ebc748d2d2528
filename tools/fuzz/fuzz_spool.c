// SPDX-License-Identifier: GPL-2.0
/* A batch of the spool, taken apart, and appended to a store. */

#include <errno.h>

#include "reader.h"
#include "store/store.h"

/* The store is made anew after so many batches. */
#define BATCHES	2000

static struct store *open_store(void)
{
	static struct store *store;
	static int left;
	char error[STORE_ERROR_SIZE];

	if (left--)
		return store;
	store_close(store);
	check(!store_open(&store, "sqlite://:memory:", true, error));
	left = BATCHES - 1;
	return store;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text batch = { (const char *)data, size };
	struct store *store = open_store();
	int err = batch_read(batch, &fuzz_reader);
	int stored = store->ops->append(store, batch);

	check(!err || err == -EBADMSG);
	check(stored != -EBADMSG || err);
	check(stored || !err);
	return 0;
}
