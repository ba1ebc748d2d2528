// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The real socket, against the kernel that runs: whether that has CONTID or not,
 * it has the family "nlctrl", whose refusals and dumps are like any others.
 */

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include <contid/events.h>

#include "fake.h"

static int setup(void **state)
{
	struct contid_handle *h = calloc(1, sizeof(*h));

	*state = h;
	h->owner = getpid();
	h->ops = &contid_socket_ops;
	h->family = GENL_ID_CTRL;	/* for attributes to be looked for */
	h->sk = nl_socket_alloc();
	return h->ops->connect(h->sk);
}

static int teardown(void **state)
{
	contid_close(*state);
	return 0;
}

static int option(int fd, int name)
{
	socklen_t len = sizeof(int);
	int value = -1;

	assert_int_equal(getsockopt(fd, SOL_NETLINK, name, &value, &len), 0);
	return value;
}

static void socket_is_set_up(void **state)
{
	struct contid_handle *h = *state;
	int fd = nl_socket_get_fd(h->sk);

	assert_int_equal(option(fd, NETLINK_EXT_ACK), 1);
	assert_int_equal(option(fd, NETLINK_CAP_ACK), 1);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static int count(struct nlmsghdr *nlh, void *data)
{
	assert_int_equal(nlh->nlmsg_type, GENL_ID_CTRL);
	++*(int *)data;
	return 0;
}

static int ask(struct contid_handle *h, int flags, const char *name)
{
	struct nl_msg *msg = contid_request_new(h);
	int n = 0;
	int err;

	contid_msg_begin(msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, flags);
	if (name)
		nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name);
	err = contid_exchange(h, msg, count, &n);
	nlmsg_free(msg);
	return err ? err : n;
}

static void real_answers_are_read(void **state)
{
	assert_int_equal(ask(*state, 0, "nlctrl"), 1);
	assert_int_equal(ask(*state, 0, "none such"), -ENOENT);
	assert_null(contid_error_text(*state));
	assert_in_range(ask(*state, NLM_F_DUMP, NULL), 1, 10000);
	assert_int_equal(ask(*state, 0, "nlctrl"), 1);
}

/* The kernel's policy checks the length, and complains with a sentence. */
static void real_refusal_has_text_and_attribute(void **state)
{
	assert_int_equal(ask(*state, 0, "a name that is too long"), -EINVAL);
	assert_non_null(contid_error_text(*state));
	/* CTRL_ATTR_FAMILY_NAME is 2, which is CONTID_A_CONTID as well. */
	assert_string_equal(contid_error_attr(*state), "contid");
	assert_int_equal(ask(*state, 0, "nlctrl"), 1);
	assert_null(contid_error_text(*state));
}

static int take_event(const struct contid_event *event, void *data)
{
	(void)event;
	(void)data;
	return 0;
}

/*
 * "nlctrl" has a group as well, "notify", for families that come and go.
 * None does here, and no test waits for one.
 */
static void listener_does_not_wait(void **state)
{
	struct contid_handle *h = *state;
	struct pollfd pollfd = { .events = POLLIN };
	socklen_t len = sizeof(int);
	int size = 0;

	h->group = 16;		/* the kernel's GENL_START_ALLOC */
	assert_int_equal(contid_subscribe(h), 0);
	pollfd.fd = contid_events_fd(h);
	assert_int_equal(poll(&pollfd, 1, 0), 0);
	assert_int_equal(contid_dispatch(h, 10, take_event, NULL), 0);
	assert_int_equal(getsockopt(pollfd.fd, SOL_SOCKET, SO_RCVBUF, &size,
				    &len), 0);
	assert_in_range(size, 65537, 1 << 30);
	assert_int_equal(ask(h, 0, "nlctrl"), -EISCONN);
}

/* What another process opens has its own descriptor, and leaves that of the caller. */
static void reader_does_not_wait(void **state)
{
	const struct contid_record *record;
	struct contid_handle *h = *state;
	int fd = dup(nl_socket_get_fd(h->sk));
	struct contid_handle *other = NULL;
	int err = contid_read_open(fd, &other);

	if (err) {
		assert_int_equal(err, -EPROTONOSUPPORT);
		assert_null(other);
		assert_int_equal(close(fd), 0);
		return;
	}
	assert_true(contid_read_fd(other) != nl_socket_get_fd(h->sk));
	assert_true(fcntl(contid_read_fd(other), F_GETFD) & FD_CLOEXEC);
	assert_int_equal(contid_read_next(other, &record), -EAGAIN);
	contid_close(other);
	assert_int_equal(option(nl_socket_get_fd(h->sk), NETLINK_EXT_ACK), 1);
}

/* A family without readers refuses, and its answer is waited for. */
static void reader_waits_for_an_answer(void **state)
{
	const struct contid_record *record;
	struct contid_handle *h = *state;

	h->family = GENL_ID_CTRL;
	assert_int_equal(contid_read_start(h, contid_by_id(707), 0, 0), -EOPNOTSUPP);
	assert_true(fcntl(contid_read_fd(h), F_GETFL) & O_NONBLOCK);
	assert_int_equal(contid_read_next(h, &record), -EAGAIN);
	assert_int_equal(ask(h, 0, "nlctrl"), -EISCONN);
}

static volatile sig_atomic_t alarms;

static void alarmed(int signo)
{
	(void)signo;
	alarms++;
}

static void signals_end_no_call(void **state)
{
	struct itimerval timer = { { 0, 50 }, { 0, 50 } };
	struct sigaction action = { .sa_handler = alarmed };	/* no restart */
	int i;

	sigaction(SIGALRM, &action, NULL);
	setitimer(ITIMER_REAL, &timer, NULL);
	for (i = 0; i < 100000 && (i < 1000 || alarms < 100); i++)
		assert_int_equal(ask(*state, 0, "nlctrl"), 1);
	memset(&timer, 0, sizeof(timer));
	setitimer(ITIMER_REAL, &timer, NULL);
	assert_in_range(alarms, 100, 1000000000);
}

static void open_finds_out_about_this_kernel(void **state)
{
	struct contid_handle *h = NULL;
	int err = contid_open(&h);

	(void)state;
	if (err) {
		assert_int_equal(err, -EPROTONOSUPPORT);
		assert_null(h);
	} else {
		assert_int_not_equal(h->family, 0);
		contid_close(h);
	}
}

static void open_tells_when_descriptors_run_out(void **state)
{
	struct contid_handle *h;
	struct rlimit old, none;
	int err;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = old;
	none.rlim_cur = 3;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	err = contid_open(&h);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(err, -EMFILE);
}

#define with_socket(test) \
	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_socket(socket_is_set_up),
		with_socket(real_answers_are_read),
		with_socket(real_refusal_has_text_and_attribute),
		with_socket(listener_does_not_wait),
		with_socket(reader_does_not_wait),
		with_socket(reader_waits_for_an_answer),
		with_socket(signals_end_no_call),
		cmocka_unit_test(open_finds_out_about_this_kernel),
		cmocka_unit_test(open_tells_when_descriptors_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
