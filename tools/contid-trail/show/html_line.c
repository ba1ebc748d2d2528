// SPDX-License-Identifier: GPL-2.0
/* The time line: a row for each host, with lives as bars and events as ticks. */

#include <inttypes.h>

#include "show/html_parts.h"

#define WIDTH	1000
#define ROW	26

static int place(const struct html *html, uint64_t time)
{
	uint64_t span = html->last - html->first;

	if (time < html->first)
		time = html->first;
	if (time > html->last)
		time = html->last;
	return span ? (int)((double)(time - html->first) * (WIDTH - 2) / span) + 1 : WIDTH / 2;
}

static void bar(const struct html *html, FILE *file, uint64_t from, uint64_t to)
{
	int x = place(html, from), end = place(html, to);

	fprintf(file, "<rect class=life x=%d y=7 width=%d height=12 />", x,
		end > x ? end - x : 1);
}

/* Bars from each begin to the end or reboot behind it, on one host */
static void lives(const struct html *html, FILE *file, size_t host)
{
	uint64_t begin = html->first;
	bool live = false;
	size_t i;

	for (i = 0; i < html->nr_notes; i++) {
		const struct note *note = &html->notes[i];

		if (strcmp(note->machine, html->hosts[host]))
			continue;
		if (!strcmp(note->kind, "begin")) {
			begin = note->key / 2;
			live = true;
		}
		if (!strcmp(note->kind, "end") || !strcmp(note->kind, "reboot")) {
			bar(html, file, live ? begin : html->first, note->key / 2);
			live = false;
		}
	}
	if (live)
		bar(html, file, begin, html->last);
}

/* No more ticks than there are places for */
static void ticks(const struct html *html, FILE *file, size_t host)
{
	bool done[WIDTH + 1] = { false };
	size_t i;

	for (i = 0; i < html->nr_ticks; i++) {
		int x = place(html, html->ticks[i].time);

		if (html->ticks[i].host != (int)host || done[x])
			continue;
		done[x] = true;
		fprintf(file, "<line class=tick x1=%d x2=%d y1=3 y2=23 />", x, x);
	}
}

static void gaps(const struct html *html, FILE *file, size_t host)
{
	size_t i;

	for (i = 0; i < html->nr_notes; i++) {
		const struct note *note = &html->notes[i];
		int x = place(html, note->key / 2);

		if (strcmp(note->machine, html->hosts[host]) ||
		    (strcmp(note->kind, "gap") && strcmp(note->kind, "lost") &&
		     strcmp(note->kind, "twice")))
			continue;
		fprintf(file, "<line class=gap x1=%d x2=%d y1=1 y2=25><title>", x, x);
		html_text(file, text_of(note->text));
		fputs("</title></line>", file);
	}
}

static void row(const struct html *html, FILE *file, size_t host)
{
	fputs("<p class=host>", file);
	html_text(file, text_of(html->hosts[host]));
	fprintf(file, "</p>\n<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=none role=img"
		" aria-label=\"lives and events\"><line class=axis x1=0 x2=%d y1=13 y2=13 />",
		WIDTH, ROW, WIDTH);
	lives(html, file, host);
	ticks(html, file, host);
	gaps(html, file, host);
	fputs("</svg>\n", file);
}

/* Write the time line. */
void html_time_line(const struct html *html, FILE *file)
{
	size_t i;

	if (!html->nr_hosts)
		return;
	fputs("<h2>Hosts</h2>\n", file);
	for (i = 0; i < html->nr_hosts; i++)
		row(html, file, i);
	fputs("<p class=dim>Bars are lives, thin lines events; thick lines mark gaps, losses and"
	      " a second live container of the same identifier.</p>\n", file);
}
