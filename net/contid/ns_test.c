// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of namespace ids.
 */

#include <kunit/test.h>
#include <linux/nsproxy.h>
#include <linux/proc_ns.h>
#include <linux/sched.h>
#include <linux/user_namespace.h>
#include <net/contid_ns.h>
#include <net/net_namespace.h>

/* As upstream fixed them: part of the interface, so written out. */
static const struct {
	enum contid_ns_type	type;
	u32			clone_flag;
	u64			id;
} initial[] = {
	{ CONTID_NS_IPC, 0x08000000, 1 },
	{ CONTID_NS_UTS, 0x04000000, 2 },
	{ CONTID_NS_USER, 0x10000000, 3 },
	{ CONTID_NS_PID, 0x20000000, 4 },
	{ CONTID_NS_CGROUP, 0x02000000, 5 },
	{ CONTID_NS_TIME, 0x00000080, 6 },
	{ CONTID_NS_NET, 0x40000000, 7 },
	{ CONTID_NS_MNT, 0x00020000, 8 },
};

static void initial_namespaces_have_their_ids(struct kunit *test)
{
	struct ns_common *ns;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, ARRAY_SIZE(initial), CONTID_NR_NS);
	for (i = 0; i < ARRAY_SIZE(initial); i++) {
		ns = contid_ns_present(&init_nsproxy, &init_user_ns,
				       initial[i].type);
		if (ns)
			KUNIT_EXPECT_EQ(test, ns_id(ns), initial[i].id);
		KUNIT_EXPECT_EQ(test, contid_ns_initial_id(initial[i].type),
				initial[i].id);
		KUNIT_EXPECT_EQ(test, contid_ns_clone_flag(initial[i].type),
				initial[i].clone_flag);
	}
}

static void types_are_those_of_nsfs(struct kunit *test)
{
	struct ns_common *ns;
	unsigned int i;

	for (i = 0; i < CONTID_NR_NS; i++) {
		ns = contid_ns_for_children(&init_nsproxy, &init_user_ns, i);
		if (ns && ns->ops)
			KUNIT_EXPECT_EQ(test, (u32)ns->ops->type,
					contid_ns_clone_flag(i));
	}
}

static void ids_grow(struct kunit *test)
{
	struct ns_common ns = { .logged = true };
	u64 last = 9;
	int i;

	for (i = 0; i < 1000; i++) {
		ns_id_alloc(&ns);
		KUNIT_ASSERT_GT(test, ns_id(&ns), last);
		last = ns_id(&ns);
	}
	KUNIT_EXPECT_FALSE(test, ns.logged);
}

static void a_cookie_is_the_id(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, init_net.net_cookie, 7);
	KUNIT_EXPECT_EQ(test, ns_id(&init_net.ns), 7);
}

static void a_task_is_described(struct kunit *test)
{
	struct contid_ns set[CONTID_NR_NS];
	unsigned int i;

	/* Kernel threads are in the initial namespaces. */
	KUNIT_ASSERT_TRUE(test, contid_ns_of_task(current, &init_user_ns, set));
	for (i = 0; i < CONTID_NR_NS; i++) {
		if (!set[i].id)
			continue;
		KUNIT_EXPECT_EQ(test, set[i].id, contid_ns_initial_id(i));
		KUNIT_EXPECT_EQ(test, set[i].type, contid_ns_clone_flag(i));
		KUNIT_EXPECT_EQ(test, set[i].owner, i == CONTID_NS_USER ? 0 : 3);
		KUNIT_EXPECT_EQ(test, set[i].below, i != CONTID_NS_USER);
	}
	KUNIT_EXPECT_TRUE(test, contid_ns_of_task(current, NULL, set));
	KUNIT_EXPECT_FALSE(test, set[CONTID_NS_NET].below);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(initial_namespaces_have_their_ids),
	KUNIT_CASE(types_are_those_of_nsfs),
	KUNIT_CASE(ids_grow),
	KUNIT_CASE(a_cookie_is_the_id),
	KUNIT_CASE(a_task_is_described),
	{}
};

static struct kunit_suite suite = {
	.name		= "contid-ns",
	.test_cases	= cases,
};

kunit_test_suite(suite);

MODULE_DESCRIPTION("Tests of namespace ids");
MODULE_LICENSE("GPL");
