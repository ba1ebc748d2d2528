// SPDX-License-Identifier: GPL-2.0
/* The store in an SQLite file: why it has failed. */

#include "store/sqlite_store.h"

/* Keep why SQLite has failed. Returns @err. */
int sqlite_failed(struct sqlite_store *s, int err)
{
	if (err < 0)
		store_error(&s->store, err, "%s: %s",
			    sqlite3_db_filename(s->db, "main") ?: "SQLite",
			    sqlite3_errmsg(s->db));
	return err;
}
