// SPDX-License-Identifier: GPL-2.0
/*
 * The screen. All text from outside has been made printable ASCII by escape(), so that
 * the terminal gets no control sequences but those of curses.
 */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <curses.h>

#include "top.h"

#define HEAD_LINES	3	/* counters, what is shown, titles */
#define ID_WIDTH	20
#define FIXED_WIDTH	60	/* up to the name */

static const char *const words[] = {
	[COLUMN_ID] = "identifier",
	[COLUMN_PROCESSES] = "processes",
	[COLUMN_EVENTS] = "events",
	[COLUMN_RECORDS] = "records",
	[COLUMN_LOST] = "lost",
	[COLUMN_NAME] = "name",
};

/* Returns false if the terminal is not one that curses knows. */
bool screen_open(void)
{
	if (!newterm(NULL, stdout, stdin))
		return false;
	cbreak();
	noecho();
	nonl();
	nodelay(stdscr, TRUE);
	keypad(stdscr, TRUE);
	/* A terminal far away may send the bytes of a key one by one. */
	set_escdelay(100);
	curs_set(0);
	return true;
}

void screen_close(void)
{
	endwin();
}

/* How many containers there is room for */
int screen_lines(void)
{
	return LINES > HEAD_LINES + 1 ? LINES - HEAD_LINES - 1 : 0;
}

/* A whole line, cut at the edge. */
static void put_line(int y, const char *text)
{
	if (y >= 0 && y < LINES)
		mvaddnstr(y, 0, text, COLS);
}

static void draw_counters(const struct top *top)
{
	const struct contid_stats *stats = top->stats;
	uint64_t processes = 0;
	char text[256];
	size_t i;
	int n;

	for (i = 0; i < top->nr_rows; i++)
		processes += top->rows[i].processes;
	n = snprintf(text, sizeof(text), "containers %zu  processes %" PRIu64,
		     top->nr_rows, processes);
	if (stats)
		snprintf(text + n, sizeof(text) - n, "  readers %" PRIu64 "  delivered %"
			 PRIu64 "  lost %" PRIu64, stats->readers,
			 stats->records_delivered, stats->records_lost);
	put_line(0, text);
}

static void draw_shown(const struct top *top)
{
	char text[256];

	snprintf(text, sizeof(text), "shown %zu  read %zu of %d  by %s%s%s%s",
		 top->nr_shown, top->nr_readings, READINGS_MAX, words[top->column],
		 top->reversed ? " reversed" : "", *top->filter ? "  filter " : "",
		 top->filter);
	put_line(1, text);
}

static void draw_titles(void)
{
	char text[256];
	int len = snprintf(text, sizeof(text), " %-*s %7s %9s %10s %7s  %s", ID_WIDTH,
			   "CONTID", "PROCS", "EVENTS/S", "RECORDS/S", "LOST", "NAME");

	attron(A_REVERSE);
	put_line(2, text);
	if (LINES > 2 && len < COLS)
		mvhline(2, len, ' ' | A_REVERSE, COLS - len);
	attroff(A_REVERSE);
}

/* Text of @width columns at most; a tilde stands for what is cut. */
static void cut(char *text, size_t width)
{
	if (strlen(text) <= width)
		return;
	text[width] = '\0';
	if (width)
		text[width - 1] = '~';
}

static void put_rate(char *text, size_t size, double rate)
{
	snprintf(text, size, rate < 10000 ? "%.1f" : "%.0f", rate);
}

static void draw_row(struct top *top, int y, const struct row *row, bool selected)
{
	const struct reading *reading = reading_find(top, row->serial);
	char events[32] = "-", records[32] = "-", lost[32] = "-";
	char id[ID_SIZE], name[NAME_SIZE];
	char text[FIXED_WIDTH + NAME_SIZE + 64];
	int len;

	if (reading) {
		put_rate(events, sizeof(events), reading->events_rate);
		put_rate(records, sizeof(records), reading->records_rate);
		snprintf(lost, sizeof(lost), "%" PRIu64, reading->lost);
	}
	strcpy(id, row->id);
	cut(id, ID_WIDTH);
	strcpy(name, row->name);
	cut(name, COLS > FIXED_WIDTH ? COLS - FIXED_WIDTH : 0);
	len = snprintf(text, sizeof(text), "%c%-*s %7" PRIu32 " %9s %10s %7s  %s",
		       reading ? '*' : ' ', ID_WIDTH, id, row->processes, events, records,
		       lost, name);
	if (selected)
		attron(A_BOLD | A_REVERSE);
	put_line(y, text);
	if (selected && len < COLS)
		mvhline(y, len, ' ' | A_REVERSE, COLS - len);
	attroff(A_BOLD | A_REVERSE);
}

static void draw_rows(struct top *top)
{
	size_t lines = screen_lines();
	size_t i;

	if (top->selected < top->first)
		top->first = top->selected;
	if (lines && top->selected >= top->first + lines)
		top->first = top->selected - lines + 1;
	if (top->first + lines > top->nr_shown)
		top->first = top->nr_shown > lines ? top->nr_shown - lines : 0;
	for (i = 0; i < lines && top->first + i < top->nr_shown; i++)
		draw_row(top, HEAD_LINES + i, top->shown[top->first + i],
			 top->first + i == top->selected);
}

static void draw_bottom(const struct top *top)
{
	char text[256];

	if (top->typing)
		snprintf(text, sizeof(text), "/%s_", top->filter);
	else if (*top->message)
		snprintf(text, sizeof(text), "%s", top->message);
	else
		snprintf(text, sizeof(text), "q quit  / filter  space read  a read all or none"
			 "  sort: i p e r l n");
	put_line(LINES - 1, text);
}

/* Draw all; curses sends what has changed. */
void screen_draw(struct top *top)
{
	erase();
	draw_counters(top);
	draw_shown(top);
	draw_titles();
	draw_rows(top);
	/* A terminal of one line shows the counters alone. */
	if (LINES > 1) {
		move(LINES - 1, 0);
		clrtoeol();
		draw_bottom(top);
	}
	refresh();
}
