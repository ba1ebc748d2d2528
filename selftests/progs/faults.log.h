/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit log as it is multicast, for faults.c.
 */

#ifndef SELFTESTS_FAULTS_LOG_H
#define SELFTESTS_FAULTS_LOG_H

#include "raw_audit.h"

#define CONTAINER_ID	1391

static int audit_fd, log_fd;
static uint32_t lost_before;

static uint32_t lost_now(void)
{
	struct audit_status status;

	if (raw_audit_get(audit_fd, &status))
		bail("status of audit");
	return status.lost;
}

static void log_begin(void)
{
	struct sockaddr_nl group = {
		.nl_family = AF_NETLINK, .nl_groups = 1 << (AUDIT_NLGRP_READLOG - 1),
	};
	int room = 8 << 20;

	audit_fd = raw_audit_socket();
	log_fd = raw_audit_socket();
	must(bind(log_fd, (void *)&group, sizeof(group)), "log");
	must(setsockopt(log_fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)), "log");
	lost_before = lost_now();
}

/* The next record, as text; returns its type. */
static int log_next(char *text, size_t size)
{
	static char buf[NLMSG_HDRLEN + AUDIT_TEXT_MOST] __attribute__((aligned(4)));
	ssize_t n = recv(log_fd, buf, sizeof(buf) - 1, 0);

	if (n < NLMSG_HDRLEN)
		bail("log");
	buf[n] = '\0';
	snprintf(text, size, "%s", buf + NLMSG_HDRLEN);
	return ((struct nlmsghdr *)buf)->nlmsg_type;
}

/* Reads what has been logged, and what has been lost, since the last call. */
static struct log_part {
	unsigned int events;	/* with the record of a system call or a packet */
	unsigned int named;	/* records that name container 700 */
	bool lost;
} log_take(void)
{
	static char text[AUDIT_TEXT_MOST];
	struct log_part part = {};
	uint32_t lost;
	int type;

	/* What was logged before is sent before */
	if (raw_audit_ask(audit_fd, AUDIT_USER, "op=marker", sizeof("op=marker")))
		bail("marker");
	do {
		type = log_next(text, sizeof(text));
		part.events += type == AUDIT_SYSCALL || type == AUDIT_NETFILTER_PKT;
		part.named += type == CONTAINER_ID && strstr(text, "contid=700");
	} while (type != AUDIT_USER || !strstr(text, "op=marker"));
	lost = lost_now();
	part.lost = lost != lost_before;
	lost_before = lost;
	return part;
}

#endif /* SELFTESTS_FAULTS_LOG_H */
