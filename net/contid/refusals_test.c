// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of the bound on records of refused requests. */

#include <kunit/test.h>
#include <linux/jiffies.h>

#include "refusals.h"

/* Any time will do. */
#define START	(1000ULL * HZ)

static int refusals_test_init(struct kunit *test)
{
	struct contid_refusals *refusals;

	refusals = kunit_kzalloc(test, sizeof(*refusals), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, refusals);
	spin_lock_init(&refusals->lock);
	test->priv = refusals;
	return 0;
}

/* Makes requests. Returns how many have a record; adds what these count. */
static int request(struct kunit *test, u64 key, u64 now, int n,
		   unsigned int *counted)
{
	unsigned int suppressed;
	int logged = 0;

	while (n--) {
		suppressed = 0;
		if (contid_refusals_add(test->priv, key, now, &suppressed))
			logged++;
		*counted += suppressed;
	}
	return logged;
}

/* Requests that no record has counted yet. */
static unsigned int outstanding(struct kunit *test)
{
	struct contid_refusals *refusals = test->priv;
	unsigned int sum = 0;
	int i;

	for (i = 0; i < CONTID_REFUSALS_SLOTS; i++)
		sum += refusals->slots[i].suppressed;
	return sum;
}

static void ten_in_a_second(struct kunit *test)
{
	unsigned int counted = 0;

	KUNIT_EXPECT_EQ(test, request(test, 0, START, 25, &counted), 10);
	KUNIT_EXPECT_EQ(test, request(test, 0, START + HZ - 1, 5, &counted), 0);
	KUNIT_EXPECT_EQ(test, counted, 0);
	KUNIT_EXPECT_EQ(test, request(test, 0, START + HZ, 1, &counted), 1);
	KUNIT_EXPECT_EQ(test, counted, 20);
	KUNIT_EXPECT_EQ(test, request(test, 0, START + HZ, 9, &counted), 9);
	KUNIT_EXPECT_EQ(test, counted, 20);
}

static void any_second(struct kunit *test)
{
	u64 half = START + HZ / 2;
	unsigned int counted = 0;

	KUNIT_EXPECT_EQ(test, request(test, 1, START, 4, &counted), 4);
	KUNIT_EXPECT_EQ(test, request(test, 1, half, 10, &counted), 6);
	KUNIT_EXPECT_EQ(test, request(test, 1, START + HZ, 10, &counted), 4);
	KUNIT_EXPECT_EQ(test, counted, 4);
	KUNIT_EXPECT_EQ(test, request(test, 1, half + HZ, 10, &counted), 6);
	KUNIT_EXPECT_EQ(test, counted, 10);
}

static void each_its_own(struct kunit *test)
{
	unsigned int counted = 0;
	u64 key;

	for (key = 0; key < CONTID_REFUSALS_SLOTS; key++)
		KUNIT_EXPECT_EQ(test, request(test, key, START, 11, &counted),
				10);
	KUNIT_EXPECT_EQ(test, counted, 0);
}

/* Many requesters at once share what there is. */
static void bounded_in_sum(struct kunit *test)
{
	unsigned int counted = 0;
	int logged = 0;
	u64 key;

	for (key = 0; key < 1000; key++)
		logged += request(test, key, START, 11, &counted);
	KUNIT_EXPECT_EQ(test, logged, 10 * CONTID_REFUSALS_SLOTS);
	KUNIT_EXPECT_EQ(test, logged + counted + outstanding(test), 11000);
}

static void count_outlives_its_slot(struct kunit *test)
{
	unsigned int counted = 0;
	u64 key;

	request(test, 1, START, 17, &counted);
	KUNIT_EXPECT_EQ(test, outstanding(test), 7);
	for (key = 100; key < 100 + CONTID_REFUSALS_SLOTS; key++)
		request(test, key, START + HZ, 1, &counted);
	KUNIT_EXPECT_EQ(test, counted, 7);
	KUNIT_EXPECT_EQ(test, outstanding(test), 0);
}

/* The time is read without the lock, so it may be a little behind. */
static void time_that_lags(struct kunit *test)
{
	unsigned int counted = 0;

	request(test, 1, START, 10, &counted);
	KUNIT_EXPECT_EQ(test, request(test, 1, START - 1, 1, &counted), 0);
	KUNIT_EXPECT_EQ(test, request(test, 2, START - 1, 1, &counted), 1);
}

static struct kunit_case refusals_test_cases[] = {
	KUNIT_CASE(ten_in_a_second),
	KUNIT_CASE(any_second),
	KUNIT_CASE(each_its_own),
	KUNIT_CASE(bounded_in_sum),
	KUNIT_CASE(count_outlives_its_slot),
	KUNIT_CASE(time_that_lags),
	{}
};

static struct kunit_suite refusals_test_suite = {
	.name		= "contid-refusals",
	.init		= refusals_test_init,
	.test_cases	= refusals_test_cases,
};

kunit_test_suite(refusals_test_suite);

MODULE_DESCRIPTION("Tests of the bound on records of refused requests");
MODULE_LICENSE("GPL");
