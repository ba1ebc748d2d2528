/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A kernel for tests: what a handle sends is answered by the test.
 *
 * A test queues one function per request that it expects. The function may look
 * at the request and calls the fake_*() below to put together what the kernel
 * answers, as datagrams.
 */
#ifndef CONTID_TESTS_FAKE_H
#define CONTID_TESTS_FAKE_H

/* What cmocka.h wants to come first */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../libcontid/internal.h"

#define FAKE_FAMILY	0x1b
#define FAKE_GROUP	0x2c

extern const struct contid_ops fake_ops;

typedef void (*fake_answer)(struct nlmsghdr *req);

/* For each test: *state becomes a handle on this kernel, and is closed. */
int fake_setup(void **state);
int fake_teardown(void **state);

/* Forget everything; the family is there, and resolved by itself. */
void fake_reset(void);
/* Answer the request for the family with this. */
void fake_expect_family(fake_answer answer);
/* The next request that is not yet accounted for is answered by @answer. */
void fake_expect(fake_answer answer);
/* Every request that is not accounted for is answered by @answer. */
void fake_expect_all(fake_answer answer);
/* Requests that came, without those for the family. */
unsigned int fake_requests(void);
/* The next @times sends fail with @err. */
void fake_send_fails(int err, unsigned int times);
/* Requests that are expected and have not come */
unsigned int fake_missing(void);
/* Answers that were put together and have not been received. */
unsigned int fake_unread(void);

/* Begin a message in the current datagram, add attributes, end it. */
void fake_begin(const struct nlmsghdr *req, uint16_t type, uint16_t flags);
void fake_bytes(const void *data, size_t len);
void fake_attr(uint16_t type, const void *data, size_t len);
void fake_u32(uint16_t type, uint32_t value);
void fake_u64(uint16_t type, uint64_t value);
/* A nest of attributes: begin and end, or that of a network namespace or of another */
void fake_nest(uint16_t type);
void fake_nest_end(void);
void fake_netns(const struct contid_netns *netns);
void fake_ns(const struct contid_ns *ns);
void fake_end(void);

/* The attributes of a container */
void fake_describe(const struct contid_info *info);

/* Whole messages */
void fake_family(struct nlmsghdr *req);
void fake_info(const struct nlmsghdr *req, uint16_t flags,
	       const struct contid_info *info);
void fake_pid(const struct nlmsghdr *req, uint16_t flags, uint32_t pid);
/* Counters, as they are */
void fake_stats(const struct nlmsghdr *req, const struct contid_stats *stats);
/* A process and its namespaces; in a reply to a request about it, without its pid */
void fake_ns_process(const struct nlmsghdr *req, uint16_t flags,
		     const struct contid_ns_process *process);
void fake_ack(const struct nlmsghdr *req);
/* A refusal, with @text unless NULL, and an attribute unless @attr_type is 0 */
void fake_refuse(const struct nlmsghdr *req, int err, const char *text,
		 uint16_t attr_type, uint32_t attr_value);
void fake_done(const struct nlmsghdr *req, uint16_t flags, int err,
	       const char *text);

/* The message header that was begun last, to be falsified */
struct nlmsghdr *fake_last(void);
/* The next message begins a new datagram. */
void fake_cut(void);
/* Take @n bytes off the end of the current datagram. */
void fake_truncate(size_t n);
/* The current datagram comes from this port. */
void fake_from(uint32_t port);
/*
 * A receive that fails with @err, after what has been put together; -1 for
 * failures of libnl that leave errno alone
 */
void fake_receive_fails(int err);

/*
 * What is put together from here on goes to the handle that has subscribed, or
 * again to the one that asks.
 */
void fake_to_events(void);
void fake_to_answers(void);
/* The same for the handle that reads records */
void fake_to_records(void);
/* A record of a container, or its end if @type is 0, with @lost unless that is 0 */
void fake_record(uint64_t serial, uint32_t type, const char *text, uint64_t lost);
/* No record is there for now; @then, unless NULL, is called at this point. */
void fake_no_record(void (*then)(void));
/* A notification, in a datagram of its own: begin and end, or the whole of it */
void fake_event_begin(uint8_t cmd);
void fake_event_end(void);
void fake_event(uint8_t cmd, uint32_t pid, const struct contid_info *info);
/* Instead of a notification, fake_receive_fails() */
void fake_event_fails(int err);
/* Nothing more is there for now; @then, unless NULL, is called at this point. */
void fake_pause(void (*then)(void));
/* The notifications come again and again, and @then is called at the first. */
void fake_events_forever(void (*then)(void));
/* Whether a handle has subscribed */
bool fake_joined(void);
/* Subscribing fails with @err. */
void fake_join_fails(int err);

/* An attribute of a request, or NULL */
struct nlattr *fake_find(struct nlmsghdr *req, int type);
/* Check a request: its command, and how many attributes it has. */
void fake_check(struct nlmsghdr *req, int cmd, int flags, int attrs);
void fake_check_u32(struct nlmsghdr *req, int type, uint32_t value);
void fake_check_u64(struct nlmsghdr *req, int type, uint64_t value);
/* The pid of the process that @req is about, in the process that sent it */
pid_t fake_target(struct nlmsghdr *req);
/* How far into @req an attribute is */
uint32_t fake_offset(struct nlmsghdr *req, int type);

/* contid_set() with what most requests are about */
static inline int fake_set(struct contid_handle *h, int pidfd, uint64_t contid,
			   uint32_t flags, uint32_t limit,
			   const struct contid_info **result)
{
	struct contid_request request = CONTID_REQUEST_INIT;

	request.pidfd = pidfd;
	request.contid = contid;
	request.flags = flags;
	request.limit = limit;
	return contid_set(h, &request, result);
}

#endif /* CONTID_TESTS_FAKE_H */
