// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of lineages: who is below whom, and their text. */

#include "registry_test.h"

struct text_case {
	u64 id;
	const char *text;
};

static const struct text_case text_cases[] = {
	{ 0, "0" },
	{ 9, "9" },
	{ 10, "10" },
	{ U32_MAX, "4294967295" },
	{ 1ULL << 32, "4294967296" },
	{ S64_MAX, "9223372036854775807" },
	{ CONTID_UNSET - 1, "18446744073709551614" },
};

static void text_case_desc(const struct text_case *param, char *desc)
{
	strscpy(desc, param->text, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(text, text_cases, text_case_desc);

static void lineage_of_one(struct kunit *test)
{
	const struct text_case *param = test->param_value;
	struct contid *container = birth(test, param->id, NULL);
	char buf[CONTID_LINEAGE_SIZE];

	KUNIT_EXPECT_EQ(test, contid_lineage_print(container, buf),
			strlen(param->text));
	KUNIT_EXPECT_STREQ(test, buf, param->text);
	leave(test, container);
}

static void lineage_of_none(struct kunit *test)
{
	char buf[CONTID_LINEAGE_SIZE];

	KUNIT_EXPECT_EQ(test, contid_lineage_print(NULL, buf), 2);
	KUNIT_EXPECT_STREQ(test, buf, "-1");
}

static void lineage_nearest_first(struct kunit *test)
{
	struct contid *one = birth(test, 1, NULL);
	struct contid *two = birth(test, 2, one);
	struct contid *four = birth(test, 4, two);
	char buf[CONTID_LINEAGE_SIZE];

	contid_lineage_print(four, buf);
	KUNIT_EXPECT_STREQ(test, buf, "4,^2,^1");
	leave(test, one);
	leave(test, two);
	KUNIT_EXPECT_EQ(test, leave(test, four), 3);
}

static void lineage_of_a_scope(struct kunit *test)
{
	struct contid_registry *reg = test->priv;
	struct contid *top = birth(test, 707, NULL);
	char buf[CONTID_LINEAGE_SIZE];
	struct contid *four, *nine;

	four = contid_alloc(reg, top->serial, 4, &init_net, top, "");
	KUNIT_ASSERT_NOT_NULL(test, four);
	contid_lineage_print(four, buf);
	KUNIT_EXPECT_STREQ(test, buf, "+4,^707");
	nine = contid_alloc(reg, CONTID_SCOPE_HOST, 9, &init_net, four, "");
	KUNIT_ASSERT_NOT_NULL(test, nine);
	contid_lineage_print(nine, buf);
	KUNIT_EXPECT_STREQ(test, buf, "9,^+4,^707");

	KUNIT_EXPECT_TRUE(test, contid_scope_is_below(four, top));
	KUNIT_EXPECT_FALSE(test, contid_scope_is_below(four, four));
	contid_free_unregistered(reg, nine);
	contid_free_unregistered(reg, four);
	leave(test, top);
}

static void lineage_longest(struct kunit *test)
{
	struct contid *chain[CONTID_DEPTH_MAX + 1];
	char buf[CONTID_LINEAGE_SIZE + 1];
	int i;

	for (i = 0; i < ARRAY_SIZE(chain); i++)
		chain[i] = birth(test, CONTID_UNSET - 1 - i,
				 i ? chain[i - 1] : NULL);
	KUNIT_EXPECT_EQ(test, chain[CONTID_DEPTH_MAX]->depth,
			CONTID_DEPTH_MAX);

	memset(buf, 0x5a, sizeof(buf));
	KUNIT_EXPECT_EQ(test,
			contid_lineage_print(chain[CONTID_DEPTH_MAX], buf),
			22 * CONTID_DEPTH_MAX + 20);
	KUNIT_EXPECT_EQ(test, buf[CONTID_LINEAGE_SIZE], 0x5a);

	for (i = 0; i < CONTID_DEPTH_MAX; i++)
		KUNIT_EXPECT_EQ(test, leave(test, chain[i]), 0);
	KUNIT_EXPECT_EQ(test, leave(test, chain[i]), CONTID_DEPTH_MAX + 1);
}

static void below_is_not_beside(struct kunit *test)
{
	struct contid *one = birth(test, 1, NULL);
	struct contid *two = birth(test, 2, one);
	struct contid *three = birth(test, 3, two);
	struct contid *beside = birth(test, 4, one);

	KUNIT_EXPECT_TRUE(test, contid_is_below(two, one));
	KUNIT_EXPECT_TRUE(test, contid_is_below(three, one));
	KUNIT_EXPECT_FALSE(test, contid_is_below(one, one));
	KUNIT_EXPECT_FALSE(test, contid_is_below(one, two));
	KUNIT_EXPECT_FALSE(test, contid_is_below(beside, two));
	KUNIT_EXPECT_FALSE(test, contid_is_below(three, beside));
	KUNIT_EXPECT_FALSE(test, contid_is_below(NULL, one));
	leave(test, one);
	leave(test, two);
	leave(test, three);
	leave(test, beside);
}

static struct kunit_case lineage_test_cases[] = {
	KUNIT_CASE_PARAM(lineage_of_one, text_gen_params),
	KUNIT_CASE(lineage_of_none),
	KUNIT_CASE(lineage_nearest_first),
	KUNIT_CASE(lineage_of_a_scope),
	KUNIT_CASE(lineage_longest),
	KUNIT_CASE(below_is_not_beside),
	{}
};

static struct kunit_suite lineage_test_suite = {
	.name		= "contid-lineage",
	.init		= registry_test_init,
	.exit		= registry_test_exit,
	.test_cases	= lineage_test_cases,
};

kunit_test_suite(lineage_test_suite);

MODULE_DESCRIPTION("Tests of the lineage of containers");
MODULE_LICENSE("GPL");
