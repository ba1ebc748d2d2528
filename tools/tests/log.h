/* SPDX-License-Identifier: GPL-2.0 */
/* What the tests of contidctl log are about: container 707, and its records. */
#ifndef CONTID_TESTS_LOG_H
#define CONTID_TESTS_LOG_H

#include <errno.h>
#include <signal.h>

#include <libaudit.h>

#include "cli.h"

#define SERIAL	12
#define ID(n)	"audit(1700000000.123:" #n "): "

static inline void get_707(struct nlmsghdr *req)
{
	struct contid_info info = {
		.contid = 707, .parent = CONTID_UNSET, .serial = SERIAL,
	};

	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static inline void read_707(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_READ, 0, 1);
	fake_check_u64(req, CONTID_A_SERIAL, SERIAL);
	fake_ack(req);
}

/* The answer to a stop, with the number of records that have been lost */
static inline void stopped(struct nlmsghdr *req, uint64_t lost)
{
	fake_check(req, CONTID_CMD_READ, 0, 2);
	fake_check_u64(req, CONTID_A_SERIAL, SERIAL);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_STOP);
	fake_begin(req, FAKE_FAMILY, 0);
	fake_u64(CONTID_A_CONTID, 707);
	fake_u64(CONTID_A_SERIAL, SERIAL);
	fake_u64(CONTID_A_LOST, lost);
	fake_end();
	fake_cut();
	fake_ack(req);
}

static inline void stop_707(struct nlmsghdr *req)
{
	stopped(req, 0);
}

static inline void expect_707(void)
{
	fake_expect(get_707);
	fake_expect(read_707);
	fake_to_records();
}

/* An event of two records, and one of one */
static inline void put_events(void)
{
	fake_record(SERIAL, AUDIT_SYSCALL, ID(42) "arch=c000003e syscall=83 success=yes exit=0 "
		    "a0=7ffd pid=70 auid=1000 uid=0 comm=\"mkdir\" key=(null)", 0);
	fake_record(SERIAL, 1391, ID(42) "scope=task contid=707 ", 0);
	fake_record(SERIAL, AUDIT_EOE, ID(42), 0);
	fake_cut();
	fake_record(SERIAL, AUDIT_USER_LOGIN, ID(43) "pid=70 uid=0 auid=1000 ses=3 "
		    "msg='op=login acct=\"al\" res=success'", 0);
	fake_cut();
}

#define RAW_42								\
	"type=SYSCALL msg=" ID(42) "arch=c000003e syscall=83 success=yes exit=0 "	\
	"a0=7ffd pid=70 auid=1000 uid=0 comm=\"mkdir\" key=(null)\n"			\
	"type=UNKNOWN[1391] msg=" ID(42) "scope=task contid=707\n"
#define RAW_43								\
	"type=USER_LOGIN msg=" ID(43) "pid=70 uid=0 auid=1000 ses=3 "		\
	"msg='op=login acct=\"al\" res=success'\n"

static inline void put_end(uint64_t lost)
{
	fake_record(SERIAL, CONTID_RECORD_END, NULL, lost);
	fake_cut();
	fake_to_answers();
}

static inline void stop(void)
{
	raise(SIGTERM);
}

#endif /* CONTID_TESTS_LOG_H */
