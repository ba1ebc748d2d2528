// SPDX-License-Identifier: GPL-2.0
/* contid-trail list: the containers of a store. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "reader.h"
#include "show/show.h"
#include "story/hosts.h"
#include "story/named.h"

/**
 * struct listing - what lines are made of.
 * @json: print JSON
 * @lives: all lives, by container
 * @name: the name that is asked for, or NULL
 * @named: the containers that have had it
 */
struct listing {
	bool json;
	struct lives lives;
	const char *name;
	struct named named;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct life *)a)->contid,
		      ((const struct life *)b)->contid);
}

/* What has become of a container with @n lives */
const char *lives_state(const struct life *life, size_t n)
{
	size_t i, live = 0, cut = 0;

	for (i = 0; i < n; i++) {
		live += !life[i].ended && !life[i].cut;
		cut += life[i].cut;
	}
	if (live > 1)
		return "twice";
	if (live)
		return "live";
	if (!n)
		return "unknown";
	return cut ? "cut" : "ended";
}

static size_t find_lives(const struct lives *lives, struct text contid,
			 const struct life **first)
{
	struct life key = { 0 };
	size_t n = 0;

	snprintf(key.contid, sizeof(key.contid), "%.*s", (int)contid.len, contid.at);
	*first = lives->count ? bsearch(&key, lives->lives, lives->count,
					sizeof(key), compare) : NULL;
	if (!*first)
		return 0;
	while (*first > lives->lives && !compare(*first - 1, &key))
		--*first;
	while (*first + n < lives->lives + lives->count && !compare(*first + n, &key))
		n++;
	return n;
}

static int print_json(const struct summary *summary, size_t lives, const char *state,
		      const char *name)
{
	struct json_object *object = json_object_new_object();

	if (!object)
		return -ENOMEM;
	object_text(object, "contid", summary->contid);
	if (*name)
		object_string(object, "name", name);
	json_object_object_add(object, "lives", json_object_new_int64(lives));
	json_object_object_add(object, "hosts", json_object_new_int64(summary->hosts));
	object_time(object, "first", summary->first);
	object_time(object, "last", summary->last);
	object_u64(object, "records", summary->records);
	object_string(object, "state", state);
	return object_print(object);
}

static void print_name(const char *name)
{
	struct bytes safe = { 0 };

	escape_word(&safe, text_of(name));
	printf("%s%.*s\n", safe.len ? "  " : "", (int)safe.len, safe.data ?: "");
	bytes_free(&safe);
}

static int print_one(const struct summary *summary, void *data)
{
	const struct listing *listing = data;
	const struct life *first;
	size_t n = find_lives(&listing->lives, summary->contid, &first);
	const char *state = lives_state(first, n);
	const char *name = lives_name(first, n);
	char since[64], until[64];

	if (listing->name && !named_has(&listing->named, summary->contid))
		return 0;
	if (listing->json)
		return print_json(summary, n, state, name);
	printf("%-20.*s  %5zu  %5" PRIu64 "  %-7s  %8" PRIu64 "  %s  %s",
	       (int)summary->contid.len, summary->contid.at, n, summary->hosts,
	       state, summary->records, time_text(summary->first, since, sizeof(since)),
	       time_text(summary->last, until, sizeof(until)));
	print_name(name);
	return 0;
}

static int list(struct store *store, struct listing *listing)
{
	struct hosts hosts = { 0 };
	int err = lives_read(store, NULL, &listing->lives);

	if (!err)
		err = hosts_read(store, &hosts);
	if (!err && listing->name)
		err = named_read(store, listing->name, &listing->named);
	if (!err) {
		hosts_cut(&hosts, &listing->lives);
		if (!listing->json)
			printf("%-20s  %5s  %5s  %-7s  %8s  %-23s  %-23s  %s\n", "CONTID",
			       "LIVES", "HOSTS", "STATE", "RECORDS", "FIRST", "LAST", "NAME");
		err = store->ops->list(store, print_one, listing);
	}
	lives_free(&listing->lives);
	named_free(&listing->named);
	hosts_free(&hosts);
	return err;
}

static int list_run(struct trail *trail)
{
	struct listing listing = { .json = trail->args.json, .name = trail->args.name };
	struct store *store;
	int ret = store_open_reader(trail, &store);

	return ret ? ret : store_finish(trail, store, list(store, &listing));
}

const struct command cmd_list = {
	.name = "list",
	.args = "[--store URL] [--name NAME] [-j]",
	.about = "list the containers of a store",
	.options = "sNj",
	.run = list_run,
	.help =
"Prints a line for each container that takes part in an event itself: how many lives\n"
"it has had, on how many hosts, its records, the times of its first and last event,\n"
"and the name that its creator gave it, of several the last one: \\ooo stands for a\n"
"space, and for a byte that is not printable ASCII. Its state is one of these:\n"
"\n"
"  live     a life has no end yet\n"
"  twice    several lives have none\n"
"  ended    all lives have ended\n"
"  cut      the host of a life has booted again before that ended\n"
"  unknown  it was never registered while records were collected\n"
"\n"
"  --name NAME  only the containers that have had this name\n"
"  -j           print JSON, an object a line\n",
};
