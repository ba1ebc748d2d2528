// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit tests of events on their way to readers: what ends them, what is counted as
 * lost, and how much room a daemon has. The worker waits meanwhile: the tests hold
 * its mutex, and leave nothing in its queue.
 */

#include <linux/audit.h>
#include <linux/sched/signal.h>
#include <linux/string.h>
#include <net/contid_daemon.h>
#include <net/netlink.h>

#include "daemon.h"
#include "reader.h"
#include "registry_test.h"

#define TEXT	"audit(1.002:3): a0=1"

/* A reader of @two, which is nested in @one; it has no socket. */
struct scene {
	struct contid *one, *two;
	struct contid_reader *reader;
};

static struct scene make_scene(struct kunit *test)
{
	struct scene s;

	s.one = birth(test, 1, NULL);
	s.two = birth(test, 2, s.one);
	s.reader = kunit_kzalloc(test, sizeof(*s.reader), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, s.reader);
	s.reader->container = s.two;
	mutex_lock(&contid_read.mutex);
	spin_lock_irq(&contid_read.lock);
	hlist_add_head(&s.reader->by_container, contid_readers_of(s.two));
	s.two->readers = 1;
	s.reader->first = contid_read.last_no + 1;
	spin_unlock_irq(&contid_read.lock);
	return s;
}

static void end_scene(struct kunit *test, struct scene s)
{
	spin_lock_irq(&contid_read.lock);
	hlist_del(&s.reader->by_container);
	s.two->readers = 0;
	spin_unlock_irq(&contid_read.lock);
	mutex_unlock(&contid_read.mutex);
	leave(test, s.one);
	leave(test, s.two);
}

static struct sk_buff *make_record(struct kunit *test)
{
	struct sk_buff *record = nlmsg_new(sizeof(TEXT), GFP_KERNEL);
	struct nlmsghdr *nlh;

	KUNIT_ASSERT_NOT_NULL(test, record);
	nlh = nlmsg_put(record, 0, 0, AUDIT_SYSCALL, sizeof(TEXT), 0);
	strscpy(nlmsg_data(nlh), TEXT, sizeof(TEXT));
	return record;
}

static struct contid_read_event *start(struct kunit *test, struct contid *actor)
{
	struct contid_read_event *event;

	event = contid_read_event_start(actor, false, GFP_KERNEL);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(event));
	return event;
}

/* What kauditd does with a record. */
static void pass(struct sk_buff *record)
{
	contid_record_clone(record);
	kfree_skb(record);
}

static void only_for_readers(struct kunit *test)
{
	struct scene s = make_scene(test);
	struct contid_read_event *event;

	KUNIT_EXPECT_NULL(test, contid_read_event_start(s.one, false,
							GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, contid_read_event_start(NULL, false,
							GFP_KERNEL));
	event = start(test, s.two);
	KUNIT_EXPECT_PTR_EQ(test, event->actor, s.two);
	contid_read_event_put(event);
	contid_read_event_free(contid_read_next());
	end_scene(test, s);
}

static void last_user_queues(struct kunit *test)
{
	struct scene s = make_scene(test);
	struct contid_read_event *event = start(test, s.two);
	struct sk_buff *first = make_record(test), *second = make_record(test);

	contid_record_attach(first, event);
	contid_record_attach(second, event);
	pass(first);
	KUNIT_EXPECT_TRUE(test, list_empty(&contid_read.queue));
	contid_read_event_put(event);
	KUNIT_EXPECT_TRUE(test, list_empty(&contid_read.queue));
	pass(second);
	KUNIT_EXPECT_EQ(test, contid_read.backlog, event->size);
	KUNIT_ASSERT_PTR_EQ(test, contid_read_next(), event);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&event->records), 2);
	KUNIT_EXPECT_EQ(test, atomic64_read(&s.reader->lost), 0);
	contid_read_event_free(event);
	end_scene(test, s);
}

static void forgotten_record_is_no_user(struct kunit *test)
{
	struct scene s = make_scene(test);
	struct contid_read_event *event = start(test, s.two);
	struct sk_buff *record = make_record(test);

	contid_record_attach(record, event);
	contid_read_event_put(event);
	contid_record_forget(record);
	kfree_skb(record);
	KUNIT_ASSERT_PTR_EQ(test, contid_read_next(), event);
	KUNIT_EXPECT_EQ(test, skb_queue_len(&event->records), 0);
	contid_read_event_free(event);
	end_scene(test, s);
}

/* Loses one event of one record; returns what the reader has lost. */
static s64 lose_one(struct kunit *test, struct scene *s)
{
	struct contid_read_event *event = start(test, s->two);
	struct sk_buff *record = make_record(test);

	contid_record_attach(record, event);
	contid_read_event_put(event);
	contid_read.backlog = CONTID_READ_BACKLOG;
	pass(record);
	KUNIT_EXPECT_EQ(test, contid_read.backlog, CONTID_READ_BACKLOG);
	contid_read.backlog = 0;
	return atomic64_read(&s->reader->lost);
}

static void lose_what_has_no_room(struct kunit *test)
{
	struct scene s = make_scene(test);

	KUNIT_EXPECT_EQ(test, lose_one(test, &s), 1);
	KUNIT_EXPECT_NULL(test, contid_read_next());
	end_scene(test, s);
}

static void earlier_events_are_not_for_it(struct kunit *test)
{
	struct scene s = make_scene(test);

	s.reader->first += 1;
	KUNIT_EXPECT_EQ(test, lose_one(test, &s), 0);
	KUNIT_EXPECT_EQ(test, lose_one(test, &s), 1);
	end_scene(test, s);
}

/* An event about a container, as that of a packet is. */
static void process_only_with_an_actor(struct kunit *test)
{
	struct scene s = make_scene(test);
	struct contid_read_event *event;

	event = contid_read_event_start(NULL, true, GFP_KERNEL);
	KUNIT_ASSERT_FALSE(test, IS_ERR_OR_NULL(event));
	KUNIT_EXPECT_NULL(test, event->process);
	contid_read_event_put(event);
	contid_read_event_free(contid_read_next());
	event = start(test, s.two);
	KUNIT_EXPECT_PTR_EQ(test, event->process,
			    (const struct pid *)task_tgid(current));
	contid_read_event_put(event);
	contid_read_event_free(contid_read_next());
	end_scene(test, s);
}

static void daemons_own_events_are_not_for_it(struct kunit *test)
{
	struct contid_daemon *daemon = contid_daemon_alloc();
	struct scene s = make_scene(test);

	KUNIT_ASSERT_NOT_NULL(test, daemon);
	s.reader->opener = task_tgid(current);
	KUNIT_EXPECT_EQ(test, lose_one(test, &s), 1);
	s.reader->daemon = daemon;
	KUNIT_EXPECT_EQ(test, lose_one(test, &s), 1);
	s.reader->opener = NULL;
	KUNIT_EXPECT_EQ(test, lose_one(test, &s), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&daemon->lost), 1);
	end_scene(test, s);
	kfree(daemon);
}

static void daemon_has_room(struct kunit *test)
{
	struct contid_daemon *daemon = contid_daemon_alloc();

	KUNIT_ASSERT_NOT_NULL(test, daemon);
	KUNIT_EXPECT_TRUE(test, contid_daemon_has_room(daemon, 0, 8192));
	KUNIT_EXPECT_FALSE(test, contid_daemon_has_room(daemon, 0, 8193));
	daemon->backlog_limit = 10;
	KUNIT_EXPECT_TRUE(test, contid_daemon_has_room(daemon, 7, 3));
	KUNIT_EXPECT_FALSE(test, contid_daemon_has_room(daemon, 8, 3));
	kfree(daemon);
}

static void daemon_has_a_rate(struct kunit *test)
{
	struct contid_daemon *daemon = contid_daemon_alloc();

	KUNIT_ASSERT_NOT_NULL(test, daemon);
	daemon->rate_limit = 5;
	/* The second has just begun; the test takes less. */
	daemon->rate_begin = jiffies + HZ;
	KUNIT_EXPECT_TRUE(test, contid_daemon_has_room(daemon, 0, 3));
	KUNIT_EXPECT_FALSE(test, contid_daemon_has_room(daemon, 0, 3));
	KUNIT_EXPECT_TRUE(test, contid_daemon_has_room(daemon, 0, 2));
	KUNIT_EXPECT_FALSE(test, contid_daemon_has_room(daemon, 0, 1));
	/* The next one */
	daemon->rate_begin = jiffies - HZ;
	KUNIT_EXPECT_TRUE(test, contid_daemon_has_room(daemon, 0, 5));
	kfree(daemon);
}

static struct kunit_case read_cases[] = {
	KUNIT_CASE(only_for_readers),
	KUNIT_CASE(last_user_queues),
	KUNIT_CASE(forgotten_record_is_no_user),
	KUNIT_CASE(lose_what_has_no_room),
	KUNIT_CASE(earlier_events_are_not_for_it),
	KUNIT_CASE(process_only_with_an_actor),
	KUNIT_CASE(daemons_own_events_are_not_for_it),
	KUNIT_CASE(daemon_has_room),
	KUNIT_CASE(daemon_has_a_rate),
	{}
};

static struct kunit_suite read_suite = {
	.name = "contid-read",
	.init = registry_test_init,
	.exit = registry_test_exit,
	.test_cases = read_cases,
};

kunit_test_suite(read_suite);

MODULE_DESCRIPTION("Tests of events for the readers of a container");
MODULE_LICENSE("GPL");
