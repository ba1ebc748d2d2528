/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Two servers of Debian's ClickHouse on 127.0.0.1, from files in the test's directory.
 * They are the shards of a cluster, "trail", and the replicas of another one, "twins". A
 * third one, "growing", has the first server as its only shard until it grows.
 */
#ifndef CONTID_TESTS_CLICKHOUSE_SERVERS_H
#define CONTID_TESTS_CLICKHOUSE_SERVERS_H

#include <stdbool.h>

/* Their ports for HTTP */
extern int server_http[2];

/*
 * Start those that do not run, and wait until they answer. Returns false without the
 * package.
 */
bool servers_start(void);

/* From now on, "growing" has both servers as shards. They have to read their files. */
void servers_grow(void);

/* Kill one. */
void server_stop(int i);

/* Kill both; a test, to be the last of a program. */
void servers_stop(void **state);

/*
 * Have them speak TLS on a port of its own, too, with a key and a certificate of the test's
 * directory. To be called before they are started.
 */
void servers_have_tls(const char *key, const char *certificate);
extern int server_https[2];

/*
 * The URL of a database on the first server, and on each cluster, until the next call. That
 * of "growing" names one of the servers.
 */
const char *server_url(const char *database);
const char *cluster_url(const char *database);
const char *twins_url(const char *database);
const char *growing_url(const char *database, int server);

#endif /* CONTID_TESTS_CLICKHOUSE_SERVERS_H */
