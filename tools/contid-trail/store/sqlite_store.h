/* SPDX-License-Identifier: GPL-2.0 */
/* What the files of the SQLite store share. */
#ifndef CONTID_TRAIL_SQLITE_STORE_H
#define CONTID_TRAIL_SQLITE_STORE_H

#include "store/sql.h"
#include "store/store.h"

/* The statements that append */
enum {
	STMT_ADD_HOST,
	STMT_ADD_CONTAINER,
	STMT_ADD_LINEAGE,
	STMT_ADD_EVENT,
	STMT_ADD_RECORD,
	STMT_ADD_PART,
	STMT_GET_SEEN,
	STMT_DELETE_SEEN,
	STMT_ADD_SEEN,
	STMT_ADD_LOST,
	N_STATEMENTS
};

/* Containers and lineages whose ids are remembered */
#ifndef CACHE
#define CACHE	16384
#endif

/**
 * struct known - an id that is remembered.
 * @text: the container or lineage, NULL for none
 * @len: its bytes
 * @id: its id
 */
struct known {
	char *text;
	size_t len;
	sqlite3_int64 id;
};

/**
 * struct sqlite_store - the store.
 * @store: what all stores have
 * @db: the database
 * @stmts: statements that append, NULL until they are needed
 * @containers: ids of containers
 * @lineages: ids of lineages
 * @host: id of the host of the batch that is being stored
 */
struct sqlite_store {
	struct store store;
	sqlite3 *db;
	sqlite3_stmt *stmts[N_STATEMENTS];
	struct known containers[CACHE];
	struct known lineages[CACHE];
	sqlite3_int64 host;
};

static inline struct sqlite_store *sqlite_of(struct store *store)
{
	return (struct sqlite_store *)store;
}

/* sqlite_failed.c */
int sqlite_failed(struct sqlite_store *s, int err);

/* sqlite_append.c */
int sqlite_append(struct store *store, struct text batch);
void sqlite_forget(struct sqlite_store *s);

/* sqlite_read.c */
int sqlite_scan(struct store *store, const struct query *query, row_fn fn,
		void *data);
int sqlite_lives(struct store *store, const struct life_query *query, row_fn fn,
		 void *data);
int sqlite_list(struct store *store, summary_fn fn, void *data);
int sqlite_seen(struct store *store, const char *machine, seen_fn fn, void *data);
int sqlite_lost(struct store *store, const char *machine, lost_fn fn, void *data);

#endif /* CONTID_TRAIL_SQLITE_STORE_H */
