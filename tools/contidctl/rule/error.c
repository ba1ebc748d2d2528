// SPDX-License-Identifier: GPL-2.0
/* Messages about rules that libaudit or the kernel do not take. */

#include <stdlib.h>
#include <sys/utsname.h>

#include "common/message.h"
#include "common/printable.h"
#include "rule/rule.h"

/**
 * rule_libaudit - report what libaudit does not take, in its words.
 * @run: the run
 * @code: what it returned
 * @word: what it was given
 *
 * Return: CTL_USAGE.
 */
int rule_libaudit(const struct rule_run *run, int code, const char *word)
{
	enum { UNKNOWN_USER = -38 };	/* libaudit prints it itself, unless MSG_QUIET is set */

	char *safe;

	if (code == UNKNOWN_USER)
		return ctl_usage(run->ctl, "unknown user or group in %s", word);
	safe = make_printable(word);
	ctl_begin(run->ctl);
	audit_number_to_errmsg(code, safe ?: "a word");
	free(safe);
	return ctl_hint(run->ctl);
}

/* Report that the kernel has no such field. */
int rule_no_contid(const struct rule_run *run)
{
	struct utsname uts;

	uname(&uts);
	ctl_message(run->ctl, "this kernel (%s) has no audit field contid: boot one that is built with CONFIG_CONTID=y",
		    uts.release);
	return CTL_NO_CONTID;
}
