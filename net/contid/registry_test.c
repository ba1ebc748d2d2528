// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of containers and their registry. */

#include <linux/moduleparam.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <linux/timex.h>
#include <linux/workqueue.h>

#include "registry_test.h"

static struct contid *find_locked(struct contid_registry *reg, u64 id)
{
	return contid_find_locked(reg, CONTID_SCOPE_HOST, id);
}

static bool is_in_use(struct kunit *test, u64 id)
{
	struct contid *container =
		contid_find(test->priv, CONTID_SCOPE_HOST, id);

	contid_put(container);
	return container;
}

static void birth_to_end(struct kunit *test)
{
	struct contid *container = birth(test, 707, NULL);

	KUNIT_EXPECT_EQ(test, container->id, 707);
	KUNIT_EXPECT_EQ(test, container->serial, 1);
	KUNIT_EXPECT_PTR_EQ(test, container->owner, &init_net);
	KUNIT_EXPECT_EQ(test, container->depth, 0);
	KUNIT_EXPECT_TRUE(test, is_in_use(test, 707));
	KUNIT_EXPECT_FALSE(test, is_in_use(test, 708));

	KUNIT_EXPECT_EQ(test, leave(test, container), 1);
	KUNIT_EXPECT_FALSE(test, is_in_use(test, 707));
}

static void last_user_ends(struct kunit *test)
{
	struct contid *container = birth(test, 1, NULL);

	refcount_inc(&container->users);
	KUNIT_EXPECT_EQ(test, leave(test, container), 0);
	KUNIT_EXPECT_TRUE(test, is_in_use(test, 1));
	KUNIT_EXPECT_EQ(test, leave(test, container), 1);
}

static void ending_keeps_the_id(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *container = birth(test, 1, NULL);
	unsigned long timeout = 1;

	KUNIT_ASSERT_TRUE(test, contid_user_dec_and_test(reg, container));
	KUNIT_EXPECT_FALSE(test, is_in_use(test, 1));
	spin_lock(&reg->lock);
	KUNIT_EXPECT_PTR_EQ(test, find_locked(reg, 1), container);
	spin_unlock(&reg->lock);

	KUNIT_EXPECT_EQ(test, contid_wait_retired(reg, 1, &timeout), -EAGAIN);
	timeout = 1;
	contid_retire(reg, container);
	KUNIT_EXPECT_EQ(test, contid_wait_retired(reg, 1, &timeout), 0);
	spin_lock(&reg->lock);
	KUNIT_EXPECT_NULL(test, find_locked(reg, 1));
	spin_unlock(&reg->lock);
}

static void reused_id_new_serial(struct kunit *test)
{
	struct contid *container = birth(test, 5, NULL);
	u64 serial = container->serial;

	leave(test, container);
	container = birth(test, 5, NULL);
	KUNIT_EXPECT_GT(test, container->serial, serial);
	leave(test, container);
}

static void unborn_leaves_no_trace(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *parent = birth(test, 1, NULL);
	unsigned int gen = reg->gen;
	struct contid *container;

	container = contid_alloc(reg, CONTID_SCOPE_HOST, 2, &init_net, parent,
				 "");
	KUNIT_ASSERT_NOT_NULL(test, container);
	spin_lock(&reg->lock);
	KUNIT_EXPECT_EQ(test, contid_register_locked(reg, container), 0);
	KUNIT_EXPECT_PTR_EQ(test, find_locked(reg, 2), container);
	spin_unlock(&reg->lock);
	KUNIT_EXPECT_EQ(test, parent->children, 0);
	KUNIT_EXPECT_FALSE(test, is_in_use(test, 2));

	KUNIT_ASSERT_TRUE(test, contid_user_dec_and_test(reg, container));
	KUNIT_EXPECT_FALSE(test, container->published);
	spin_lock(&reg->lock);
	KUNIT_EXPECT_NULL(test, find_locked(reg, 2));
	spin_unlock(&reg->lock);
	KUNIT_EXPECT_PTR_EQ(test, contid_retire(reg, container), parent);
	KUNIT_EXPECT_EQ(test, leave(test, parent), 0);

	KUNIT_EXPECT_EQ(test, parent->children, 0);
	KUNIT_EXPECT_EQ(test, refcount_read(&parent->users), 1);
	KUNIT_EXPECT_EQ(test, refcount_read(&parent->refs), 1);
	KUNIT_EXPECT_EQ(test, reg->gen, gen);
	KUNIT_EXPECT_EQ(test, leave(test, parent), 1);
}

static void child_keeps_parent(struct kunit *test)
{
	struct contid *parent = birth(test, 1, NULL);
	struct contid *child = birth(test, 2, parent);

	KUNIT_EXPECT_EQ(test, child->depth, 1);
	KUNIT_EXPECT_EQ(test, parent->children, 1);
	KUNIT_EXPECT_EQ(test, leave(test, parent), 0);
	KUNIT_EXPECT_TRUE(test, is_in_use(test, 1));
	/* The child's end is the parent's too. */
	KUNIT_EXPECT_EQ(test, leave(test, child), 2);
	KUNIT_EXPECT_FALSE(test, is_in_use(test, 1));
}

static void reader_keeps_lineage(struct kunit *test)
{
	struct contid *parent = birth(test, 1, NULL);
	struct contid *child = birth(test, 2, parent);
	char buf[CONTID_LINEAGE_SIZE];

	refcount_inc(&child->refs);
	leave(test, parent);
	KUNIT_EXPECT_EQ(test, leave(test, child), 2);
	rcu_barrier();

	contid_lineage_print(child, buf);
	KUNIT_EXPECT_STREQ(test, buf, "2,^1");
	contid_put(child);
}

static void dump_order_is_by_serial(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *container, *all[3];
	unsigned long serial, last = 0;
	unsigned int gen = reg->gen;
	int i, n = 0;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		all[i] = birth(test, 1000 - i, NULL);
	KUNIT_EXPECT_NE(test, reg->gen, gen);

	xa_for_each(&reg->by_serial, serial, container) {
		KUNIT_EXPECT_PTR_EQ(test, container, all[n]);
		KUNIT_EXPECT_GT(test, serial, last);
		last = serial;
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, ARRAY_SIZE(all));

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		gen = reg->gen;
		leave(test, all[i]);
		KUNIT_EXPECT_NE(test, reg->gen, gen);
	}
}

static unsigned long most = 20000;
module_param(most, ulong, 0444);
MODULE_PARM_DESC(most, "containers that live at once, for \"many\"");

#define ROUNDS	101

static u64 nth_id(unsigned long n)
{
	return n * 0x100000001ULL;
}

/* Until there are @to, of ids that no other has the low half of */
static void grow(struct kunit *test, unsigned long from, unsigned long to)
{
	struct contid_registry *reg = test->priv;

	for (; from < to; from++) {
		birth(test, nth_id(from), NULL);
		/* The table grows in a worker. */
		cond_resched();
	}
	flush_work(&reg->by_id.run_work);
}

static int compare_cycles(const void *a, const void *b)
{
	cycles_t x = *(const cycles_t *)a, y = *(const cycles_t *)b;

	return (x > y) - (x < y);
}

static void report(struct kunit *test, const char *what, unsigned long n,
		   cycles_t *cycles)
{
	sort(cycles, ROUNDS, sizeof(*cycles), compare_cycles, NULL);
	kunit_info(test, "%s with %lu live: %llu cycles, at least %llu\n",
		   what, n, (u64)cycles[ROUNDS / 2], (u64)cycles[0]);
}

/* What a further one takes, among @n; selftests/bench has cycles that count. */
static void measure(struct kunit *test, unsigned long n)
{
	struct contid_registry *reg = test->priv;
	cycles_t *made, *found, *ended;
	struct contid *container;
	int i;

	made = kunit_kcalloc(test, 3 * ROUNDS, sizeof(*made), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, made);
	found = made + ROUNDS;
	ended = found + ROUNDS;
	for (i = 0; i < ROUNDS; i++) {
		made[i] = get_cycles();
		container = birth(test, nth_id(n), NULL);
		made[i] = get_cycles() - made[i];

		found[i] = get_cycles();
		contid_put(contid_find(reg, CONTID_SCOPE_HOST, nth_id(n)));
		found[i] = get_cycles() - found[i];

		ended[i] = get_cycles();
		leave(test, container);
		ended[i] = get_cycles() - ended[i];
		cond_resched();
	}
	/* An architecture may have no such counter. */
	if (!get_cycles())
		return;
	report(test, "make", n, made);
	report(test, "find", n, found);
	report(test, "end", n, ended);
}

static void many(struct kunit *test)
{
	struct contid *container;
	unsigned long n = 0, next;

	for (next = 10; n < most; next *= 10) {
		grow(test, n, min(next, most));
		n = min(next, most);
		measure(test, n);
	}
	for (n = 0; n < most; n++)
		KUNIT_ASSERT_TRUE(test, is_in_use(test, nth_id(n)));
	for (n = 0; n < most; n++) {
		container =
			contid_find(test->priv, CONTID_SCOPE_HOST, nth_id(n));
		contid_put(container);
		KUNIT_ASSERT_EQ(test, leave(test, container), 1);
		cond_resched();
	}
}

static void size_without_members(struct kunit *test)
{
	/* One that is not nested, and one with the longest lineage. */
	KUNIT_EXPECT_LE(test, struct_size_t(struct contid, text,
					    CONTID_ID_SIZE), 256);
	KUNIT_EXPECT_LE(test, struct_size_t(struct contid, text,
					    CONTID_LINEAGE_SIZE), 1024);
	KUNIT_EXPECT_LE(test, sizeof(struct contid_label), 128);
}

static int try_register(struct kunit *test, struct contid *container)
{
	struct contid_registry *reg = test->priv;
	int err;

	spin_lock(&reg->lock);
	err = contid_register_locked(reg, container);
	if (!err)
		contid_publish_locked(reg, container);
	spin_unlock(&reg->lock);
	return err;
}

static void lineage_too_deep(struct kunit *test)
{
	struct contid *chain[CONTID_DEPTH_MAX + 1], *more;
	int i;

	for (i = 0; i < ARRAY_SIZE(chain); i++)
		chain[i] = birth(test, i, i ? chain[i - 1] : NULL);
	more = contid_alloc(test->priv, CONTID_SCOPE_HOST, i, &init_net,
			    chain[i - 1], "");
	KUNIT_ASSERT_NOT_NULL(test, more);
	KUNIT_EXPECT_EQ(test, try_register(test, more), -EMLINK);
	contid_free_unregistered(test->priv, more);
	for (i = 0; i < ARRAY_SIZE(chain); i++)
		leave(test, chain[i]);
}

static struct contid *delegated(struct kunit *test, u64 id,
				struct contid *parent, u32 limit)
{
	struct contid *container;

	container = contid_alloc(test->priv,
				 parent ? parent->serial : CONTID_SCOPE_HOST,
				 id, &init_net, parent, "");
	KUNIT_ASSERT_NOT_NULL(test, container);
	container->limit = limit;
	container->flags = limit ? CONTID_FLAG_DELEGATE : 0;
	return container;
}

static void scopes_have_their_own_ids(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *host = birth(test, 7, NULL);
	struct contid *top = birth(test, 1, NULL);
	struct contid *other = birth(test, 2, NULL);
	struct contid *in_top = delegated(test, 7, top, 0);
	struct contid *in_other = delegated(test, 7, other, 0);

	KUNIT_ASSERT_EQ(test, try_register(test, in_top), 0);
	KUNIT_ASSERT_EQ(test, try_register(test, in_other), 0);
	spin_lock(&reg->lock);
	KUNIT_EXPECT_PTR_EQ(test, find_locked(reg, 7), host);
	KUNIT_EXPECT_PTR_EQ(test, contid_find_locked(reg, top->serial, 7),
			    in_top);
	KUNIT_EXPECT_PTR_EQ(test, contid_find_locked(reg, other->serial, 7),
			    in_other);
	KUNIT_EXPECT_NULL(test, contid_find_locked(reg, host->serial, 7));
	KUNIT_EXPECT_NULL(test, contid_find_locked(reg, top->serial, 1));
	spin_unlock(&reg->lock);

	leave(test, in_top);
	spin_lock(&reg->lock);
	KUNIT_EXPECT_NULL(test, contid_find_locked(reg, top->serial, 7));
	KUNIT_EXPECT_PTR_EQ(test, find_locked(reg, 7), host);
	spin_unlock(&reg->lock);
	leave(test, in_other);
	leave(test, host);
	leave(test, top);
	leave(test, other);
}

static void found_by_serial(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *container = birth(test, 7, NULL);
	struct contid *found = contid_find_serial(reg, container->serial);

	KUNIT_EXPECT_PTR_EQ(test, found, container);
	contid_put(found);
	KUNIT_EXPECT_NULL(test, contid_find_serial(reg, container->serial + 1));
	KUNIT_EXPECT_NULL(test, contid_find_serial(reg, 0));
	KUNIT_EXPECT_NULL(test, contid_find_serial(reg, U64_MAX));
	leave(test, container);
}

static void limit_counts_all_depths(struct kunit *test)
{
	struct contid *top = delegated(test, 1, NULL, 3);
	struct contid *mid, *leaf, *more;

	KUNIT_ASSERT_EQ(test, try_register(test, top), 0);
	mid = delegated(test, 2, top, 10);
	KUNIT_ASSERT_EQ(test, try_register(test, mid), 0);
	leaf = delegated(test, 3, mid, 0);
	KUNIT_ASSERT_EQ(test, try_register(test, leaf), 0);
	KUNIT_EXPECT_EQ(test, top->charged, 2);
	KUNIT_EXPECT_EQ(test, mid->charged, 1);

	more = delegated(test, 4, mid, 0);
	KUNIT_ASSERT_EQ(test, try_register(test, more), 0);
	KUNIT_EXPECT_EQ(test, leave(test, more), 1);
	more = delegated(test, 5, top, 0);
	KUNIT_ASSERT_EQ(test, try_register(test, more), 0);

	/* One more than the outer limit, however deep. */
	leave(test, mid);
	KUNIT_EXPECT_EQ(test, leave(test, leaf), 2);
	KUNIT_EXPECT_EQ(test, top->charged, 1);
	mid = delegated(test, 6, top, 1);
	KUNIT_ASSERT_EQ(test, try_register(test, mid), 0);
	leaf = delegated(test, 7, mid, 0);
	KUNIT_ASSERT_EQ(test, try_register(test, leaf), 0);
	KUNIT_EXPECT_EQ(test, top->charged, 3);
	mid = delegated(test, 8, leaf, 0);
	KUNIT_EXPECT_EQ(test, try_register(test, mid), -ENOSPC);
	KUNIT_EXPECT_EQ(test, top->charged, 3);
	contid_free_unregistered(test->priv, mid);
	leave(test, top);
	leave(test, leaf->parent);
	KUNIT_EXPECT_EQ(test, leave(test, leaf), 2);
	KUNIT_EXPECT_EQ(test, leave(test, more), 2);
}

static struct kunit_case registry_test_cases[] = {
	KUNIT_CASE(birth_to_end),
	KUNIT_CASE(last_user_ends),
	KUNIT_CASE(ending_keeps_the_id),
	KUNIT_CASE(reused_id_new_serial),
	KUNIT_CASE(unborn_leaves_no_trace),
	KUNIT_CASE(child_keeps_parent),
	KUNIT_CASE(reader_keeps_lineage),
	KUNIT_CASE(dump_order_is_by_serial),
	KUNIT_CASE(many),
	KUNIT_CASE(size_without_members),
	KUNIT_CASE(lineage_too_deep),
	KUNIT_CASE(scopes_have_their_own_ids),
	KUNIT_CASE(found_by_serial),
	KUNIT_CASE(limit_counts_all_depths),
	{}
};

static struct kunit_suite registry_test_suite = {
	.name		= "contid",
	.init		= registry_test_init,
	.exit		= registry_test_exit,
	.test_cases	= registry_test_cases,
};

kunit_test_suite(registry_test_suite);

MODULE_DESCRIPTION("Tests of containers and their registry");
MODULE_LICENSE("GPL");
