// SPDX-License-Identifier: GPL-2.0
/* SQLite databases: opened, brought to the present schema, their errors as errnos. */

#include <errno.h>
#include <stdio.h>

#include "store/sql.h"

#define BUSY_MS	3000

int sql_errno(sqlite3 *db)
{
	switch (sqlite3_errcode(db) & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_NOMEM:
		return -ENOMEM;
	case SQLITE_FULL:
		return -ENOSPC;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return -EBUSY;
	case SQLITE_CANTOPEN:
		return -ENOENT;
	case SQLITE_PERM:
	case SQLITE_READONLY:
		return -EACCES;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return -EBADMSG;
	default:
		return -EIO;
	}
}

/**
 * sql_open - open a database.
 * @db: where to put it, for sqlite3_close(), also after a failure
 * @path: its file
 * @create: create it if it is not there
 * @pragmas: how it is to be used
 *
 * Return: 0 or a negative errno.
 */
int sql_open(sqlite3 **db, const char *path, bool create, const char *pragmas)
{
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX |
		    (create ? SQLITE_OPEN_CREATE : 0);
	int ret = sqlite3_open_v2(path, db, flags, NULL);

	if (!*db)
		return -ENOMEM;
	sqlite3_busy_timeout(*db, BUSY_MS);
	if (ret == SQLITE_OK)
		ret = sqlite3_exec(*db, pragmas, NULL, NULL, NULL);
	return ret == SQLITE_OK ? 0 : sql_errno(*db);
}

/* Returns the version of the schema, 0 of an empty database, or a negative errno. */
int sql_version(sqlite3 *db)
{
	sqlite3_stmt *stmt;
	int version = 0;

	if (sqlite3_prepare_v2(db, "pragma user_version", -1, &stmt, NULL))
		return sql_errno(db);
	if (sqlite3_step(stmt) == SQLITE_ROW)
		version = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return version;
}

static int run_step(sqlite3 *db, const char *step, int version)
{
	char pragma[64];

	snprintf(pragma, sizeof(pragma), "pragma user_version = %d", version);
	if (sqlite3_exec(db, step, NULL, NULL, NULL) ||
	    sqlite3_exec(db, pragma, NULL, NULL, NULL))
		return sql_errno(db);
	return 0;
}

/**
 * sql_migrate - bring a database to the present schema.
 * @db: the database
 * @steps: the first makes version 1 of an empty one, the second 2 of 1, and so on
 * @nr_steps: how many there are
 *
 * Return: 0; -EPROTO if a later program has made it; or another negative errno. All
 * steps are one transaction.
 */
int sql_migrate(sqlite3 *db, const char *const *steps, int nr_steps)
{
	int version = sql_version(db);
	int err = 0;

	if (version < 0 || version == nr_steps)
		return version < 0 ? version : 0;
	if (version > nr_steps)
		return -EPROTO;
	if (sqlite3_exec(db, "begin immediate", NULL, NULL, NULL))
		return sql_errno(db);

	/* Another process may have been faster. */
	version = sql_version(db);
	while (version >= 0 && version < nr_steps && !err) {
		err = run_step(db, steps[version], version + 1);
		version++;
	}
	if (version < 0)
		err = version;
	if (!err && sqlite3_exec(db, "commit", NULL, NULL, NULL))
		err = sql_errno(db);
	if (err)
		sqlite3_exec(db, "rollback", NULL, NULL, NULL);
	return err;
}

/* Run a statement that gives no rows. Returns 0 or a negative errno. */
int sql_step(sqlite3_stmt *stmt)
{
	int ret = sqlite3_step(stmt);
	int err = ret == SQLITE_DONE || ret == SQLITE_ROW ?
		  0 : sql_errno(sqlite3_db_handle(stmt));

	sqlite3_reset(stmt);
	return err;
}

/* The text has to live until the statement is done. */
void sql_bind_text(sqlite3_stmt *stmt, int at, struct text text)
{
	sqlite3_bind_text(stmt, at, text.at, text.len, SQLITE_STATIC);
}

/* It lives until the next step of the statement. */
struct text sql_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return (struct text){ text ?: "", sqlite3_column_bytes(stmt, column) };
}
