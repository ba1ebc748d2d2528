// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of the container that a socket is created in. Some protocols create
 * a socket in softirq without a listener to clone it from: X.25, NET/ROM and ROSE.
 * Such a socket must not get the container of the process that was interrupted.
 */

#include <linux/bottom_half.h>
#include <linux/interrupt.h>
#include <linux/sched.h>
#include <net/contid_sock.h>

#include "registry_test.h"

/* current as a process of a container, until unlabel_current() */
static struct contid_label *label_current(struct kunit *test,
					  struct contid *container)
{
	struct contid_registry *reg = test->priv;
	struct contid_label *label = contid_label_alloc(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, label);
	KUNIT_ASSERT_NULL(test, rcu_access_pointer(current->contid_label));
	spin_lock(&reg->lock);
	contid_label_attach_locked(reg, label, container, &init_net);
	spin_unlock(&reg->lock);
	rcu_assign_pointer(current->contid_label, label);
	return label;
}

static void unlabel_current(struct kunit *test, struct contid_label *label)
{
	RCU_INIT_POINTER(current->contid_label, NULL);
	leave(test, contid_label_put(test->priv, label));
}

struct creation {
	struct tasklet_struct	tasklet;
	struct task_struct	*task;
	struct sock		*sk;
};

static void create_in_softirq(struct tasklet_struct *tasklet)
{
	struct creation *creation = from_tasklet(creation, tasklet, tasklet);

	creation->task = current;
	contid_sock_create(creation->sk, 0);
}

/*
 * A softirq that is raised here runs in local_bh_enable(), on top of current.
 * Returns the task that it interrupted.
 */
static struct task_struct *interrupt_to_create(struct sock *sk)
{
	struct creation creation = { .sk = sk };

	tasklet_setup(&creation.tasklet, create_in_softirq);
	local_bh_disable();
	tasklet_schedule(&creation.tasklet);
	local_bh_enable();
	tasklet_kill(&creation.tasklet);
	return creation.task;
}

static void creator_of_a_socket(struct kunit *test)
{
	struct contid *container = birth(test, 707, NULL);
	struct contid_label *label = label_current(test, container);
	struct task_struct *interrupted = NULL;
	struct sock *sk;

	sk = kunit_kcalloc(test, 3, sizeof(*sk), GFP_KERNEL);
	/* No assertion before the label is off again: it would end this thread. */
	if (sk) {
		contid_sock_create(&sk[0], 0);
		contid_sock_create(&sk[1], 1);
		interrupted = interrupt_to_create(&sk[2]);
	}
	unlabel_current(test, label);

	KUNIT_ASSERT_NOT_NULL(test, sk);
	KUNIT_EXPECT_PTR_EQ(test, interrupted, current);
	KUNIT_EXPECT_PTR_EQ(test, sk[0].sk_contid, container);
	KUNIT_EXPECT_NULL_MSG(test, sk[1].sk_contid, "a socket of the kernel");
	KUNIT_EXPECT_NULL_MSG(test, sk[2].sk_contid, "a socket made in softirq");
	contid_sock_free(&sk[0]);
	KUNIT_EXPECT_EQ(test, leave(test, container), 1);
}

static struct kunit_case sock_test_cases[] = {
	KUNIT_CASE(creator_of_a_socket),
	{}
};

static struct kunit_suite sock_test_suite = {
	.name		= "contid-sock",
	.init		= registry_test_init,
	.exit		= registry_test_exit,
	.test_cases	= sock_test_cases,
};

kunit_test_suite(sock_test_suite);

MODULE_DESCRIPTION("Tests of the creator of a socket");
MODULE_LICENSE("GPL");
