// SPDX-License-Identifier: GPL-2.0
/*
 * signal-info: ask the kernel which process signalled the audit daemon last, with
 * AUDIT_SIGNAL_INFO2, and print "PID LINEAGE".
 */

#include <libaudit.h>
#include <linux/netlink.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define AUDIT_SIGNAL_INFO2	1021

struct answer {
	struct nlmsghdr nlh;
	uint32_t uid;
	uint32_t pid;
	uint32_t contid_len;
	char data[512];
};

int main(void)
{
	struct nlmsghdr request = {
		.nlmsg_len = NLMSG_LENGTH(0),
		.nlmsg_type = AUDIT_SIGNAL_INFO2,
		.nlmsg_flags = NLM_F_REQUEST,
	};
	struct answer answer;
	ssize_t len;
	int fd = audit_open();

	if (fd < 0 || send(fd, &request, sizeof(request), 0) < 0) {
		perror("signal-info");
		return 1;
	}
	len = recv(fd, &answer, sizeof(answer), 0);
	if (len < (ssize_t)offsetof(struct answer, data) ||
	    answer.nlh.nlmsg_type != AUDIT_SIGNAL_INFO2 ||
	    answer.contid_len > len - offsetof(struct answer, data)) {
		fprintf(stderr, "signal-info: no answer, but type %u of %zd bytes\n",
			answer.nlh.nlmsg_type, len);
		return 1;
	}
	printf("%u %.*s\n", answer.pid, (int)answer.contid_len, answer.data);
	return 0;
}
