/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the KUnit tests share. Each case has a registry of its own; no task is
 * labelled and nothing logged.
 */

#ifndef _CONTID_REGISTRY_TEST_H
#define _CONTID_REGISTRY_TEST_H

#include <kunit/test.h>
#include <net/net_namespace.h>

#include "contid.h"

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
	struct contid *container;

	container = contid_alloc(reg, CONTID_SCOPE_HOST, id, &init_net, parent,
				 "");
	KUNIT_ASSERT_NOT_NULL(test, container);

	spin_lock(&reg->lock);
	KUNIT_ASSERT_EQ(test, contid_register_locked(reg, container), 0);
	contid_publish_locked(reg, container);
	spin_unlock(&reg->lock);
	return container;
}

/* What an exiting task does. Returns how many containers ended. */
static inline int leave(struct kunit *test, struct contid *container)
{
	struct contid_registry *reg = test->priv;
	int ends = 0;

	while (container && contid_user_dec_and_test(reg, container)) {
		container = contid_retire(reg, container);
		ends++;
	}
	return ends;
}

#endif /* _CONTID_REGISTRY_TEST_H */
