/* SPDX-License-Identifier: GPL-2.0 */
/* What the SQLite store and the spool share. */
#ifndef CONTID_TRAIL_SQL_H
#define CONTID_TRAIL_SQL_H

#include <sqlite3.h>

#include "base/bytes.h"

int sql_errno(sqlite3 *db);
int sql_open(sqlite3 **db, const char *path, bool create, const char *pragmas);
int sql_migrate(sqlite3 *db, const char *const *steps, int nr_steps);
int sql_version(sqlite3 *db);
int sql_step(sqlite3_stmt *stmt);
void sql_bind_text(sqlite3_stmt *stmt, int at, struct text text);
struct text sql_text(sqlite3_stmt *stmt, int column);

#endif /* CONTID_TRAIL_SQL_H */
