// SPDX-License-Identifier: GPL-2.0
/* What is typed. */

#include <string.h>

#include <curses.h>

#include "top.h"

#define ESCAPE		27
#define DELETE		127
#define CTRL(c)		((c) & 31)

static void sort_by(struct top *top, enum column column)
{
	top->reversed = top->column == column && !top->reversed;
	top->column = column;
}

/* Whether a key is one that chooses what is sorted by */
static bool handle_sort(struct top *top, int key)
{
	static const char keys[] = {
		[COLUMN_ID] = 'i',
		[COLUMN_PROCESSES] = 'p',
		[COLUMN_EVENTS] = 'e',
		[COLUMN_RECORDS] = 'r',
		[COLUMN_LOST] = 'l',
		[COLUMN_NAME] = 'n',
	};
	size_t i;

	for (i = 0; i < sizeof(keys); i++)
		if (keys[i] == key) {
			sort_by(top, i);
			return true;
		}
	return false;
}

/* Move the cursor, as far as there is something. */
static void move_by(struct top *top, long lines)
{
	long at = (long)top->selected + lines;

	if (!top->nr_shown)
		return;
	if (at >= (long)top->nr_shown)
		at = top->nr_shown - 1;
	if (at < 0)
		at = 0;
	top->selected = at;
	top->serial = top->shown[at]->serial;
}

static void handle_move(struct top *top, int key)
{
	switch (key) {
	case KEY_UP:
	case 'k':
		move_by(top, -1);
		break;
	case KEY_DOWN:
	case 'j':
		move_by(top, 1);
		break;
	case KEY_PPAGE:
		move_by(top, -screen_lines());
		break;
	case KEY_NPAGE:
		move_by(top, screen_lines());
		break;
	case KEY_HOME:
		move_by(top, -(long)top->nr_shown);
		break;
	case KEY_END:
		move_by(top, top->nr_shown);
		break;
	}
}

/* A key of the filter's text: only what is printable is part of it. */
static void handle_typing(struct top *top, int key)
{
	size_t len = strlen(top->filter);

	switch (key) {
	case '\r':
	case '\n':
	case KEY_ENTER:
		top->typing = false;
		return;
	case ESCAPE:
		top->typing = false;
		*top->filter = '\0';
		return;
	case CTRL('u'):
		*top->filter = '\0';
		return;
	case KEY_BACKSPACE:
	case DELETE:
	case '\b':
		if (len)
			top->filter[len - 1] = '\0';
		return;
	}
	if (key < ' ' || key > '~' || len + 1 >= sizeof(top->filter))
		return;
	top->filter[len] = key;
	top->filter[len + 1] = '\0';
}

static void handle_key(struct top *top, int key)
{
	/* curses has taken note of the new size. */
	if (key == KEY_RESIZE)
		return;
	if (top->typing) {
		handle_typing(top, key);
		return;
	}
	*top->message = '\0';
	switch (key) {
	case 'q':
		top->quit = true;
		break;
	case '/':
		top->typing = true;
		break;
	case ESCAPE:
		*top->filter = '\0';
		break;
	case ' ':
		if (top->nr_shown)
			reading_toggle(top, top->shown[top->selected]);
		break;
	case 'a':
		readings_toggle(top);
		break;
	case CTRL('l'):
		clearok(curscr, TRUE);
		break;
	default:
		if (!handle_sort(top, key))
			handle_move(top, key);
	}
}

/* Handle the keys that have been typed. */
void keys_handle(struct top *top)
{
	int key;

	while (!top->quit && !top->err && (key = getch()) != ERR) {
		handle_key(top, key);
		rows_show(top);
	}
}
