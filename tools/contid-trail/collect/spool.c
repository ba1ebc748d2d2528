// SPDX-License-Identifier: GPL-2.0
/*
 * The spool. A batch is in it before the store gets it, and until the store has it: a
 * collector that is killed in between sends it again, which changes nothing. The lock
 * is for the thread that fills the spool and the one that empties it.
 */

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>

#include "collect/spool.h"
#include "store/sql.h"

/* Once it is empty, a larger file is made smaller. */
#define SHRINK_ABOVE	(64 << 20)
/* Room for batches without records when the limit is next to nothing */
#define SMALL		65536

static const char *const steps[] = {
	"create table batch (id integer primary key autoincrement,"
	" records integer not null, data blob not null);",
};

/**
 * struct spool - the spool.
 * @db: its database
 * @path: its file
 * @lock: guards @db and what follows
 * @limit: bytes that may wait
 * @bytes: bytes that wait
 * @batches: batches that wait
 * @records: records in these
 * @grown: the most bytes that have waited since the file was made smaller
 */
struct spool {
	sqlite3 *db;
	char *path;
	pthread_mutex_t lock;
	uint64_t limit;
	uint64_t bytes;
	uint64_t batches;
	uint64_t records;
	uint64_t grown;
};

static int count(struct spool *spool)
{
	sqlite3_stmt *stmt;

	if (sqlite3_prepare_v2(spool->db,
			       "select count(*), coalesce(sum(length(data)), 0),"
			       " coalesce(sum(records), 0) from batch", -1, &stmt, NULL))
		return sql_errno(spool->db);
	if (sqlite3_step(stmt) == SQLITE_ROW) {
		spool->batches = sqlite3_column_int64(stmt, 0);
		spool->bytes = sqlite3_column_int64(stmt, 1);
		spool->records = sqlite3_column_int64(stmt, 2);
	}
	spool->grown = spool->bytes;
	sqlite3_finalize(stmt);
	return 0;
}

/**
 * spool_open - open a spool.
 * @spool: where to put it, for spool_close()
 * @path: its file, or SPOOL_MEMORY
 * @limit: bytes that may wait
 *
 * Return: 0; -EBUSY if another collector has it; or another negative errno.
 */
int spool_open(struct spool **spool, const char *path, uint64_t limit)
{
	struct spool *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return -ENOMEM;
	pthread_mutex_init(&s->lock, NULL);
	s->limit = limit;
	s->path = strdup(path);
	err = sql_open(&s->db, path, true,
		       "pragma locking_mode = exclusive; pragma auto_vacuum = incremental;"
		       "pragma journal_mode = wal; pragma synchronous = full");
	if (!err)
		err = sql_migrate(s->db, steps, 1);
	/* Takes the lock, which lasts as long as the process. */
	if (!err && sqlite3_exec(s->db, "begin immediate; commit", NULL, NULL, NULL))
		err = sql_errno(s->db);
	if (!err)
		err = count(s);
	if (err)
		spool_close(s);
	else
		*spool = s;
	return err;
}

void spool_close(struct spool *spool)
{
	sqlite3_close(spool->db);
	pthread_mutex_destroy(&spool->lock);
	free(spool->path);
	free(spool);
}

const char *spool_path(const struct spool *spool)
{
	return spool->path;
}

static int insert(struct spool *spool, struct text batch, uint64_t records)
{
	sqlite3_stmt *stmt;
	int err;

	if (sqlite3_prepare_v2(spool->db,
			       "insert into batch (records, data) values (?1, ?2)",
			       -1, &stmt, NULL))
		return sql_errno(spool->db);
	sqlite3_bind_int64(stmt, 1, records);
	sqlite3_bind_blob(stmt, 2, batch.at, batch.len, SQLITE_STATIC);
	err = sql_step(stmt);
	sqlite3_finalize(stmt);
	return err;
}

/**
 * spool_add - put a batch behind the others.
 * @spool: the spool
 * @batch: the batch
 * @records: how many records it has
 *
 * Batches without records, which say what was lost, may exceed the limit.
 *
 * Return: 0; -EDQUOT if the limit would be exceeded; or another negative errno.
 */
int spool_add(struct spool *spool, struct text batch, uint64_t records)
{
	uint64_t limit = records ? spool->limit : 2 * spool->limit + SMALL;
	int err = -EDQUOT;

	pthread_mutex_lock(&spool->lock);
	if (spool->bytes + batch.len <= limit)
		err = insert(spool, batch, records);
	if (!err) {
		spool->bytes += batch.len;
		spool->records += records;
		spool->batches++;
	}
	if (spool->bytes > spool->grown)
		spool->grown = spool->bytes;
	pthread_mutex_unlock(&spool->lock);
	return err;
}

static int first(struct spool *spool, int64_t *id, struct bytes *batch,
		 uint64_t *records)
{
	sqlite3_stmt *stmt;
	int err = -ENOENT;

	if (sqlite3_prepare_v2(spool->db,
			       "select id, records, data from batch order by id limit 1",
			       -1, &stmt, NULL))
		return sql_errno(spool->db);
	bytes_clear(batch);
	if (sqlite3_step(stmt) == SQLITE_ROW) {
		*id = sqlite3_column_int64(stmt, 0);
		*records = sqlite3_column_int64(stmt, 1);
		bytes_add(batch, sqlite3_column_blob(stmt, 2),
			  sqlite3_column_bytes(stmt, 2));
		err = batch->failed ? -ENOMEM : 0;
	} else if (sql_errno(spool->db)) {
		err = sql_errno(spool->db);
	}
	sqlite3_finalize(stmt);
	return err;
}

/**
 * spool_first - get the batch that has waited longest.
 * @spool: the spool
 * @id: where to put what spool_remove() takes
 * @batch: where to put it
 * @records: where to put how many records it has
 *
 * Return: 0; -ENOENT if none waits; or another negative errno.
 */
int spool_first(struct spool *spool, int64_t *id, struct bytes *batch,
		uint64_t *records)
{
	int err;

	pthread_mutex_lock(&spool->lock);
	err = first(spool, id, batch, records);
	pthread_mutex_unlock(&spool->lock);
	return err;
}

static int delete(struct spool *spool, int64_t id)
{
	sqlite3_stmt *stmt;
	int err;

	if (sqlite3_prepare_v2(spool->db, "delete from batch where id = ?1", -1,
			       &stmt, NULL))
		return sql_errno(spool->db);
	sqlite3_bind_int64(stmt, 1, id);
	err = sql_step(stmt);
	sqlite3_finalize(stmt);
	return err;
}

static void shrink(struct spool *spool)
{
	if (spool->grown <= SHRINK_ABOVE)
		return;
	sqlite3_exec(spool->db, "pragma incremental_vacuum;"
		     "pragma wal_checkpoint(truncate)", NULL, NULL, NULL);
	spool->grown = 0;
}

/* The store has a batch that spool_first() has given: it waits no more. */
int spool_remove(struct spool *spool, int64_t id, size_t len, uint64_t records)
{
	int err;

	pthread_mutex_lock(&spool->lock);
	err = delete(spool, id);
	if (!err) {
		spool->bytes -= len;
		spool->records -= records;
		spool->batches--;
	}
	if (!err && !spool->batches)
		shrink(spool);
	pthread_mutex_unlock(&spool->lock);
	return err;
}

/* Returns how many batches wait. */
uint64_t spool_waiting(struct spool *spool, uint64_t *records)
{
	uint64_t batches;

	pthread_mutex_lock(&spool->lock);
	batches = spool->batches;
	if (records)
		*records = spool->records;
	pthread_mutex_unlock(&spool->lock);
	return batches;
}
