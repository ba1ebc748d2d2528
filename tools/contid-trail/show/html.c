// SPDX-License-Identifier: GPL-2.0
/*
 * A story as one HTML file, which needs neither script nor network. What records say
 * is text in it: every byte that means something to HTML is written as a reference.
 */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "common/util.h"
#include "record/record.h"
#include "show/html.h"
#include "show/html_parts.h"
#include "show/show.h"

static const char style[] =
	":root{--bg:#fff;--fg:#1b1f24;--dim:#59636e;--line:#d1d9e0;--life:#4a8fe7;--tick:#1b1f24;"
	"--bad:#c62828;--note:#eef4fc}"
	"@media(prefers-color-scheme:dark){:root{--bg:#14181d;--fg:#e2e8ee;--dim:#98a3ae;"
	"--line:#353d46;--life:#3f7fd0;--tick:#e2e8ee;--bad:#ff7b72;--note:#1d2733}}"
	"body{background:var(--bg);color:var(--fg);font:15px/1.5 system-ui,sans-serif;"
	"max-width:75em;margin:0 auto;padding:1em}"
	"h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.5em}"
	"code,pre,summary{font:13px/1.5 ui-monospace,monospace}"
	"pre{white-space:pre-wrap;overflow-wrap:anywhere;margin:.2em 0 .6em 1.2em}"
	"details{border-top:1px solid var(--line);padding:.25em 0}"
	"summary{cursor:pointer;overflow-wrap:anywhere}"
	".note{background:var(--note);border-left:4px solid var(--life);padding:.3em .6em;margin:.3em 0}"
	".bad{border-color:var(--bad)}.dim{color:var(--dim)}"
	"svg{width:100%;height:26px;display:block}svg line{vector-effect:non-scaling-stroke}"
	".host{font:13px/1.5 ui-monospace,monospace;margin:.5em 0 0;overflow-wrap:anywhere}.scroll{overflow-x:auto}"
	".axis{stroke:var(--line)}.life{fill:var(--life)}.tick{stroke:var(--tick)}.gap{stroke:var(--bad);stroke-width:3}"
	"table{border-collapse:collapse}td,th{text-align:left;padding:.15em 1em .15em 0;"
	"border-top:1px solid var(--line);white-space:nowrap}"
	"@media print{details{break-inside:avoid}summary{list-style:none}}";

static int host_number(struct html *html, const char *machine)
{
	char (*hosts)[72];
	size_t i;

	for (i = 0; i < html->nr_hosts; i++)
		if (!strcmp(html->hosts[i], machine))
			return i;
	hosts = array_grow(html->hosts, &html->hosts_room, i + 1, sizeof(*hosts));
	if (!hosts)
		return -ENOMEM;
	html->hosts = hosts;
	snprintf(hosts[i], sizeof(hosts[i]), "%s", machine);
	return html->nr_hosts++;
}

static void extend(struct html *html, uint64_t time)
{
	if (time < html->first)
		html->first = time;
	if (time > html->last)
		html->last = time;
}

static int add_tick(struct html *html, const struct event_view *event)
{
	int host = host_number(html, event->machine);
	struct html_tick *ticks;

	ticks = array_grow(html->ticks, &html->ticks_room, html->nr_ticks + 1,
			   sizeof(*ticks));
	if (!ticks || host < 0)
		return -ENOMEM;
	html->ticks = ticks;
	ticks[html->nr_ticks++] = (struct html_tick){ host, event->time };
	extend(html, event->time);
	return 0;
}

static void write_event(FILE *file, const struct event_view *event)
{
	char time[64], name[32];
	size_t i;

	fprintf(file, "<details><summary>%s%s <span class=dim>",
		event->uncertain ? "~ " : "", time_text(event->time, time, sizeof(time)));
	html_text(file, (struct text){ event->machine, strnlen(event->machine, 8) });
	fprintf(file, " %" PRIu64 "</span> ", event->serial);
	for (i = 0; i < event->nr_records; i++)
		fprintf(file, "%s ", record_type_name(event->records[i].type, name, sizeof(name)));
	fputs("</summary><p class=dim>", file);
	html_text(file, text_of(event->machine));
	fputs(", boot ", file);
	html_text(file, text_of(event->boot));
	fputs(", lineage ", file);
	html_text(file, text_of(event->lineage));
	fputs("</p>", file);
	for (i = 0; i < event->nr_records; i++) {
		fprintf(file, "<pre><b>%s</b> ",
			record_type_name(event->records[i].type, name, sizeof(name)));
		html_text(file, event->records[i].text);
		fputs("</pre>", file);
	}
	fputs("</details>\n", file);
}

static int on_begin(const struct view *view, const char *name)
{
	struct html *html = view->data;

	snprintf(html->name, sizeof(html->name), "%s", name);
	return 0;
}

static int on_event(const struct view *view, const struct event_view *event)
{
	struct html *html = view->data;
	int err = add_tick(html, event);

	if (!err)
		err = html_add_ns(html, event);
	write_event(html->body, event);
	return err;
}

static bool is_bad(const struct note *note)
{
	return strcmp(note->kind, "begin") && strcmp(note->kind, "end") &&
	       strcmp(note->kind, "move");
}

static int on_note(const struct view *view, const struct note *note)
{
	struct html *html = view->data;
	struct note *notes;
	char time[64];

	fprintf(html->body, "<p class=\"note%s\">%s <b>%s</b> ", is_bad(note) ? " bad" : "",
		time_text(note->key / 2, time, sizeof(time)), note->kind);
	html_text(html->body, text_of(note->text));
	if (!strcmp(note->kind, "begin") && *note->name) {
		fputs(", named <b>", html->body);
		html_text(html->body, text_of(note->name));
		fputs("</b>", html->body);
	}
	fputs("</p>\n", html->body);

	extend(html, note->key / 2);
	notes = array_grow(html->notes, &html->notes_room, html->nr_notes + 1,
			   sizeof(*notes));
	if (!notes || host_number(html, note->machine) < 0)
		return -ENOMEM;
	html->notes = notes;
	notes[html->nr_notes] = *note;
	notes[html->nr_notes++].name = "";
	return 0;
}

/**
 * html_new - begin a file.
 * @trail: the run
 * @view: where to put what story_tell() takes
 *
 * Return: what html_write() takes, for html_free(); or NULL.
 */
struct html *html_new(const struct trail *trail, struct view *view)
{
	struct html *html = calloc(1, sizeof(*html));

	if (!html)
		return NULL;
	html->trail = trail;
	html->first = UINT64_MAX;
	html->body = open_memstream(&html->body_text, &html->body_size);
	*view = (struct view){ on_begin, on_event, on_note, trail, html };
	if (html->body)
		return html;
	free(html);
	return NULL;
}

/* The container, with its name behind it */
static void write_title(const struct html *html, FILE *file)
{
	fputs("Container ", file);
	html_text(file, text_of(html->trail->args.contid));
	if (!*html->name)
		return;
	fputs(" ", file);
	html_text(file, text_of(html->name));
}

/**
 * html_print - print the story.
 * @html: what goes into the file, all of it
 * @file: the file
 */
void html_print(struct html *html, FILE *file)
{
	char first[64], last[64];

	fputs("<!DOCTYPE html>\n<html lang=en><head><meta charset=utf-8>\n"
	      "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
	      "<meta name=viewport content=\"width=device-width,initial-scale=1\">\n<title>", file);
	write_title(html, file);
	fprintf(file, "</title>\n<style>%s</style></head>\n<body>\n<h1>", style);
	write_title(html, file);
	fputs("</h1>\n", file);
	if (html->first <= html->last)
		fprintf(file, "<p>%zu events on %zu hosts, %s to %s</p>\n", html->nr_ticks,
			html->nr_hosts, time_text(html->first, first, sizeof(first)),
			time_text(html->last, last, sizeof(last)));
	else
		fputs("<p>The store has no events of it.</p>\n", file);
	html_time_line(html, file);
	html_namespaces(html, file);
	fputs("<h2>Events</h2>\n", file);
	fwrite(html->body_text, 1, html->body_size, file);
	fputs("</body></html>\n", file);
}

/**
 * html_write - write the file.
 * @html: what goes into the file
 * @path: the file; it is there only when all of it has been written
 *
 * Return: 0 or a negative errno.
 */
int html_write(struct html *html, const char *path)
{
	char *tmp = NULL;
	FILE *file;
	int err = 0;

	if (fflush(html->body) || asprintf(&tmp, "%s.tmp", path) < 0)
		return -ENOMEM;
	file = fopen(tmp, "we");
	if (!file) {
		err = -errno;
		free(tmp);
		return err;
	}
	html_print(html, file);
	if (ferror(file))
		err = -EIO;
	if (fclose(file) && !err)
		err = -errno;
	if (!err && rename(tmp, path))
		err = -errno;
	if (err)
		remove(tmp);
	free(tmp);
	return err;
}

void html_free(struct html *html)
{
	fclose(html->body);
	free(html->body_text);
	free(html->hosts);
	free(html->ticks);
	free(html->notes);
	free(html->ns);
	free(html);
}
