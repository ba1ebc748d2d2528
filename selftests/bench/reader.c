// SPDX-License-Identifier: GPL-2.0
/*
 * reader: an audit daemon that throws everything away. Says so in a line when it
 * is the daemon; ends with its standard input.
 */

#include <libaudit.h>
#include <poll.h>

#include "../progs/tap.h"

int main(void)
{
	static struct audit_reply reply;
	struct pollfd from[2] = { { .events = POLLIN }, { .events = POLLIN } };
	int fd = audit_open();

	if (fd < 0 || audit_set_pid(fd, getpid(), WAIT_YES) <= 0)
		bail("audit daemon");
	puts("ready");
	fclose(stdout);
	from[0].fd = fd;
	while (poll(from, 2, -1) > 0 && !from[1].revents)
		while (recv(fd, &reply.msg, sizeof(reply.msg), MSG_DONTWAIT) > 0)
			;
	return 0;
}
