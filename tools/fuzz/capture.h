/* SPDX-License-Identifier: GPL-2.0 */
/* What a program under test prints, and what holds of it. */
#ifndef CONTID_FUZZ_CAPTURE_H
#define CONTID_FUZZ_CAPTURE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * struct printed - what was printed, on standard output and standard error.
 * @text: the text; a NUL follows it
 * @len: its length
 */
struct printed {
	const char *text;
	size_t len;
};

/* From here on, standard output and standard error are kept. */
void capture_begin(void);
/* The end of that. The text is valid until capture_begin(). */
struct printed capture_end(void);

/* Whether no byte but the newlines controls a terminal */
bool printed_is_safe(struct printed out);
/* Whether each line ends with a newline, and none is empty */
bool printed_is_lines(struct printed out);
/* How many lines there are */
size_t printed_lines(struct printed out);

/*
 * A refusal: a line or, with @hint, two, of which the second one refers to the help.
 * Both are safe.
 */
void check_refusal(struct printed out, bool hint);

#endif /* CONTID_FUZZ_CAPTURE_H */
