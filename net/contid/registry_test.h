/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KUnit tests share. Each case has a registry of its own; no task is
 * labelled and nothing logged.
 */

#ifndef _CONTID_REGISTRY_TEST_H
#define _CONTID_REGISTRY_TEST_H

#include <kunit/test.h>
#include <net/contid.h>
#include <net/net_namespace.h>

static inline int registry_test_init(struct kunit *test)
{
	struct contid_registry *reg;

	reg = kunit_kzalloc(test, sizeof(*reg), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, reg);
	KUNIT_ASSERT_EQ(test, contid_registry_init(reg), 0);
	test->priv = reg;
	return 0;
}

static inline void registry_test_exit(struct kunit *test)
{
	contid_registry_destroy(test->priv);
}

/* What SET does with a new identifier, less the process. */
static inline struct contid *birth(struct kunit *test, u64 id,
				   struct contid *parent)
{
	struct contid_registry *reg = test->priv;
	struct contid *contid;

	contid = contid_alloc(reg, id, &init_net, parent);
	KUNIT_ASSERT_NOT_NULL(test, contid);

	spin_lock(&reg->lock);
	KUNIT_ASSERT_EQ(test, contid_register_locked(reg, contid), 0);
	contid_bear_locked(reg, contid);
	spin_unlock(&reg->lock);
	return contid;
}

/* What an exiting task does. Returns how many containers ended. */
static inline int leave(struct kunit *test, struct contid *contid)
{
	struct contid_registry *reg = test->priv;
	int ends = 0;

	while (contid && contid_leave(reg, contid)) {
		contid = contid_retire(reg, contid);
		ends++;
	}
	return ends;
}

#endif /* _CONTID_REGISTRY_TEST_H */
