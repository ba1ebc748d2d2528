// SPDX-License-Identifier: GPL-2.0
/* The namespaces that records of the container name. */

#include <errno.h>
#include <stdlib.h>

#include <contid/ns.h>

#include "common/util.h"
#include "record/record.h"
#include "show/html_parts.h"
#include "show/show.h"

/* The fields of NS_INFO, and what they are about */
static const struct {
	const char *field;
	const char *name;
} types[] = {
	{ "mntnsid", "mnt" },
	{ "utsnsid", "uts" },
	{ "ipcnsid", "ipc" },
	{ "pidnsid", "pid" },
	{ "usernsid", "user" },
	{ "netnsid", "net" },
	{ "cgroupnsid", "cgroup" },
	{ "timensid", "time" },
};

#define N_TYPES	(sizeof(types) / sizeof(types[0]))

static int add(struct html *html, const struct event_view *event, const char *type,
	       struct text id)
{
	struct html_ns *ns;
	char digits[24];
	size_t i;

	snprintf(digits, sizeof(digits), "%.*s", (int)id.len, id.at);
	for (i = 0; i < html->nr_ns; i++) {
		ns = &html->ns[i];
		if (strcmp(ns->type, type) || strcmp(ns->id, digits) ||
		    strcmp(ns->machine, event->machine) || strcmp(ns->boot, event->boot))
			continue;
		ns->last = event->time;
		return 0;
	}
	ns = array_grow(html->ns, &html->ns_room, i + 1, sizeof(*ns));
	if (!ns)
		return -ENOMEM;
	html->ns = ns;
	ns += html->nr_ns++;
	*ns = (struct html_ns){ .type = type, .first = event->time, .last = event->time };
	strcpy(ns->id, digits);
	strcpy(ns->machine, event->machine);
	strcpy(ns->boot, event->boot);
	return 0;
}

/* The type of namespace_type= in NS_OP, a number in hex */
static const char *type_name(struct text number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%.*s", (int)number.len, number.at);
	return contid_ns_type_name(strtoul(digits, NULL, 0)) ?: "?";
}

static int add_record(struct html *html, const struct event_view *event,
		      const struct batch_record *record)
{
	struct text id;
	size_t i;
	int err = 0;

	if (record->type == TYPE_NS_OP) {
		id = record_field(record->text, "namespace_id");
		if (id.len)
			err = add(html, event, type_name(record_field(record->text,
				  "namespace_type")), id);
	}
	for (i = 0; i < N_TYPES && record->type == TYPE_NS_INFO && !err; i++) {
		id = record_field(record->text, types[i].field);
		if (id.len)
			err = add(html, event, types[i].name, id);
	}
	return err;
}

/* Note the namespaces that an event names. */
int html_add_ns(struct html *html, const struct event_view *event)
{
	size_t i;
	int err = 0;

	for (i = 0; i < event->nr_records && !err; i++)
		err = add_record(html, event, &event->records[i]);
	return err;
}

/* Write the table of namespaces, if there are any. */
void html_namespaces(const struct html *html, FILE *file)
{
	char first[64], last[64];
	size_t i;

	if (!html->nr_ns)
		return;
	fputs("<h2>Namespaces</h2>\n<div class=scroll><table><tr><th>Host<th>Type<th>Id<th>First named<th>Last named\n", file);
	for (i = 0; i < html->nr_ns; i++) {
		const struct html_ns *ns = &html->ns[i];

		fputs("<tr><td><code>", file);
		html_text(file, (struct text){ ns->machine, strnlen(ns->machine, 8) });
		fprintf(file, "</code><td>%s<td>", ns->type);
		html_text(file, text_of(ns->id));
		fprintf(file, "<td>%s<td>%s\n", time_text(ns->first, first, sizeof(first)),
			time_text(ns->last, last, sizeof(last)));
	}
	fputs("</table></div>\n", file);
}
