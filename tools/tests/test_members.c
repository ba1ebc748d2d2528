// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The processes of a container, and signals to them. The processes are real ones,
 * children of the test; which of them carry the label is the fake kernel's to say.
 */

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <netlink/attr.h>

#include "fake.h"

#define SERIAL	12
#define ROOM	8
/* No process has this id: the kernel gives out at most 2^22. */
#define GONE	2000000000

/**
 * struct member - a process that the kernel says is in the container.
 * @pid: its id
 * @from: the first dump that it is in, from 1
 * @serial: serial number of the container that it carries when it is looked at
 */
struct member {
	pid_t pid;
	int from;
	uint64_t serial;
};

static struct {
	struct member members[ROOM];
	unsigned int count;
	int dumps;
	int ends;	/* dump from which on there is no container, or 0 */
	int hides;	/* dump up to which one more process is counted */
} kernel;

static struct {
	pid_t pids[ROOM];
	unsigned int count;
	int ret;
} seen;

static int setup(void **state)
{
	memset(&kernel, 0, sizeof(kernel));
	memset(&seen, 0, sizeof(seen));
	return fake_setup(state);
}

/* A child that waits for a signal, listed from dump @from on */
static pid_t add(int from, uint64_t serial)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		pause();
		_exit(0);
	}
	kernel.members[kernel.count++] = (struct member){ pid, from, serial };
	return pid;
}

static int teardown(void **state)
{
	unsigned int i;

	for (i = 0; i < kernel.count; i++) {
		if (kernel.members[i].pid == GONE ||
		    kernel.members[i].pid == getpid())
			continue;
		kill(kernel.members[i].pid, SIGKILL);
		waitpid(kernel.members[i].pid, NULL, 0);
	}
	return fake_teardown(state);
}

static void no_container(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, "not in use", 0, 0);
}

static void answer_dump(struct nlmsghdr *req)
{
	unsigned int i;

	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_CONTID, 707);
	fake_check_u32(req, CONTID_A_FLAGS, CONTID_FLAG_PROCESSES);
	kernel.dumps++;
	if (kernel.ends && kernel.dumps >= kernel.ends)
		return no_container(req);
	for (i = 0; i < kernel.count; i++)
		if (kernel.dumps >= kernel.members[i].from)
			fake_pid(req, NLM_F_MULTI, kernel.members[i].pid);
	fake_done(req, 0, 0, NULL);
}

static uint64_t serial_of(pid_t pid)
{
	unsigned int i;

	for (i = 0; i < kernel.count; i++)
		if (kernel.members[i].pid == pid)
			return kernel.members[i].serial;
	return 0;
}

/* The process that @req is about; the kernel needs no file of the caller for it. */
static pid_t target(struct nlmsghdr *req)
{
	struct rlimit old, high;
	pid_t pid;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	high = old;
	high.rlim_cur = high.rlim_max;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &high), 0);
	pid = fake_target(req);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	return pid;
}

static void play(struct nlmsghdr *req)
{
	struct contid_info info = { .contid = 707, .serial = SERIAL };

	if (req->nlmsg_flags & NLM_F_DUMP)
		return answer_dump(req);
	info.processes = kernel.count + (kernel.dumps <= kernel.hides);
	if (fake_find(req, CONTID_A_PIDFD))
		info.serial = serial_of(target(req));
	fake_info(req, 0, &info);
	fake_ack(req);
}

static int see(int pidfd, pid_t pid, void *data)
{
	assert_ptr_equal(data, &seen);
	assert_true(fcntl(pidfd, F_GETFD) & FD_CLOEXEC);
	seen.pids[seen.count++] = pid;
	return seen.ret;
}

static int members(struct contid_handle *h)
{
	fake_expect_all(play);
	return contid_members(h, contid_by_id(707), see, &seen);
}

static void members_are_held(void **state)
{
	pid_t a = add(1, SERIAL), b = add(1, SERIAL);

	assert_int_equal(members(*state), 0);
	assert_int_equal(seen.count, 2);
	assert_int_equal(seen.pids[0], a);
	assert_int_equal(seen.pids[1], b);
	seen.count = 0;
	seen.ret = 4711;
	assert_int_equal(members(*state), 4711);
	assert_int_equal(seen.count, 1);
}

/* Dropped, moved to a later container of the same identifier, gone */
static void others_are_left_out(void **state)
{
	pid_t a;

	add(1, 0);
	a = add(1, SERIAL);
	add(1, SERIAL + 1);
	kernel.members[kernel.count++] = (struct member){ GONE, 1, SERIAL };
	assert_int_equal(members(*state), 0);
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.pids[0], a);
}

static void changes_are_reported(void **state)
{
	add(1, SERIAL);
	add(2, SERIAL);
	assert_int_equal(members(*state), CONTID_CHANGED);
	assert_int_equal(seen.count, 1);
	assert_int_equal(members(*state), 0);
	assert_int_equal(seen.count, 3);
	kernel.ends = kernel.dumps + 2;
	assert_int_equal(members(*state), CONTID_CHANGED);
}

static void refused(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "not for you", 0, 0);
}

static void without_pid(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, NLM_F_MULTI);
	fake_u64(CONTID_A_CONTID, 707);
	fake_end();
	fake_done(req, 0, 0, NULL);
}

static void members_may_be_refused(void **state)
{
	fake_expect(refused);
	assert_int_equal(members(*state), -EPERM);
	assert_string_equal(contid_error_text(*state), "not for you");
	fake_expect(no_container);
	assert_int_equal(members(*state), -ENOENT);
	fake_expect(play);
	fake_expect(without_pid);
	assert_int_equal(members(*state), -EBADMSG);
	assert_int_equal(seen.count, 0);
}

static int send_to_all(struct contid_handle *h, int sig, unsigned int *count)
{
	fake_expect_all(play);
	return contid_kill(h, contid_by_id(707), sig, count);
}

/* The signal that has ended @pid, or 0 when it lives */
static int killed_by(pid_t pid)
{
	int status;

	if (!waitpid(pid, &status, WNOHANG))
		return 0;
	assert_true(WIFSIGNALED(status));
	return WTERMSIG(status);
}

/* The same, which has got a signal, and so will be ended */
static int ended_by(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return WTERMSIG(status);
}

static void signals_reach_the_members_alone(void **state)
{
	pid_t a = add(1, SERIAL), other = add(1, SERIAL + 1);
	pid_t b = add(1, SERIAL), none = add(1, 0);
	unsigned int count;

	kernel.members[kernel.count++] = (struct member){ GONE, 1, SERIAL };
	assert_int_equal(send_to_all(*state, 0, &count), 0);
	assert_int_equal(count, 2);
	assert_int_equal(killed_by(a), 0);
	assert_int_equal(send_to_all(*state, SIGTERM, &count), 0);
	assert_int_equal(count, 2);
	assert_int_equal(ended_by(a), SIGTERM);
	assert_int_equal(ended_by(b), SIGTERM);
	assert_int_equal(killed_by(other), 0);
	assert_int_equal(killed_by(none), 0);
}

/* What is forked meanwhile is in a later list only. */
static void late_ones_are_signalled_too(void **state)
{
	pid_t a = add(1, SERIAL), b = add(2, SERIAL), c = add(3, SERIAL);
	unsigned int count;

	assert_int_equal(send_to_all(*state, SIGKILL, &count), 0);
	assert_int_equal(count, 3);
	assert_int_equal(kernel.dumps, 4);
	assert_int_equal(ended_by(a), SIGKILL);
	assert_int_equal(ended_by(b), SIGKILL);
	assert_int_equal(ended_by(c), SIGKILL);
}

/* One that is counted and not listed has been forked behind the list's back. */
static void hidden_ones_are_looked_for(void **state)
{
	unsigned int count;
	pid_t a, b;

	a = add(1, SERIAL);
	b = add(4, SERIAL);
	kernel.hides = 3;
	assert_int_equal(send_to_all(*state, SIGKILL, &count), 0);
	assert_int_equal(count, 2);
	assert_int_equal(ended_by(a), SIGKILL);
	assert_int_equal(ended_by(b), SIGKILL);
	kernel.hides = 1000000;
	assert_int_equal(send_to_all(*state, 0, &count), -EAGAIN);
}

static volatile sig_atomic_t usr1;

static void on_usr1(int sig)
{
	(void)sig;
	usr1++;
}

static void the_caller_is_left_out(void **state)
{
	unsigned int count;

	signal(SIGUSR1, on_usr1);
	kernel.members[kernel.count++] = (struct member){ getpid(), 1, SERIAL };
	assert_int_equal(send_to_all(*state, SIGUSR1, &count), 0);
	assert_int_equal(count, 0);
	assert_int_equal(usr1, 0);
	signal(SIGUSR1, SIG_DFL);
}

/* The last one has left: what else should a signal be for? */
static void an_end_is_no_failure(void **state)
{
	pid_t a = add(1, SERIAL);

	kernel.ends = 2;
	assert_int_equal(send_to_all(*state, SIGKILL, NULL), 0);
	assert_int_equal(ended_by(a), SIGKILL);
	contid_close(*state);
	assert_int_equal(fake_setup(state), 0);
	fake_expect(no_container);
	assert_int_equal(contid_kill(*state, contid_by_id(707), SIGTERM, NULL),
			 -ENOENT);
}

static void no_descriptor_is_left(void **state)
{
	struct rlimit old, low;
	unsigned int count;
	int fd, i;

	for (i = 0; i < 6; i++)
		add(1, SERIAL);
	fd = dup(0);
	close(fd);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
	low = old;
	low.rlim_cur = fd + 4;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	i = send_to_all(*state, SIGTERM, &count);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
	assert_int_equal(i, -EMFILE);
	assert_int_equal(count, 4);
	/* None is left open. */
	assert_int_equal(dup(0), fd);
	close(fd);
}

static void signals_are_checked(void **state)
{
	assert_int_equal(send_to_all(*state, -1, NULL), -EINVAL);
	assert_int_equal(send_to_all(*state, SIGRTMAX + 1, NULL), -EINVAL);
	assert_int_equal(fake_requests(), 0);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, setup, teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(members_are_held),
		with_handle(others_are_left_out),
		with_handle(changes_are_reported),
		with_handle(members_may_be_refused),
		with_handle(signals_reach_the_members_alone),
		with_handle(late_ones_are_signalled_too),
		with_handle(hidden_ones_are_looked_for),
		with_handle(the_caller_is_left_out),
		with_handle(an_end_is_no_failure),
		with_handle(no_descriptor_is_left),
		with_handle(signals_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
