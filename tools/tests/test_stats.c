// SPDX-License-Identifier: LGPL-2.1-or-later
/* Counters: what is asked, and what the answer becomes. */

#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "fake.h"

#define BIG	0xfedcba9876543210ULL

static const struct contid_refusals refusals[] = {
	{ .count = BIG + 20, .err = EPERM }, { .count = 1, .err = EEXIST }, { .count = 2 },
};

static const struct contid_stats all = {
	.containers = BIG,
	.containers_ever = BIG + 1,
	.processes = BIG + 2,
	.sets = BIG + 3,
	.drops = BIG + 4,
	.adoptions = BIG + 5,
	.ends = BIG + 6,
	.suppressed = BIG + 7,
	.namespaces = BIG + 8,
	.namespaces_ever = BIG + 9,
	.refusals_count = 3,
	.refusals = refusals,
	.readers = BIG + 10,
	.records_delivered = BIG + 11,
	.records_lost = BIG + 12,
};

static void check(const struct contid_stats *stats, uint32_t count)
{
	assert_memory_equal(stats, &all, offsetof(struct contid_stats, refusals_count));
	assert_int_equal(stats->readers, all.readers);
	assert_int_equal(stats->records_delivered, all.records_delivered);
	assert_int_equal(stats->records_lost, all.records_lost);
	assert_int_equal(stats->refusals_count, count);
	while (count--) {
		assert_int_equal(stats->refusals[count].err, refusals[count].err);
		assert_int_equal(stats->refusals[count].count, refusals[count].count);
	}
}

static void answer_all(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_STATS_GET, 0, 0);
	fake_stats(req, &all);
	fake_ack(req);
}

static void answer_few(struct nlmsghdr *req)
{
	struct contid_stats few = all;

	few.refusals_count = 0;
	fake_stats(req, &few);
	fake_ack(req);
}

static void counters_are_read(void **state)
{
	const struct contid_stats *stats;

	fake_expect(answer_all);
	assert_int_equal(contid_stats_get(*state, &stats), 0);
	check(stats, 3);
	/* Nothing of the answer before may be left. */
	fake_expect(answer_few);
	assert_int_equal(contid_stats_get(*state, &stats), 0);
	check(stats, 0);
}

static int left_out;

/* All that are one number */
static void put_counters(void)
{
	int type;

	for (type = 1; type <= CONTID_A_STATS_MAX; type++)
		if (type != left_out && type != CONTID_A_STATS_REFUSALS &&
		    type != CONTID_A_STATS_PAD)
			fake_u64(type, 7);
}

static void answer_without_one(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, 0);
	put_counters();
	/* One that only later kernels have */
	fake_u64(CONTID_A_STATS_MAX + 1, 8);
	fake_end();
	fake_ack(req);
}

static void each_counter_must_be_there(void **state)
{
	const struct contid_stats *stats;

	fake_expect_all(answer_without_one);
	for (left_out = 1; left_out <= CONTID_A_STATS_MAX; left_out++)
		if (left_out != CONTID_A_STATS_REFUSALS && left_out != CONTID_A_STATS_PAD)
			assert_int_equal(contid_stats_get(*state, &stats), -EBADMSG);
	left_out = 0;
	assert_int_equal(contid_stats_get(*state, &stats), 0);
	assert_int_equal(stats->namespaces_ever, 7);
	assert_int_equal(stats->records_lost, 7);
}

static void short_counter(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, 0);
	fake_u32(CONTID_A_STATS_CONTAINERS, 7);
	fake_end();
	fake_ack(req);
}

static void half_a_refusal(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, 0);
	put_counters();
	fake_nest(CONTID_A_STATS_REFUSALS);
	fake_u32(CONTID_A_REFUSALS_ERRNO, 7);
	fake_nest_end();
	fake_end();
	fake_ack(req);
}

static void only_an_ack(struct nlmsghdr *req)
{
	fake_ack(req);
}

static void refuse(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "the counters are for the host alone", 0, 0);
}

static void old_kernel(struct nlmsghdr *req)
{
	fake_refuse(req, EOPNOTSUPP, NULL, 0, 0);
}

static void wrong_answers_are_refused(void **state)
{
	const struct contid_stats *stats = NULL;

	fake_expect(short_counter);
	assert_int_equal(contid_stats_get(*state, &stats), -EBADMSG);
	fake_expect(half_a_refusal);
	assert_int_equal(contid_stats_get(*state, &stats), -EBADMSG);
	fake_expect(only_an_ack);
	assert_int_equal(contid_stats_get(*state, &stats), -EBADMSG);
	fake_expect(refuse);
	assert_int_equal(contid_stats_get(*state, &stats), -EPERM);
	assert_string_equal(contid_error_text(*state), "the counters are for the host alone");
	fake_expect(old_kernel);
	assert_int_equal(contid_stats_get(*state, &stats), -EOPNOTSUPP);
	assert_null(stats);
}

static int check_all(const struct contid_stats *stats, void *data)
{
	check(stats, 3);
	return *(int *)data;
}

static void counters_go_with_the_loop_of_a_caller(void **state)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} req = { .genl.cmd = CONTID_CMD_STATS_GET };
	const struct nlmsghdr *nlh;
	int ret = 77;

	(void)state;
	fake_reset();
	fake_stats(&req.nlh, &all);
	nlh = fake_last();
	assert_int_equal(contid_msg_stats(nlh, check_all, &ret), 77);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(counters_are_read),
		with_handle(each_counter_must_be_there),
		with_handle(wrong_answers_are_refused),
		cmocka_unit_test(counters_go_with_the_loop_of_a_caller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
