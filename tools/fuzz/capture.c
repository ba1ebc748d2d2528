// SPDX-License-Identifier: GPL-2.0
/*
 * Standard output and standard error of a program under test, in memory. The variables
 * of the C library are set to a stream of our own: file descriptors stay with libFuzzer
 * and the sanitizers.
 */

#include <stdio.h>
#include <string.h>
#include <sys/types.h>

#include "capture.h"
#include "fuzz.h"

/* What is printed beyond that is counted as printed, and left out. */
#define ROOM	(4 << 20)

static char text[ROOM + 1];
static size_t len;
static FILE *stream, *real_out, *real_err;

static ssize_t keep(void *cookie, const char *bytes, size_t n)
{
	size_t room = ROOM - len;

	(void)cookie;
	if (room > n)
		room = n;
	memcpy(text + len, bytes, room);
	len += room;
	return n;
}

void capture_begin(void)
{
	if (!stream) {
		stream = fopencookie(NULL, "w", (cookie_io_functions_t){ .write = keep });
		check(stream);
	}
	clearerr(stream);
	len = 0;
	real_out = stdout;
	real_err = stderr;
	stdout = stream;
	stderr = stream;
}

struct printed capture_end(void)
{
	if (real_out) {
		fflush(stream);
		stdout = real_out;
		stderr = real_err;
		real_out = NULL;
	}
	text[len] = '\0';
	return (struct printed){ text, len };
}

bool printed_is_safe(struct printed out)
{
	size_t i;

	for (i = 0; i < out.len; i++) {
		unsigned char c = out.text[i];

		if ((c < ' ' && c != '\n') || c == 0x7f)
			return false;
	}
	return true;
}

bool printed_is_lines(struct printed out)
{
	if (!out.len)
		return true;
	return *out.text != '\n' && out.text[out.len - 1] == '\n' &&
	       !strstr(out.text, "\n\n");
}

size_t printed_lines(struct printed out)
{
	size_t i, n = 0;

	for (i = 0; i < out.len; i++)
		n += out.text[i] == '\n';
	return n;
}

void check_refusal(struct printed out, bool hint)
{
	const char *end = strchr(out.text, '\n');

	check(printed_is_safe(out));
	check(printed_is_lines(out));
	check(printed_lines(out) == 1u + hint);
	check(!hint || !strncmp(end + 1, "Try '", 5));
}
