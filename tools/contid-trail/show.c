// SPDX-License-Identifier: GPL-2.0
/* contid-trail show: the trail of one container. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "reader.h"
#include "show/html.h"
#include "show/show.h"

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
	int ret = store_open_reader(trail, &store);

	if (ret)
		return ret;
	if (args->html)
		return show_html(trail, store);
	if (args->json)
		view = view_json;
	else if (args->interpret)
		view = view_interpret;
	else
		text_heading();
	view.trail = trail;
	return store_finish(trail, store, story_tell(store, args, &view));
}

const struct command cmd_show = {
	.name = "show",
	.args = "CONTID [--store URL] [--since TIME] [--until TIME] [--host ID] [--type TYPE] [--nested] [-j | --interpret | --html FILE]",
	.about = "print the trail of a container",
	.options = "sSUHtnijw",
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
