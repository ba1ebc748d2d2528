// SPDX-License-Identifier: GPL-2.0
/* contid-trail show: the trail of one container. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "reader.h"
#include "show/html.h"
#include "show/show.h"
#include "story/named.h"
#include "story/story.h"

/* Containers that a message about a name has */
#define NAMED_MAX	8

/* Returns what to exit with after reading a store, with a message if that failed. */
int store_finish(const struct trail *trail, struct store *store, int err)
{
	int ret = TRAIL_DONE;

	if (err)
		ret = trail_failed(trail, "%s", store->error[0] ? store->error :
				   strerror(-err));
	store_close(store);
	return ret;
}

/* Open the store for reading. Returns what to exit with. */
int store_open_reader(const struct trail *trail, struct store **store)
{
	char error[STORE_ERROR_SIZE];

	if (!store_open(store, trail->args.store, false, error))
		return TRAIL_DONE;
	return trail_failed(trail, "%s", error);
}

/* Say which containers have had a name. Returns what to exit with. */
static int say_named(const struct trail *trail, const struct named *named)
{
	struct bytes list = { 0 };
	size_t i;
	int ret;

	if (!named->count)
		return trail_failed(trail, "no container has had the name '%s'",
				    trail->args.name);
	for (i = 0; i < named->count && i < NAMED_MAX; i++)
		bytes_printf(&list, "%s%s", i ? ", " : "", named->contids[i]);
	if (i < named->count)
		bytes_printf(&list, " and more");
	ret = trail_failed(trail, "%zu containers have had the name '%s': show one of %s",
			   named->count, trail->args.name, list.data ?: "");
	bytes_free(&list);
	return ret;
}

/*
 * Find the container of --name, for which there is room at @contid. Returns what to
 * exit with; the store is closed if that is a failure.
 */
static int find_named(struct trail *trail, struct store *store, char contid[KEY_SIZE])
{
	struct named named;
	int err = named_read(store, trail->args.name, &named), ret = TRAIL_DONE;

	if (err) {
		ret = store_finish(trail, store, err);
	} else if (named.count != 1) {
		ret = say_named(trail, &named);
		store_close(store);
	} else {
		strcpy(contid, named.contids[0]);
		trail->args.contid = contid;
	}
	named_free(&named);
	return ret;
}

static int show_html(struct trail *trail, struct store *store)
{
	const char *path = trail->args.html;
	struct view view;
	struct html *html = html_new(trail, &view);
	int err = html ? story_tell(store, &trail->args, &view) : -ENOMEM;
	int ret = store_finish(trail, store, err);

	if (!ret)
		err = html_write(html, path);
	if (!ret && err)
		ret = trail_failed(trail, "%s: %s", path, strerror(-err));
	if (html)
		html_free(html);
	return ret;
}

static int show_run(struct trail *trail)
{
	const struct args *args = &trail->args;
	struct view view = view_text;
	struct store *store;
	char contid[KEY_SIZE];
	int ret = store_open_reader(trail, &store);

	if (!ret && args->name)
		ret = find_named(trail, store, contid);
	if (ret)
		return ret;
	if (args->html)
		return show_html(trail, store);
	if (args->json)
		view = view_json;
	else if (args->interpret)
		view = view_interpret;
	view.trail = trail;
	return store_finish(trail, store, story_tell(store, args, &view));
}

const struct command cmd_show = {
	.name = "show",
	.args = "{CONTID | --name NAME} [--store URL] [--since TIME] [--until TIME] [--host ID] [--type TYPE] [--nested] [-j | --interpret | --html FILE]",
	.about = "print the trail of a container",
	.options = "sNSUHtnijw",
	.contid = true,
	.run = show_run,
	.help =
"Prints the events in which a container takes part, of all hosts and boots, in the\n"
"order of their time stamps; those of one host with the same time by serial number.\n"
"Lines that begin with * are notes:\n"
"\n"
"  begin   the container is registered on a host\n"
"  end     it ends there\n"
"  move    it begins on a host after it has ended on another\n"
"  twice   it begins on a host while it is live on another\n"
"  reboot  its host has booted again before it had ended\n"
"  gap     events of the host are missing while it was there\n"
"  lost    records of the host were lost while it was there\n"
"\n"
"A ~ stands before an event that is so close to the one before it, which is of\n"
"another host, that clocks cannot tell which was first: by 'skew' seconds or less, a\n"
"line of the configuration file, 0.010 by default.\n"
"\n"
"  --name NAME   the container that has had this name, if it is the only one\n"
"  --since TIME  first time: seconds since 1970, as in records, or local time, such as\n"
"                '2026-11-24 20:06:56', or a part of that\n"
"  --until TIME  last time\n"
"  --host ID     events of this host alone: its machine-id, or the beginning of that\n"
"  --type TYPE   events with a record of this type, a name or number\n"
"  --nested      also events in which containers take part that are nested in it\n"
"  --interpret   print all records, with their fields interpreted. Names of users are\n"
"                those of this host, unless auditd has written them into the log.\n"
"  --html FILE   write one HTML file with a time line of the hosts, the namespaces, and\n"
"                events that unfold. It needs neither scripts nor a network.\n"
"  -j            print JSON, an object a line\n",
};
