// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of labels: containers in network namespaces. */

#include <linux/list.h>

#include "registry_test.h"

static void label_of_each_namespace(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *container = birth(test, 12345, NULL);
	struct contid_net *cn = contid_pernet(&init_net);
	size_t before = cn->text_size;
	struct contid_label *label;

	label = contid_label_alloc(GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, label);
	spin_lock(&reg->lock);
	KUNIT_EXPECT_NULL(test,
			  contid_label_find_locked(reg, container, &init_net));
	contid_label_attach_locked(reg, label, container, &init_net);
	KUNIT_EXPECT_PTR_EQ(test,
			    contid_label_find_locked(reg, container, &init_net),
			    label);
	refcount_inc(&label->users);
	KUNIT_EXPECT_FALSE(test, contid_label_put_locked(reg, label));
	spin_unlock(&reg->lock);
	KUNIT_EXPECT_EQ(test, cn->text_size, before + 6);
	KUNIT_EXPECT_EQ(test, leave(test, container), 0);

	/* The last thread's exit is the container's end. */
	KUNIT_EXPECT_PTR_EQ(test, contid_label_put(reg, label), container);
	KUNIT_EXPECT_EQ(test, cn->text_size, before);
	KUNIT_EXPECT_EQ(test, leave(test, container), 1);
}

/* A namespace that has init_net's lists and a place of its own in the hash. */
static struct net *another_net(struct kunit *test, u32 mix)
{
	struct net *net = kunit_kzalloc(test, sizeof(*net), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, net);
	net->gen = init_net.gen;
	net->hash_mix = mix;
	return net;
}

static struct contid_label *place(struct kunit *test, struct contid *container,
				  struct net *net)
{
	struct contid_registry *reg = test->priv;
	struct contid_label *label, *spare = contid_label_alloc(GFP_KERNEL);
	LIST_HEAD(prealloc);

	KUNIT_ASSERT_NOT_NULL(test, spare);
	spin_lock(&reg->lock);
	KUNIT_EXPECT_NULL(test, contid_label_get_locked(reg, container, net,
							&prealloc));
	list_add(&spare->by_contid, &prealloc);
	label = contid_label_get_locked(reg, container, net, &prealloc);
	KUNIT_EXPECT_PTR_EQ(test, label, spare);
	KUNIT_EXPECT_TRUE(test, list_empty(&prealloc));
	spin_unlock(&reg->lock);
	return label;
}

static struct contid_label *find(struct kunit *test, struct contid *container,
				 const struct net *net)
{
	struct contid_registry *reg = test->priv;
	struct contid_label *label;

	spin_lock(&reg->lock);
	label = contid_label_find_locked(reg, container, net);
	spin_unlock(&reg->lock);
	return label;
}

static void put_label(struct kunit *test, struct contid_label *label)
{
	leave(test, contid_label_put(test->priv, label));
}

/* Two containers in two namespaces: by the mixes, in one bucket or several. */
static void check_pairs(struct kunit *test, u32 mix0, u32 mix1)
{
	struct contid *container[2] = { birth(test, 1, NULL),
					birth(test, 2, NULL) };
	struct net *net[2] = { another_net(test, mix0), another_net(test, mix1) };
	struct contid_label *label[4];
	int i;

	for (i = 0; i < 4; i++)
		label[i] = place(test, container[i / 2], net[i % 2]);
	for (i = 0; i < 4; i++)
		KUNIT_EXPECT_PTR_EQ(test,
				    find(test, container[i / 2], net[i % 2]),
				    label[i]);
	put_label(test, label[1]);
	KUNIT_EXPECT_NULL(test, find(test, container[0], net[1]));
	KUNIT_EXPECT_PTR_EQ(test, find(test, container[0], net[0]), label[0]);
	KUNIT_EXPECT_PTR_EQ(test, find(test, container[1], net[1]), label[3]);
	put_label(test, label[0]);
	put_label(test, label[2]);
	put_label(test, label[3]);
	KUNIT_EXPECT_EQ(test, leave(test, container[0]), 1);
	KUNIT_EXPECT_EQ(test, leave(test, container[1]), 1);
}

static void label_by_pair(struct kunit *test)
{
	check_pairs(test, 1, 2);
	/* Two namespaces can have the same mix: both labels are in one bucket. */
	check_pairs(test, 7, 7);
}

static void label_without_namespace(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *container = birth(test, 1, NULL);
	struct net *net = another_net(test, 3);
	struct contid_label *old = place(test, container, net), *label;

	spin_lock(&reg->lock);
	contid_label_detach_net_locked(reg, old);
	spin_unlock(&reg->lock);
	KUNIT_EXPECT_NULL(test, old->net);
	KUNIT_EXPECT_NULL(test, find(test, container, net));
	/* Another namespace in the memory of the one that is gone */
	label = place(test, container, net);
	put_label(test, old);
	KUNIT_EXPECT_PTR_EQ(test, find(test, container, net), label);
	put_label(test, label);
	KUNIT_EXPECT_EQ(test, leave(test, container), 1);
}

#define MANY_NETS	64
#define MANY_CONTIDS	(3 * (1 << CONTID_LABEL_HASH_BITS) / MANY_NETS)

/* More labels than buckets: each is found, and only that. */
static void many_labels(struct kunit *test)
{
	unsigned int n = MANY_CONTIDS * MANY_NETS, i, wrong = 0;
	struct contid_label **label;
	struct contid **container;
	struct net *net[MANY_NETS];

	label = kunit_kcalloc(test, n, sizeof(*label), GFP_KERNEL);
	container = kunit_kcalloc(test, MANY_CONTIDS, sizeof(*container),
				  GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, label && container);
	for (i = 0; i < MANY_NETS; i++)
		net[i] = another_net(test, i);
	for (i = 0; i < MANY_CONTIDS; i++)
		container[i] = birth(test, i + 1, NULL);
	for (i = 0; i < n; i++)
		label[i] = place(test, container[i / MANY_NETS],
				 net[i % MANY_NETS]);
	for (i = 0; i < n; i++)
		wrong += find(test, container[i / MANY_NETS],
			      net[i % MANY_NETS]) != label[i];
	KUNIT_EXPECT_EQ(test, wrong, 0);
	for (i = 0; i < n; i++)
		put_label(test, label[i]);
	for (i = 0; i < MANY_CONTIDS; i++)
		wrong += leave(test, container[i]) != 1;
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static struct kunit_case label_test_cases[] = {
	KUNIT_CASE(label_of_each_namespace),
	KUNIT_CASE(label_by_pair),
	KUNIT_CASE(label_without_namespace),
	KUNIT_CASE(many_labels),
	{}
};

static struct kunit_suite label_test_suite = {
	.name		= "contid-label",
	.init		= registry_test_init,
	.exit		= registry_test_exit,
	.test_cases	= label_test_cases,
};

kunit_test_suite(label_test_suite);

MODULE_DESCRIPTION("Tests of labels");
MODULE_LICENSE("GPL");
