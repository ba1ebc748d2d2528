// SPDX-License-Identifier: GPL-2.0
/* What there is to say about rules that fail, and where they stand. */

#include <stdarg.h>
#include <string.h>
#include <sys/utsname.h>

#include "rule.h"

static void begin(const struct rule_run *run)
{
	fprintf(stderr, "%s: ", run->ctl->name);
	if (run->line)
		fprintf(stderr, "%s:%lu: ", run->file, run->line);
	else if (run->file)
		fprintf(stderr, "%s: ", run->file);
}

/* Who reads rules from a file knows the command line. */
static int end(const struct rule_run *run)
{
	return run->file ? USAGE : ctl_hint(run->ctl);
}

/* Something that is no error, but hardly meant. */
void rule_warn(const struct rule_run *run, const char *text)
{
	begin(run);
	fprintf(stderr, "warning: %s\n", text);
}

/* Report a rule, or line, that is wrong in itself. */
int rule_wrong(const struct rule_run *run, const char *fmt, ...)
{
	va_list ap;

	begin(run);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	return end(run);
}

/**
 * rule_libaudit - report what libaudit does not take, in its words.
 * @run: the run
 * @code: what it returned
 * @word: what it was given
 *
 * Return: USAGE.
 */
int rule_libaudit(const struct rule_run *run, int code, const char *word)
{
	enum { UNKNOWN_USER = -38 };	/* it has said so itself, or has not */

	begin(run);
	if (code == UNKNOWN_USER)
		fprintf(stderr, "unknown user or group in %s\n", word);
	else
		audit_number_to_errmsg(code, word);
	return end(run);
}

/* Report what the kernel, or the system, refused, @err being negative. */
int rule_refused(const struct rule_run *run, const char *what, int err)
{
	begin(run);
	fprintf(stderr, "%s: %s\n", what, strerror(-err));
	return REFUSED;
}

/* Report that the kernel has no such field. */
int rule_no_contid(const struct rule_run *run)
{
	struct utsname uts;

	uname(&uts);
	begin(run);
	fprintf(stderr,
		"this kernel (%s) has no audit field contid: boot one that is built with CONFIG_CONTID=y\n",
		uts.release);
	return NO_CONTID;
}
