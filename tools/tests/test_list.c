// SPDX-License-Identifier: LGPL-2.1-or-later
/* Dumps: read wholly, repeated when inconsistent, then delivered. */

#include <errno.h>
#include <string.h>

#include <netlink/attr.h>

#include "fake.h"

/* More than the library will try, and more than a table has room for at first */
#define MANY	1000

struct seen {
	unsigned int count;
	uint64_t ids[MANY];
	unsigned int stop_after;
};

static struct seen seen;

static int setup(void **state)
{
	memset(&seen, 0, sizeof(seen));
	return fake_setup(state);
}

static int see(uint64_t id, void *data)
{
	assert_ptr_equal(data, &seen);
	assert_in_range(seen.count, 0, MANY - 1);
	seen.ids[seen.count++] = id;
	return seen.count == seen.stop_after ? 4711 : 0;
}

static int see_container(const struct contid_info *info, void *data)
{
	return see(info->contid, data);
}

static int list(struct contid_handle *h)
{
	seen.count = 0;
	return contid_list(h, contid_by_id(CONTID_UNSET), -1, see_container, &seen);
}

/* Containers @first to @last, three in a datagram */
static void put_containers(struct nlmsghdr *req, uint16_t flags, int first,
			   int last)
{
	struct contid_info info = { .parent = CONTID_UNSET };

	for (; first <= last; first++) {
		info.contid = first;
		info.serial = first;
		fake_info(req, NLM_F_MULTI | flags, &info);
		if (first % 3 == 0)
			fake_cut();
	}
	fake_cut();
}

static void ten(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 0);
	put_containers(req, 0, 1, 10);
	fake_done(req, 0, 0, NULL);
}

static void check_seen(uint64_t first, uint64_t last)
{
	unsigned int i;

	assert_int_equal(seen.count, last - first + 1);
	for (i = 0; i < seen.count; i++)
		assert_int_equal(seen.ids[i], first + i);
}

static void list_reads_many_datagrams(void **state)
{
	fake_expect(ten);
	assert_int_equal(list(*state), 0);
	check_seen(1, 10);
}

static void crowd(struct nlmsghdr *req)
{
	struct contid_info info = { .parent = CONTID_UNSET };

	for (; info.contid < MANY; info.contid++) {
		info.serial = info.contid + 1;
		fake_info(req, NLM_F_MULTI, &info);
		if (info.contid % 50 == 49)
			fake_cut();
	}
	fake_done(req, 0, 0, NULL);
}

static void list_grows(void **state)
{
	fake_expect(crowd);
	assert_int_equal(list(*state), 0);
	check_seen(0, MANY - 1);
}

static void nothing(struct nlmsghdr *req)
{
	fake_done(req, 0, 0, NULL);
}

static void list_may_be_empty(void **state)
{
	fake_expect(nothing);
	assert_int_equal(list(*state), 0);
	assert_int_equal(seen.count, 0);
}

static void below_zero(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 1);
	fake_check_u64(req, CONTID_A_PARENT, 0);
	fake_done(req, 0, 0, NULL);
}

static void list_asks_for_a_parent(void **state)
{
	fake_expect(below_zero);
	assert_int_equal(contid_list(*state, contid_by_id(0), -1, see_container, &seen), 0);
}

static void inconsistent(struct nlmsghdr *req)
{
	put_containers(req, 0, 100, 102);
	put_containers(req, NLM_F_DUMP_INTR, 103, 103);
	fake_done(req, 0, 0, NULL);
}

/* What changes behind the last message shows in the end alone. */
static void inconsistent_at_the_end(struct nlmsghdr *req)
{
	put_containers(req, 0, 100, 105);
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

static void list_is_never_a_mix(void **state)
{
	fake_expect(inconsistent);
	fake_expect(inconsistent_at_the_end);
	fake_expect(ten);
	assert_int_equal(list(*state), 0);
	check_seen(1, 10);
	assert_int_equal(fake_requests(), 3);
}

static unsigned int last_seq;

static void restless(struct nlmsghdr *req)
{
	assert_int_not_equal(req->nlmsg_seq, last_seq);
	last_seq = req->nlmsg_seq;
	put_containers(req, 0, 10 * fake_requests(), 10 * fake_requests() + 4);
	fake_done(req, NLM_F_DUMP_INTR, 0, NULL);
}

/* What was read last is better than nothing. */
static void list_always_answers(void **state)
{
	fake_expect_all(restless);
	assert_int_equal(list(*state), CONTID_CHANGED);
	assert_int_equal(fake_requests(), 4);
	check_seen(40, 44);
	seen.stop_after = 3;
	assert_int_equal(list(*state), 4711);
	check_seen(80, 82);
}

static void refused_at_start(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "needs CAP_AUDIT_READ", 0, 0);
}

static void refused_at_the_end(struct nlmsghdr *req)
{
	put_containers(req, 0, 1, 5);
	fake_done(req, 0, ENOMEM, "too many");
}

static void refused_while_inconsistent(struct nlmsghdr *req)
{
	put_containers(req, NLM_F_DUMP_INTR, 1, 5);
	fake_done(req, 0, ENOMEM, NULL);
}

static void refused_dump_delivers_nothing(void **state)
{
	fake_expect(refused_at_start);
	assert_int_equal(list(*state), -EPERM);
	assert_string_equal(contid_error_text(*state), "needs CAP_AUDIT_READ");
	assert_int_equal(seen.count, 0);

	fake_expect(refused_at_the_end);
	assert_int_equal(list(*state), -ENOMEM);
	assert_string_equal(contid_error_text(*state), "too many");
	assert_int_equal(seen.count, 0);

	fake_expect(refused_while_inconsistent);
	assert_int_equal(list(*state), -ENOMEM);
	assert_int_equal(seen.count, 0);
	assert_int_equal(fake_requests(), 3);
}

static void short_done(struct nlmsghdr *req)
{
	fake_begin(req, NLMSG_DONE, NLM_F_MULTI);
	fake_bytes("\0\0", 2);
	fake_end();
}

static void end_of_dump_must_be_whole(void **state)
{
	fake_expect(short_done);
	assert_int_equal(list(*state), -EBADMSG);
	assert_int_equal(list(*state), -ENOTCONN);
}

static void one_malformed(struct nlmsghdr *req)
{
	put_containers(req, 0, 1, 4);
	fake_begin(req, FAKE_FAMILY, NLM_F_MULTI);
	fake_u64(CONTID_A_CONTID, 5);
	fake_end();
	put_containers(req, 0, 6, 8);
	fake_done(req, 0, 0, NULL);
}

static void malformed_item_refuses_the_list(void **state)
{
	fake_expect(one_malformed);
	fake_expect(ten);
	assert_int_equal(list(*state), -EBADMSG);
	assert_int_equal(seen.count, 0);
	/* The rest has been read: the handle goes on working. */
	assert_int_equal(list(*state), 0);
	check_seen(1, 10);
}

static void lost_in_between(struct nlmsghdr *req)
{
	put_containers(req, 0, 1, 6);
	fake_receive_fails(ENOBUFS);
}

static void lost_messages_refuse_the_list(void **state)
{
	fake_expect(lost_in_between);
	assert_int_equal(list(*state), -ENOBUFS);
	assert_int_equal(seen.count, 0);
	assert_int_equal(list(*state), -ENOTCONN);
}

static void callback_ends_the_list(void **state)
{
	seen.stop_after = 4;
	fake_expect(ten);
	assert_int_equal(list(*state), 4711);
	check_seen(1, 4);
}

static int list_within(const struct contid_info *info, void *data)
{
	const struct contid_info *result;

	return contid_get(data, contid_by_id(info->contid), &result);
}

static void one(struct nlmsghdr *req)
{
	struct contid_info info = {
		.contid = nla_get_u64(fake_find(req, CONTID_A_CONTID)),
	};

	fake_info(req, 0, &info);
	fake_ack(req);
}

static void handle_is_free_in_a_callback(void **state)
{
	fake_expect(ten);
	fake_expect_all(one);
	assert_int_equal(contid_list(*state, contid_by_id(CONTID_UNSET), -1, list_within,
				     *state), 0);
	assert_int_equal(fake_requests(), 11);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(list_reads_many_datagrams),
		with_handle(list_grows),
		with_handle(list_may_be_empty),
		with_handle(list_asks_for_a_parent),
		with_handle(list_is_never_a_mix),
		with_handle(list_always_answers),
		with_handle(refused_dump_delivers_nothing),
		with_handle(end_of_dump_must_be_whole),
		with_handle(malformed_item_refuses_the_list),
		with_handle(lost_messages_refuse_the_list),
		with_handle(callback_ends_the_list),
		with_handle(handle_is_free_in_a_callback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
