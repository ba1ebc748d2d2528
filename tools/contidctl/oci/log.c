// SPDX-License-Identifier: GPL-2.0
/*
 * Where messages of the hook go. Runtimes show little or nothing of what a hook writes to
 * standard error, so the system's log has it, too.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "common/message.h"
#include "oci/oci.h"

/* Have standard error be @fd. It was @log->old, for oci_log_close(). */
static int redirect(struct oci_log *log, int fd)
{
	if (log->old < 0)
		log->old = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC,
				 STDERR_FILENO + 1);
	return log->old < 0 || dup2(fd, STDERR_FILENO) < 0 ? -errno : 0;
}

/* Keep messages until oci_log_close(), unless a person reads them. */
void oci_log_open(struct oci_log *log)
{
	log->old = -1;
	log->kept = -1;
	if (isatty(STDERR_FILENO))
		return;
	log->kept = memfd_create("messages", MFD_CLOEXEC);
	if (log->kept >= 0 && redirect(log, log->kept)) {
		close(log->kept);
		log->kept = -1;
	}
}

/* From here on, append messages to @file instead. */
int oci_log_to_file(struct ctl *ctl, struct oci_log *log, const char *file)
{
	int fd = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	int err = fd < 0 ? -errno : redirect(log, fd);

	if (fd >= 0)
		close(fd);
	return err ? ctl_system(ctl, file, err) : CTL_DONE;
}

static void pass_on(FILE *kept, int priority)
{
	char line[512];

	rewind(kept);
	while (fgets(line, sizeof(line), kept)) {
		fputs(line, stderr);
		oci_syslog(priority, line);
	}
	fclose(kept);
}

/*
 * Write messages where they were written before: later lines of a batch file do. What was
 * kept goes there, and to the system's log with @priority.
 */
void oci_log_close(struct oci_log *log, int priority)
{
	FILE *kept = NULL;

	if (log->old >= 0) {
		dup2(log->old, STDERR_FILENO);
		close(log->old);
	}
	if (log->kept >= 0)
		kept = fdopen(log->kept, "r");
	if (kept)
		pass_on(kept, priority);
}
