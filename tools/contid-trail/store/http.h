/* SPDX-License-Identifier: GPL-2.0 */
/* Requests to ClickHouse's HTTP interface. */
#ifndef CONTID_TRAIL_HTTP_H
#define CONTID_TRAIL_HTTP_H

#include "base/bytes.h"

#define HTTP_SERVERS	64

/**
 * struct http_options - where requests go, and how.
 * @servers: "host:port" of each server
 * @nr_servers: how many there are
 * @database: the database, for all requests
 * @user: name of a user, "" for the default one
 * @password: its password
 * @tls: encrypt, and check the certificate of the server
 * @ca: file with certificates to check it with, "" for those of the system
 */
struct http_options {
	char servers[HTTP_SERVERS][256];
	int nr_servers;
	char database[64];
	char user[256];
	char password[256];
	bool tls;
	char ca[256];
};

/* A line of an answer, without its newline; another value than 0 ends the reading. */
typedef int (*http_line_fn)(struct text line, void *data);

struct http;

struct http *http_new(const struct http_options *options);
void http_free(struct http *http);
int http_ask(struct http *http, int server, const char *database,
	     const char *query, struct text body, http_line_fn fn, void *data);
const char *http_error(const struct http *http);

#endif /* CONTID_TRAIL_HTTP_H */
