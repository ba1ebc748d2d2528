// SPDX-License-Identifier: GPL-2.0
/* KUnit tests of readers: which records one gets, and what a trimmed one shows. */

#include <linux/audit.h>
#include <linux/string.h>
#include <net/netlink.h>

#include "reader.h"
#include "registry_test.h"

#define OP	"audit(1.002:3): op=set opid=4 "
#define END	"audit(1.002:3): op=end opid=4 contid=-1 "
#define REST	" netns=6 comm=\" contid=8\" res=1"

/* The containers of the cases: 9 in 2 in 1, and 5 in none. */
struct family {
	struct contid *one, *two, *nine, *five;
};

static struct family make_family(struct kunit *test)
{
	struct family f;

	f.one = birth(test, 1, NULL);
	f.two = birth(test, 2, f.one);
	f.nine = birth(test, 9, f.two);
	f.five = birth(test, 5, NULL);
	return f;
}

static void end_family(struct kunit *test, struct family f)
{
	leave(test, f.one);
	leave(test, f.two);
	leave(test, f.nine);
	leave(test, f.five);
}

static struct contid_about *about_two(struct kunit *test, struct contid *a,
				      struct contid *b)
{
	struct contid_about *about;

	about = kunit_kzalloc(test, struct_size(about, containers, 2),
			      GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, about);
	about->n = 2;
	about->containers[0] = a;
	about->containers[1] = b;
	return about;
}

static void expect(struct kunit *test, u32 type, const char *text,
		   const struct contid_about *about,
		   const struct contid *container, const char *expected)
{
	size_t len = strlen(text);
	char *to = kunit_kzalloc(test, len + CONTID_TRIM_GROWTH + 2, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, to);
	to[len + CONTID_TRIM_GROWTH] = 0x5a;
	len = contid_trim(to, text, len, type, about, container);
	KUNIT_EXPECT_EQ(test, to[strlen(text) + CONTID_TRIM_GROWTH], 0x5a);
	to[len] = '\0';
	KUNIT_EXPECT_STREQ(test, to, expected);
}

static void trim_acting_process(struct kunit *test)
{
	struct family f = make_family(test);
	const char *text = "audit(1.002:3): scope=task contid=9,^2,^1";

	expect(test, AUDIT_CONTAINER_ID, text, NULL, f.one, text);
	expect(test, AUDIT_CONTAINER_ID, text, NULL, f.two,
	       "audit(1.002:3): scope=task contid=9,^2");
	expect(test, AUDIT_CONTAINER_ID, text, NULL, f.nine,
	       "audit(1.002:3): scope=task contid=9");
	expect(test, AUDIT_CONTAINER_ID, "audit(1.002:3): scope=task contid=5",
	       NULL, f.five, "audit(1.002:3): scope=task contid=5");
	end_family(test, f);
}

static void trim_list(struct kunit *test)
{
	struct family f = make_family(test);
	const char *text = "audit(1.002:3): scope=net netns=4 netnsid=7 contid=5,9,^2,^1";
	const char *turned = "audit(1.002:3): scope=net netns=4 netnsid=7 contid=9,^2,^1,5";
	struct contid_about *about = about_two(test, f.five, f.nine);

	expect(test, AUDIT_CONTAINER_ID, text, about, f.two,
	       "audit(1.002:3): scope=net netns=4 netnsid=7 contid=9,^2");
	expect(test, AUDIT_CONTAINER_ID, text, about, f.five,
	       "audit(1.002:3): scope=net netns=4 netnsid=7 contid=5");
	about = about_two(test, f.nine, f.five);
	expect(test, AUDIT_CONTAINER_ID, turned, about, f.one,
	       "audit(1.002:3): scope=net netns=4 netnsid=7 contid=9,^2,^1");
	about = about_two(test, f.nine, f.two);
	expect(test, AUDIT_CONTAINER_ID,
	       "audit(1.002:3): scope=net netns=4 netnsid=7 contid=9,^2,^1,2,^1",
	       about, f.two,
	       "audit(1.002:3): scope=net netns=4 netnsid=7 contid=9,^2,2");
	end_family(test, f);
}

static void trim_op(struct kunit *test)
{
	struct family f = make_family(test);
	const char *text = OP "contid=9,^2,^1 old-contid=5" REST;

	expect(test, AUDIT_CONTAINER_OP, text,
	       about_two(test, f.nine, f.five), f.two,
	       OP "contid=9,^2 old-contid=-1" REST);
	expect(test, AUDIT_CONTAINER_OP, text,
	       about_two(test, f.nine, f.five), f.five,
	       OP "contid=-1 old-contid=5" REST);
	/* What it is about is not known: nothing is shown. */
	expect(test, AUDIT_CONTAINER_OP, text, NULL, f.five,
	       OP "contid=-1 old-contid=-1" REST);
	/* A text that grows as far as it can. */
	expect(test, AUDIT_CONTAINER_OP,
	       "audit(1.002:3): op=set contid=1 old-contid=5",
	       about_two(test, f.one, f.five), f.nine,
	       "audit(1.002:3): op=set contid=-1 old-contid=-1");
	end_family(test, f);
}

static void trim_name(struct kunit *test)
{
	struct family f = make_family(test);
	const char *moved = OP "contid=5 old-contid=9,^2,^1 exe=\"/a\" name=\"web\" res=1";
	const char *ended = END "old-contid=9,^2,^1 exe=\"/a\" name=\"web\" res=1";

	/* The name is that of the container outside. */
	expect(test, AUDIT_CONTAINER_OP, moved,
	       about_two(test, f.five, f.nine), f.nine,
	       OP "contid=-1 old-contid=9 exe=\"/a\" res=1");
	expect(test, AUDIT_CONTAINER_OP, moved,
	       about_two(test, f.five, f.nine), f.five,
	       OP "contid=5 old-contid=-1 exe=\"/a\" name=\"web\" res=1");
	expect(test, AUDIT_CONTAINER_OP, ended, about_two(test, NULL, f.nine),
	       f.two,
	       END "old-contid=9,^2 exe=\"/a\" name=\"web\" res=1");
	end_family(test, f);
}

static void trim_leaves_others(struct kunit *test)
{
	struct family f = make_family(test);
	const char *text = "audit(1.002:3): pid=4 msg=' contid=9,^2,^1'";

	expect(test, AUDIT_USER, text, NULL, f.nine, text);
	end_family(test, f);
}

static struct sk_buff *add_record(struct kunit *test,
				  struct contid_read_event *event, int type,
				  const char *text, struct contid_about *about)
{
	struct sk_buff *skb = nlmsg_new(256, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	nlmsg_put(skb, 0, 0, type, 0, 0);
	skb_put_data(skb, text, strlen(text));
	contid_record_cb(skb)->about = about;
	__skb_queue_tail(&event->records, skb);
	return skb;
}

static void share_by_actor(struct kunit *test)
{
	struct family f = make_family(test);
	struct contid_read_event event = { .actor = f.nine };
	struct sk_buff *obj;

	__skb_queue_head_init(&event.records);
	add_record(test, &event, AUDIT_SYSCALL, "audit(1.002:3): x", NULL);
	obj = add_record(test, &event, AUDIT_OBJ_PID, "audit(1.002:3): opid=4",
			 about_two(test, f.five, NULL));
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.one),
			CONTID_SHARE_ALL);
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.nine),
			CONTID_SHARE_ALL);
	/* The target of a signal is no reason. */
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.five),
			CONTID_SHARE_NONE);
	KUNIT_EXPECT_TRUE(test, contid_read_wants(CONTID_SHARE_ALL, obj,
						  f.one, false));
	KUNIT_EXPECT_FALSE(test, contid_read_wants(CONTID_SHARE_ALL, obj,
						   f.one, true));
	__skb_queue_purge(&event.records);
	end_family(test, f);
}

static void share_of_op(struct kunit *test)
{
	struct family f = make_family(test);
	struct contid_read_event event = { .actor = f.two };
	struct sk_buff *op, *other;

	__skb_queue_head_init(&event.records);
	other = add_record(test, &event, AUDIT_SYSCALL, "audit(1.002:3): x",
			   NULL);
	op = add_record(test, &event, AUDIT_CONTAINER_OP, "audit(1.002:3): x",
			about_two(test, f.nine, NULL));
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.two),
			CONTID_SHARE_ALL);
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.nine),
			CONTID_SHARE_OPS);
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.five),
			CONTID_SHARE_NONE);
	KUNIT_EXPECT_TRUE(test, contid_read_wants(CONTID_SHARE_OPS, op, f.nine,
						  true));
	KUNIT_EXPECT_FALSE(test, contid_read_wants(CONTID_SHARE_OPS, other,
						   f.nine, true));
	__skb_queue_purge(&event.records);
	end_family(test, f);
}

static void share_of_packet(struct kunit *test)
{
	struct family f = make_family(test);
	struct contid_read_event event = {};
	struct sk_buff *net;

	__skb_queue_head_init(&event.records);
	add_record(test, &event, AUDIT_NETFILTER_PKT, "audit(1.002:3): x",
		   NULL);
	net = add_record(test, &event, AUDIT_CONTAINER_ID,
			 "audit(1.002:3): scope=net contid=9,^2,^1,2,^1",
			 about_two(test, f.nine, f.two));
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.one),
			CONTID_SHARE_ALL);
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.two),
			CONTID_SHARE_ALL);
	/* One of the two is outside. */
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.nine),
			CONTID_SHARE_NONE);
	/* Its socket decides. */
	add_record(test, &event, AUDIT_CONTAINER_ID,
		   "audit(1.002:3): scope=sock contid=9,^2,^1",
		   about_two(test, f.nine, NULL));
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.nine),
			CONTID_SHARE_ALL);
	KUNIT_EXPECT_EQ(test, contid_read_share(&event, f.five),
			CONTID_SHARE_NONE);
	KUNIT_EXPECT_FALSE(test, contid_read_wants(CONTID_SHARE_ALL, net,
						   f.five, true));
	__skb_queue_purge(&event.records);
	end_family(test, f);
}

static struct kunit_case trim_cases[] = {
	KUNIT_CASE(trim_acting_process),
	KUNIT_CASE(trim_list),
	KUNIT_CASE(trim_op),
	KUNIT_CASE(trim_name),
	KUNIT_CASE(trim_leaves_others),
	KUNIT_CASE(share_by_actor),
	KUNIT_CASE(share_of_op),
	KUNIT_CASE(share_of_packet),
	{}
};

static struct kunit_suite trim_suite = {
	.name = "contid-trim",
	.init = registry_test_init,
	.exit = registry_test_exit,
	.test_cases = trim_cases,
};

kunit_test_suite(trim_suite);

MODULE_DESCRIPTION("Tests of the readers of a container");
MODULE_LICENSE("GPL");
