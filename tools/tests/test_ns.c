// SPDX-License-Identifier: LGPL-2.1-or-later
/* Namespaces: of a process, of a file, and of all processes. */

#include <errno.h>
#include <sched.h>
#include <string.h>

#include <netlink/attr.h>

#include "fake.h"

#define BIG	0xfedcba9876543210ULL
#define NEWTIME	0x80

/* All that a namespace can have, and as little as one can have */
static const struct contid_ns two[] = {
	{ .id = BIG, .owner = BIG + 1, .type = CLONE_NEWNET, .inum = 0xfffffff0 },
	{ .id = 3, .type = CLONE_NEWUSER, .inum = 1 },
};

static const struct contid_ns_process labelled = {
	.pid = 4711,
	.ns_count = 2,
	.contid = BIG + 2,
	.scope = BIG + 3,
	.serial = BIG + 4,
	.ns = two,
};

static const struct contid_ns_process unlabelled = {
	.pid = 4712,
	.ns_count = 1,
	.contid = CONTID_UNSET,
	.ns = two,
};

static void check(const struct contid_ns_process *a,
		  const struct contid_ns_process *b)
{
	uint32_t i;

	assert_int_equal(a->pid, b->pid);
	assert_int_equal(a->contid, b->contid);
	assert_int_equal(a->scope, b->scope);
	assert_int_equal(a->serial, b->serial);
	assert_int_equal(a->ns_count, b->ns_count);
	for (i = 0; i < a->ns_count; i++) {
		assert_int_equal(a->ns[i].id, b->ns[i].id);
		assert_int_equal(a->ns[i].owner, b->ns[i].owner);
		assert_int_equal(a->ns[i].type, b->ns[i].type);
		assert_int_equal(a->ns[i].inum, b->ns[i].inum);
	}
}

/*
 * One process, or one namespace
 */

/* What the process or file has: those of @two, up to the first */
static uint32_t has;

static void answer(struct nlmsghdr *req)
{
	const struct contid_ns_process process = {
		.contid = CONTID_UNSET, .ns_count = has, .ns = two,
	};

	fake_ns_process(req, 0, &process);
	fake_ack(req);
}

static void of_process(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_NS_GET, 0, 1);
	fake_check_u32(req, CONTID_A_PIDFD, 5);
	answer(req);
}

static void of_file(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_NS_GET, 0, 1);
	fake_check_u32(req, CONTID_A_NS_FD, 6);
	answer(req);
}

static void a_process_has_namespaces(void **state)
{
	const struct contid_ns_process expected = {
		.contid = CONTID_UNSET, .ns_count = 2, .ns = two,
	};
	const struct contid_ns_process *process;

	has = 2;
	fake_expect(of_process);
	assert_int_equal(contid_ns_get(*state, 5, &process), 0);
	check(process, &expected);
	has = 0;
	fake_expect(of_process);
	assert_int_equal(contid_ns_get(*state, 5, &process), 0);
	assert_int_equal(process->ns_count, 0);
}

static void a_file_is_one_namespace(void **state)
{
	const struct contid_ns *ns = NULL;

	has = 1;
	fake_expect(of_file);
	assert_int_equal(contid_ns_get_fd(*state, 6, &ns), 0);
	assert_memory_equal(ns, two, sizeof(*two));
	ns = NULL;
	for (has = 0; has <= 2; has += 2) {
		fake_expect(of_file);
		assert_int_equal(contid_ns_get_fd(*state, 6, &ns), -EBADMSG);
		assert_null(ns);
	}
}

static void out_of_sight(struct nlmsghdr *req)
{
	fake_refuse(req, EXDEV, "the namespace is out of sight", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_NS_FD));
}

static void unknown(struct nlmsghdr *req)
{
	fake_refuse(req, EOPNOTSUPP, NULL, 0, 0);
}

static void nothing(struct nlmsghdr *req)
{
	fake_ack(req);
}

static void requests_may_be_refused(void **state)
{
	const struct contid_ns_process *process = NULL;
	const struct contid_ns *ns = NULL;

	fake_expect(out_of_sight);
	assert_int_equal(contid_ns_get_fd(*state, 6, &ns), -EXDEV);
	assert_string_equal(contid_error_text(*state),
			    "the namespace is out of sight");
	assert_string_equal(contid_error_attr(*state), "ns-fd");
	fake_expect(unknown);
	assert_int_equal(contid_ns_get(*state, 5, &process), -EOPNOTSUPP);
	assert_null(contid_error_text(*state));
	fake_expect(nothing);
	assert_int_equal(contid_ns_get(*state, 5, &process), -EBADMSG);
	assert_null(process);
	assert_null(ns);
}

/*
 * The list
 */

static struct {
	unsigned int count;
	unsigned int stop_after;
	const struct contid_ns_process *expected[4];
} seen;

static int setup(void **state)
{
	memset(&seen, 0, sizeof(seen));
	return fake_setup(state);
}

static int see(const struct contid_ns_process *process, void *data)
{
	assert_ptr_equal(data, &seen);
	assert_in_range(seen.count, 0, 3);
	assert_non_null(seen.expected[seen.count]);
	check(process, seen.expected[seen.count++]);
	return seen.count == seen.stop_after ? 4711 : 0;
}

static int list(struct contid_handle *h, struct contid_ref container)
{
	seen.count = 0;
	return contid_ns_list(h, container, see, &seen);
}

static int list_all(struct contid_handle *h)
{
	return list(h, contid_by_id(CONTID_UNSET));
}

static void both(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_NS_GET, NLM_F_DUMP, 0);
	fake_ns_process(req, NLM_F_MULTI, &labelled);
	/* a thread with namespaces of its own */
	fake_ns_process(req, NLM_F_MULTI, &labelled);
	fake_cut();
	fake_ns_process(req, NLM_F_MULTI, &unlabelled);
	fake_done(req, 0, 0, NULL);
}

static void expect_both(void)
{
	seen.expected[0] = seen.expected[1] = &labelled;
	seen.expected[2] = &unlabelled;
}

static void all_processes_are_listed(void **state)
{
	expect_both();
	fake_expect(both);
	assert_int_equal(list_all(*state), 0);
	assert_int_equal(seen.count, 3);
	seen.stop_after = 2;
	fake_expect(both);
	assert_int_equal(list_all(*state), 4711);
	assert_int_equal(seen.count, 2);
}

static void by_id(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_NS_GET, NLM_F_DUMP, 1);
	fake_check_u64(req, CONTID_A_CONTID, 0);
	fake_done(req, 0, 0, NULL);
}

static void by_scope(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_NS_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_CONTID, 4);
	fake_check_u64(req, CONTID_A_SCOPE, 12);
	fake_done(req, 0, 0, NULL);
}

static void by_serial(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_NS_GET, NLM_F_DUMP, 1);
	fake_check_u64(req, CONTID_A_SERIAL, 13);
	fake_done(req, 0, 0, NULL);
}

static void a_container_is_named_in_three_ways(void **state)
{
	fake_expect(by_id);
	assert_int_equal(list(*state, contid_by_id(0)), 0);
	fake_expect(by_scope);
	assert_int_equal(list(*state, contid_by_scope(12, 4)), 0);
	fake_expect(by_serial);
	assert_int_equal(list(*state, contid_by_serial(13)), 0);
	assert_int_equal(seen.count, 0);
}

static void inconsistent(struct nlmsghdr *req)
{
	fake_ns_process(req, NLM_F_MULTI, &unlabelled);
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

static void the_list_is_never_a_mix(void **state)
{
	expect_both();
	fake_expect(inconsistent);
	fake_expect(both);
	assert_int_equal(list_all(*state), 0);
	assert_int_equal(seen.count, 3);
	assert_int_equal(fake_requests(), 2);

	seen.expected[0] = &unlabelled;
	fake_expect_all(inconsistent);
	assert_int_equal(list_all(*state), CONTID_CHANGED);
	assert_int_equal(seen.count, 1);
	assert_int_equal(fake_requests(), 6);
}

static void refused_at_the_end(struct nlmsghdr *req)
{
	fake_ns_process(req, NLM_F_MULTI, &labelled);
	fake_done(req, 0, EPERM, "needs CAP_AUDIT_READ");
}

static void a_refused_list_delivers_nothing(void **state)
{
	fake_expect(unknown);
	assert_int_equal(list_all(*state), -EOPNOTSUPP);
	fake_expect(refused_at_the_end);
	assert_int_equal(list_all(*state), -EPERM);
	assert_string_equal(contid_error_text(*state), "needs CAP_AUDIT_READ");
	assert_int_equal(seen.count, 0);
}

static int count(const struct contid_ns_process *process, void *data)
{
	assert_int_equal(process->pid, ++*(int *)data);
	assert_int_equal(process->ns[0].id, process->pid);
	return 0;
}

/* More than the table has room for at first */
static void crowd(struct nlmsghdr *req)
{
	struct contid_ns ns = { .type = CLONE_NEWPID };
	struct contid_ns_process process = {
		.ns_count = 1, .contid = CONTID_UNSET, .ns = &ns,
	};

	for (process.pid = 1; process.pid <= 1000; process.pid++) {
		ns.id = process.pid;
		fake_ns_process(req, NLM_F_MULTI, &process);
		if (process.pid % 50 == 0)
			fake_cut();
	}
	fake_done(req, 0, 0, NULL);
}

static void the_list_grows(void **state)
{
	int n = 0;

	fake_expect(crowd);
	assert_int_equal(contid_ns_list(*state, contid_by_id(CONTID_UNSET),
					count, &n), 0);
	assert_int_equal(n, 1000);
}

/*
 * Later kernels, and names of types
 */

/* A label that is none, and attributes of later kernels */
static void later(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, NLM_F_MULTI);
	fake_u32(CONTID_A_PID, 4712);
	fake_u64(CONTID_A_CONTID, CONTID_UNSET);
	fake_u32(CONTID_A_MAX + 1, 5);
	fake_ns(&two[0]);
	fake_end();
	fake_done(req, 0, 0, NULL);
}

static void later_kernels_are_understood(void **state)
{
	seen.expected[0] = &unlabelled;
	fake_expect(later);
	assert_int_equal(list_all(*state), 0);
	assert_int_equal(seen.count, 1);
}

static void types_have_names(void **state)
{
	static const struct {
		uint32_t type;
		const char *name;
	} types[] = {
		{ CLONE_NEWNS, "mnt" }, { CLONE_NEWUTS, "uts" },
		{ CLONE_NEWIPC, "ipc" }, { CLONE_NEWPID, "pid" },
		{ CLONE_NEWUSER, "user" }, { CLONE_NEWNET, "net" },
		{ CLONE_NEWCGROUP, "cgroup" }, { NEWTIME, "time" },
	};
	uint32_t type = 5;
	size_t i;

	(void)state;
	assert_int_equal(contid_ns_type_parse("Net", &type), -EINVAL);
	assert_int_equal(contid_ns_type_parse("ne", &type), -EINVAL);
	assert_int_equal(contid_ns_type_parse("", &type), -EINVAL);
	assert_int_equal(type, 5);
	assert_null(contid_ns_type_name(0));
	assert_null(contid_ns_type_name(CLONE_NEWNET | CLONE_NEWNS));
	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		assert_string_equal(contid_ns_type_name(types[i].type),
				    types[i].name);
		assert_int_equal(contid_ns_type_parse(types[i].name, &type), 0);
		assert_int_equal(type, types[i].type);
	}
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(a_process_has_namespaces),
		with_handle(a_file_is_one_namespace),
		with_handle(requests_may_be_refused),
		with_handle(all_processes_are_listed),
		with_handle(a_container_is_named_in_three_ways),
		with_handle(the_list_is_never_a_mix),
		with_handle(a_refused_list_delivers_nothing),
		with_handle(the_list_grows),
		with_handle(later_kernels_are_understood),
		cmocka_unit_test(types_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
