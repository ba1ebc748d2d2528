// SPDX-License-Identifier: GPL-2.0
/* The system's log. */

#include <string.h>
#include <syslog.h>

#include "oci/oci.h"

/* Log @line, which begins as messages of contidctl do, under that name. */
void oci_syslog(int priority, const char *line)
{
	static const char begin[] = "contidctl: ";

	if (!strncmp(line, begin, strlen(begin)))
		line += strlen(begin);
	openlog("contidctl", LOG_PID, LOG_DAEMON);
	syslog(priority, "%s", line);
	closelog();
}
