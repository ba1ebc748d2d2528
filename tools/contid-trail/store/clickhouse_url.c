// SPDX-License-Identifier: GPL-2.0
/* The URL of a ClickHouse store: servers, database and options. */

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "store/clickhouse_store.h"

/* Names of databases and clusters become parts of statements. */
static bool is_name(const char *text)
{
	if (!isalpha((unsigned char)*text) && *text != '_')
		return false;
	while (isalnum((unsigned char)*text) || *text == '_')
		text++;
	return !*text;
}

static int bad_url(struct clickhouse *c, const char *what)
{
	return store_error(&c->store, -EINVAL,
			   "%s: the form is clickhouse://HOST:PORT[,HOST:PORT...]/DATABASE[?cluster=NAME&replicas=zookeeper&credentials=FILE&tls=1&ca=FILE]",
			   what);
}

/* A file with the name of a user in the first line, and a password in the second */
static int read_credentials(struct clickhouse *c, const char *path)
{
	struct http_options *o = &c->options;
	FILE *file = fopen(path, "re");

	if (!file)
		return store_error(&c->store, -errno, "%s: %s", path, strerror(errno));
	if (!fgets(o->user, sizeof(o->user), file))
		*o->user = '\0';
	if (!fgets(o->password, sizeof(o->password), file))
		*o->password = '\0';
	fclose(file);
	o->user[strcspn(o->user, "\r\n")] = '\0';
	o->password[strcspn(o->password, "\r\n")] = '\0';
	if (!*o->user)
		return store_error(&c->store, -EINVAL,
				   "%s has no user: a line with the name, and one with the password",
				   path);
	return 0;
}

static int set_option(struct clickhouse *c, const char *name, const char *value)
{
	if (!strcmp(name, "cluster") && is_name(value)) {
		snprintf(c->cluster, sizeof(c->cluster), "%s", value);
		return 0;
	}
	if (!strcmp(name, "replicas") && !strcmp(value, "zookeeper")) {
		c->zookeeper = true;
		return 0;
	}
	if (!strcmp(name, "credentials"))
		return read_credentials(c, value);
	if (!strcmp(name, "tls")) {
		c->options.tls = !strcmp(value, "1");
		return 0;
	}
	if (!strcmp(name, "ca")) {
		snprintf(c->options.ca, sizeof(c->options.ca), "%s", value);
		return 0;
	}
	return bad_url(c, name);
}

static int parse_options(struct clickhouse *c, char *text)
{
	char *option, *value, *save = NULL;
	int err = 0;

	for (option = strtok_r(text, "&", &save); option && !err;
	     option = strtok_r(NULL, "&", &save)) {
		value = strchr(option, '=');
		if (!value)
			return bad_url(c, option);
		*value++ = '\0';
		err = set_option(c, option, value);
	}
	return err;
}

static int parse_servers(struct clickhouse *c, char *text)
{
	struct http_options *o = &c->options;
	char *server, *save = NULL;

	for (server = strtok_r(text, ",", &save); server;
	     server = strtok_r(NULL, ",", &save)) {
		if (o->nr_servers == HTTP_SERVERS ||
		    strlen(server) >= sizeof(o->servers[0]) ||
		    strspn(server, "0123456789abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:[]") != strlen(server))
			return bad_url(c, server);
		strcpy(o->servers[o->nr_servers++], server);
	}
	return o->nr_servers ? 0 : bad_url(c, "no server");
}

/**
 * clickhouse_parse_url - read where a store is.
 * @c: the store
 * @rest: HOST:PORT[,HOST:PORT...]/DATABASE[?OPTIONS]
 *
 * Return: 0 or a negative errno, with a sentence in the store's error.
 */
int clickhouse_parse_url(struct clickhouse *c, const char *rest)
{
	char *copy = strdup(rest), *database, *options;
	int err;

	if (!copy)
		return -ENOMEM;
	options = strchr(copy, '?');
	if (options)
		*options++ = '\0';
	database = strchr(copy, '/');
	if (database)
		*database++ = '\0';
	if (!database || !is_name(database) ||
	    strlen(database) >= sizeof(c->options.database))
		err = bad_url(c, database ? "no name of a database" : "no database");
	else
		err = parse_servers(c, copy);
	if (!err) {
		strcpy(c->options.database, database);
		if (options)
			err = parse_options(c, options);
	}
	free(copy);
	return err;
}
