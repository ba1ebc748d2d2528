// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of labels: containers in network namespaces. */

#include <linux/list.h>
#include <linux/rcupdate.h>
#include <net/netns/generic.h>

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

/* A container's first label keeps the count of its processes when it has no users. */
static void first_label_goes(struct kunit *test)
{
	struct contid *container = birth(test, 1, NULL);
	struct net *here = another_net(test, 1), *there = another_net(test, 2);
	struct contid_label *first, *second, *third;

	KUNIT_EXPECT_EQ(test, contid_processes(container), 0);
	first = place(test, container, here);
	KUNIT_EXPECT_PTR_EQ(test, container->first, first);
	second = place(test, container, there);
	KUNIT_EXPECT_PTR_EQ(test, container->first, first);
	atomic_add(3, &container->first->processes);
	KUNIT_EXPECT_EQ(test, contid_processes(container), 3);

	put_label(test, first);
	KUNIT_EXPECT_NULL(test, find(test, container, here));
	KUNIT_EXPECT_PTR_EQ(test, find(test, container, there), second);
	KUNIT_EXPECT_EQ(test, contid_processes(container), 3);

	/* Back where the first one was */
	third = place(test, container, here);
	KUNIT_EXPECT_PTR_NE(test, third, first);
	KUNIT_EXPECT_PTR_EQ(test, find(test, container, here), third);
	put_label(test, third);
	put_label(test, second);
	KUNIT_EXPECT_EQ(test, contid_processes(container), 3);
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

/* A namespace with a list of its own, as well. */
static struct net *net_with_list(struct kunit *test, u32 mix)
{
	struct net *net = another_net(test, mix);
	struct contid_net *cn = kunit_kzalloc(test, sizeof(*cn), GFP_KERNEL);
	struct net_generic *gen;

	gen = kunit_kzalloc(test, (contid_net_id + 1) * sizeof(void *),
			    GFP_KERNEL);
	KUNIT_ASSERT_TRUE(test, cn && gen);
	INIT_LIST_HEAD(&cn->labels);
	gen->ptr[contid_net_id] = cn;
	RCU_INIT_POINTER(net->gen, gen);
	return net;
}

static bool move(struct kunit *test, struct contid_label *label, struct net *net)
{
	struct contid_registry *reg = test->priv;
	bool moved;

	spin_lock(&reg->lock);
	moved = contid_label_move_locked(reg, label, net);
	spin_unlock(&reg->lock);
	return moved;
}

static void label_moves(struct kunit *test)
{
	struct contid *container = birth(test, 12345, NULL);
	struct net *here = net_with_list(test, 1), *there = net_with_list(test, 2);
	struct contid_label *label = place(test, container, here), *other;

	leave(test, container);
	KUNIT_EXPECT_TRUE(test, move(test, label, there));
	KUNIT_EXPECT_PTR_EQ(test, label->net, there);
	KUNIT_EXPECT_NULL(test, find(test, container, here));
	KUNIT_EXPECT_PTR_EQ(test, find(test, container, there), label);
	KUNIT_EXPECT_TRUE(test, list_empty(&contid_pernet(here)->labels));
	KUNIT_EXPECT_EQ(test, contid_pernet(here)->text_size, 0);
	KUNIT_EXPECT_EQ(test, contid_pernet(there)->text_size, 6);

	/* Where the container has a label, a second one would be wrong. */
	other = place(test, container, here);
	KUNIT_EXPECT_FALSE(test, move(test, label, here));
	KUNIT_EXPECT_PTR_EQ(test, find(test, container, there), label);
	put_label(test, other);

	/* The namespace that it comes from has ended. */
	spin_lock(&((struct contid_registry *)test->priv)->lock);
	contid_label_detach_net_locked(test->priv, label);
	spin_unlock(&((struct contid_registry *)test->priv)->lock);
	KUNIT_EXPECT_TRUE(test, move(test, label, here));
	KUNIT_EXPECT_PTR_EQ(test, find(test, container, here), label);
	KUNIT_EXPECT_EQ(test, contid_pernet(there)->text_size, 0);
	put_label(test, label);
}

#define WALKED	5

/* Two namespaces: @here has containers 0 to WALKED - 1, @there has one more. */
struct walked {
	struct net		*here, *there;
	struct contid		*container[WALKED + 1];
	struct contid_label	*label[WALKED + 1];
	struct contid_label_walk walk;
};

static struct walked *walked_start(struct kunit *test)
{
	struct walked *w = kunit_kzalloc(test, sizeof(*w), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, w);
	w->here = net_with_list(test, 1);
	w->there = net_with_list(test, 2);
	/* The one that is there comes first: its number is smaller than all. */
	for (i = 0; i <= WALKED; i++)
		w->container[i] = birth(test, i + 1, NULL);
	w->label[WALKED] = place(test, w->container[WALKED], w->there);
	for (i = 0; i < WALKED; i++)
		w->label[i] = place(test, w->container[i], w->here);
	return w;
}

static void walked_end(struct kunit *test, struct walked *w)
{
	int i;

	for (i = 0; i <= WALKED; i++) {
		put_label(test, w->label[i]);
		KUNIT_EXPECT_EQ(test, leave(test, w->container[i]), 1);
	}
}

/* The number of the label that the walk is at; -1 at the end. */
static int at(struct walked *w)
{
	int i = WALKED;

	if (!contid_label_walk_enter(&w->walk))
		return -1;
	while (i >= 0 && w->label[i] != w->walk.label)
		i--;
	return i;
}

static int next(struct walked *w)
{
	contid_label_walk_leave(&w->walk);
	return at(w);
}

/*
 * A walk from label 4 to label 0: @before when it is at label 3, @between when it
 * has left that and not come to the next one.
 */
static void walk(struct kunit *test, const char *name,
		 void (*before)(struct kunit *test, struct walked *w),
		 void (*between)(struct kunit *test, struct walked *w),
		 int second, int third, int fourth)
{
	struct walked *w = walked_start(test);

	rcu_read_lock();
	contid_label_walk_begin(&w->walk, contid_pernet(w->here));
	KUNIT_EXPECT_EQ_MSG(test, at(w), 4, "%s", name);
	KUNIT_EXPECT_EQ_MSG(test, next(w), 3, "%s", name);
	if (before)
		before(test, w);
	contid_label_walk_leave(&w->walk);
	if (between)
		between(test, w);
	KUNIT_EXPECT_EQ_MSG(test, at(w), second, "%s", name);
	if (second >= 0)
		KUNIT_EXPECT_EQ_MSG(test, next(w), third, "%s", name);
	if (second >= 0 && third >= 0)
		KUNIT_EXPECT_EQ_MSG(test, next(w), fourth, "%s", name);
	rcu_read_unlock();
	walked_end(test, w);
}

static void this_goes(struct kunit *test, struct walked *w)
{
	KUNIT_EXPECT_TRUE(test, move(test, w->label[3], w->there));
}

static void this_goes_and_comes(struct kunit *test, struct walked *w)
{
	this_goes(test, w);
	KUNIT_EXPECT_TRUE(test, move(test, w->label[3], w->here));
}

static void next_goes(struct kunit *test, struct walked *w)
{
	KUNIT_EXPECT_TRUE(test, move(test, w->label[2], w->there));
}

static void next_goes_and_comes(struct kunit *test, struct walked *w)
{
	next_goes(test, w);
	KUNIT_EXPECT_TRUE(test, move(test, w->label[2], w->here));
}

static void all_go(struct kunit *test, struct walked *w)
{
	int i;

	for (i = 0; i < WALKED; i++)
		KUNIT_EXPECT_TRUE(test, move(test, w->label[i], w->there));
}

static void another_comes(struct kunit *test, struct walked *w)
{
	KUNIT_EXPECT_TRUE(test, move(test, w->label[WALKED], w->here));
}

static void first_goes(struct kunit *test)
{
	struct walked *w = walked_start(test);

	rcu_read_lock();
	contid_label_walk_begin(&w->walk, contid_pernet(w->here));
	KUNIT_EXPECT_TRUE(test, move(test, w->label[4], w->there));
	KUNIT_EXPECT_EQ(test, at(w), 3);
	KUNIT_EXPECT_EQ(test, next(w), 2);
	rcu_read_unlock();
	walked_end(test, w);
}

/* A walk stays in its list, and meets each label of it once. */
static void walk_and_moves(struct kunit *test)
{
	walk(test, "nothing moves", NULL, NULL, 2, 1, 0);
	walk(test, "this one goes", this_goes, NULL, 2, 1, 0);
	walk(test, "this one goes and comes", this_goes_and_comes, NULL, 2, 1, 0);
	walk(test, "this one goes later", NULL, this_goes, 2, 1, 0);
	walk(test, "the next one goes", next_goes, NULL, 1, 0, -1);
	walk(test, "the next one goes later", NULL, next_goes, 1, 0, -1);
	walk(test, "the next one goes and comes", NULL, next_goes_and_comes,
	     1, 0, -1);
	walk(test, "all go", all_go, NULL, -1, 0, 0);
	walk(test, "all go later", NULL, all_go, -1, 0, 0);
	walk(test, "another one comes", another_comes, NULL, 2, 1, 0);
	walk(test, "this one goes, then the next", this_goes, next_goes,
	     1, 0, -1);
	first_goes(test);
}

static struct kunit_case label_test_cases[] = {
	KUNIT_CASE(label_of_each_namespace),
	KUNIT_CASE(label_by_pair),
	KUNIT_CASE(label_without_namespace),
	KUNIT_CASE(first_label_goes),
	KUNIT_CASE(many_labels),
	KUNIT_CASE(label_moves),
	KUNIT_CASE(walk_and_moves),
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
