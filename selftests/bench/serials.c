// SPDX-License-Identifier: GPL-2.0
/*
 * serials: use up the first 100,000 serial numbers of audit. Each digit of a number
 * costs instructions where a record is begun, and a kernel that logs more than
 * another would reach a further digit earlier: from here on, all have six.
 *
 * The messages are dropped, as audit's rate limit, one a second, wants it: they get
 * their numbers nevertheless.
 */

#include <libaudit.h>

#include "../progs/tap.h"

#define ALL	100000
#define TOGETHER	100	/* messages in a datagram */

int main(void)
{
	static struct {
		struct nlmsghdr head;
		char text[8];
	} messages[TOGETHER];
	int fd = audit_open();
	unsigned int i;

	if (fd < 0 || audit_set_rate_limit(fd, 1) <= 0)
		bail("audit_set_rate_limit");
	for (i = 0; i < TOGETHER; i++) {
		messages[i].head.nlmsg_len = sizeof(messages[i]);
		messages[i].head.nlmsg_type = AUDIT_USER;
		messages[i].head.nlmsg_flags = NLM_F_REQUEST;
		strcpy(messages[i].text, "op=pass");
	}
	for (i = 0; i < ALL; i += TOGETHER)
		if (send(fd, messages, sizeof(messages), 0) != sizeof(messages))
			bail("send");
	if (audit_set_rate_limit(fd, 0) <= 0)
		bail("audit_set_rate_limit");
	audit_close(fd);
	return 0;
}
