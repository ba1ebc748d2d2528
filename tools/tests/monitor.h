/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of contidctl monitor are about. */
#ifndef CONTID_TESTS_MONITOR_H
#define CONTID_TESTS_MONITOR_H

#include <signal.h>

#include "cli.h"

/* Container @n of those that the tests are about */
static inline const struct contid_info *container(unsigned int n)
{
	static struct contid_info info;

	info = (struct contid_info){
		.contid = n,
		.parent = CONTID_UNSET,
		.owner_netns = 1,
		.processes = 1,
		.serial = 100 + n,
		.created = 5000000000ULL,
	};
	return &info;
}

#define SINCE	"created 2023-11-14T21:56:44+0000\n"
#define TEXT(n)		TASKS(n, 1)
#define TASKS(n, tasks)							\
	"contid " #n " processes " #tasks " children 0 owner-netns 1 serial 10" #n " " SINCE
#define JSON(n)								\
	"\"contid\":\"" #n "\",\"depth\":0,\"flags\":[],\"processes\":1,"	\
	"\"children\":0,\"owner_netns\":\"1\",\"serial\":\"10" #n "\","	\
	"\"created\":\"5000000000\","						\
	"\"created_time\":\"2023-11-14T21:56:44.000000+00:00\"}\n"
#define NOW								\
	"\"time\":\"2023-11-14T22:13:20.000000+00:00\",\"boottime\":\"1000999999999\""

static inline void stop(void)
{
	raise(SIGTERM);
}

/* Answer a dump with the containers that the digits in @list stand for. */
static inline void answer_list(struct nlmsghdr *req, const char *list)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);
	for (; *list; list++)
		fake_info(req, NLM_F_MULTI, container(*list - '0'));
	fake_done(req, 0, 0, NULL);
}

#endif /* CONTID_TESTS_MONITOR_H */
