// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of the names of containers. */

#include "registry_test.h"
#include "request.h"

/**
 * struct name_param - a name in a request
 * @desc: what is special about it
 * @bytes: the attribute; NULL for bytes of 0xff
 * @len: its length
 * @err: what reading it returns
 */
struct name_param {
	const char	*desc;
	const char	*bytes;
	size_t		len;
	int		err;
};

static const struct name_param name_params[] = {
	{ "one byte", "a", 1, 0 },
	{ "with a NUL at the end", "web", 4, 0 },
	{ "a path", "prod/web-0/nginx", 16, 0 },
	{ "quotes and newlines", "\" res=1\nmsg='", 13, 0 },
	{ "128 bytes of 0xff", NULL, CONTID_NAME_MAX, 0 },
	{ "no byte", "", 0, -EINVAL },
	{ "nothing but a NUL", "", 1, -EINVAL },
	{ "two NULs", "\0", 2, -EINVAL },
	{ "a NUL in it", "web\0db", 6, -EINVAL },
	{ "a NUL at its beginning", "\0web", 4, -EINVAL },
	{ "two NULs at its end", "web\0", 5, -EINVAL },
};

static void name_param_desc(const struct name_param *param, char *desc)
{
	strscpy(desc, param->desc, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(name, name_params, name_param_desc);

static void parsed(struct kunit *test)
{
	const struct name_param *param = test->param_value;
	struct netlink_ext_ack extack = {};
	size_t len = param->len;
	struct nlattr *attr;
	char *name;

	attr = kunit_kzalloc(test, nla_total_size(len), GFP_KERNEL);
	/* Of just the size, for KASAN to see a byte too much. */
	name = kunit_kmalloc(test, CONTID_NAME_SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, attr);
	KUNIT_ASSERT_NOT_NULL(test, name);
	attr->nla_len = nla_attr_size(len);
	memset(nla_data(attr), 0xff, len);
	if (param->bytes)
		memcpy(nla_data(attr), param->bytes, len);

	KUNIT_EXPECT_EQ(test, contid_name_parse(attr, name, &extack),
			param->err);
	if (param->err) {
		KUNIT_EXPECT_PTR_EQ(test, extack.bad_attr, attr);
		KUNIT_EXPECT_STREQ(test, name, "");
		return;
	}
	if (!((char *)nla_data(attr))[len - 1])
		len--;
	KUNIT_ASSERT_EQ(test, strlen(name), len);
	KUNIT_EXPECT_EQ(test, memcmp(name, nla_data(attr), len), 0);
}

static void absent(struct kunit *test)
{
	char name[CONTID_NAME_SIZE] = "x";

	KUNIT_EXPECT_EQ(test, contid_name_parse(NULL, name, NULL), 0);
	KUNIT_EXPECT_STREQ(test, name, "");
}

static struct contid *alloc(struct kunit *test, const char *name)
{
	struct contid *container;

	container = contid_alloc(test->priv, CONTID_SCOPE_HOST, 7, &init_net,
				 NULL, name);
	KUNIT_ASSERT_NOT_NULL(test, container);
	return container;
}

static void kept(struct kunit *test)
{
	struct contid *named = alloc(test, "web"), *unnamed = alloc(test, "");
	char lineage[CONTID_LINEAGE_SIZE];

	KUNIT_EXPECT_STREQ(test, contid_name(named), "web");
	KUNIT_EXPECT_NULL(test, contid_name(unnamed));
	contid_lineage_print(named, lineage);
	KUNIT_EXPECT_STREQ(test, lineage, "7");

	KUNIT_EXPECT_TRUE(test, contid_name_agrees("", named));
	KUNIT_EXPECT_TRUE(test, contid_name_agrees("web", named));
	KUNIT_EXPECT_FALSE(test, contid_name_agrees("we", named));
	KUNIT_EXPECT_FALSE(test, contid_name_agrees("web2", named));
	KUNIT_EXPECT_TRUE(test, contid_name_agrees("", unnamed));
	KUNIT_EXPECT_FALSE(test, contid_name_agrees("web", unnamed));
	contid_free_unregistered(test->priv, named);
	contid_free_unregistered(test->priv, unnamed);
}

/* A name takes its own bytes and no other: none if there is none. */
static void takes_its_bytes(struct kunit *test)
{
	char name[CONTID_NAME_SIZE];
	size_t len;

	for (len = 0; len < CONTID_NAME_SIZE; len++) {
		size_t size = sizeof(struct contid) + CONTID_ID_SIZE +
			      (len ? len + 1 : 0);
		struct contid *container;

		memset(name, 'n', len);
		name[len] = '\0';
		container = alloc(test, name);
		KUNIT_EXPECT_LE(test, ksize(container),
				kmalloc_size_roundup(size));
		contid_free_unregistered(test->priv, container);
	}
}

static struct kunit_case name_test_cases[] = {
	KUNIT_CASE_PARAM(parsed, name_gen_params),
	KUNIT_CASE(absent),
	KUNIT_CASE(kept),
	KUNIT_CASE(takes_its_bytes),
	{}
};

static struct kunit_suite name_test_suite = {
	.name		= "contid-name",
	.init		= registry_test_init,
	.exit		= registry_test_exit,
	.test_cases	= name_test_cases,
};

kunit_test_suite(name_test_suite);

MODULE_DESCRIPTION("Tests of the names of containers");
MODULE_LICENSE("GPL");
