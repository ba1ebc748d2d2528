// SPDX-License-Identifier: LGPL-2.1-or-later
/* The network namespaces of containers: read, put together, and asked for. */

#include <errno.h>
#include <string.h>

#include "fake.h"

#define BIG	0xfedcba9876543210ULL
#define ROOM	1000

static const struct contid_netns three[] = {
	{ .cookie = BIG, .inum = 4026532281, .threads = 0xffffffff },
	{ .cookie = 1, .inum = 4026531840, .threads = 1 },
	{ .cookie = 2, .inum = 1, .threads = 2 },
};

static const struct contid_info first = {
	.contid = 1,
	.parent = CONTID_UNSET,
	.serial = 1,
	.processes = 5,
	.netns_count = 3,
	.netns = three,
};

static const struct contid_info second = {
	.contid = 2,
	.parent = 1,
	.serial = 2,
	.netns_count = 1,
	.netns = three + 1,
};

static const struct contid_info nowhere = {
	.contid = 3,
	.parent = CONTID_UNSET,
	.serial = 3,
};

static const struct contid_info unset = { .contid = CONTID_UNSET };

static void check_netns(const struct contid_info *info,
			const struct contid_netns *netns, uint32_t count)
{
	uint32_t i;

	assert_int_equal(info->netns_count, count);
	for (i = 0; i < count; i++) {
		assert_int_equal(info->netns[i].cookie, netns[i].cookie);
		assert_int_equal(info->netns[i].inum, netns[i].inum);
		assert_int_equal(info->netns[i].threads, netns[i].threads);
	}
}

static void one(struct nlmsghdr *req, const struct contid_info *info)
{
	fake_info(req, 0, info);
	fake_ack(req);
}

static void get_first(struct nlmsghdr *req)
{
	one(req, &first);
}

static void get_second(struct nlmsghdr *req)
{
	one(req, &second);
}

static void get_nowhere(struct nlmsghdr *req)
{
	one(req, &nowhere);
}

static void get_unset(struct nlmsghdr *req)
{
	one(req, &unset);
}

static void get_names_them(void **state)
{
	const struct contid_info *info;

	fake_expect(get_first);
	assert_int_equal(contid_get(*state, contid_by_id(1), &info), 0);
	check_netns(info, three, 3);
	fake_expect(get_second);
	assert_int_equal(contid_get_process(*state, 5, &info), 0);
	check_netns(info, three + 1, 1);
	fake_expect(get_nowhere);
	assert_int_equal(fake_set(*state, 5, 3, 0, 0, &info), 0);
	check_netns(info, NULL, 0);
	fake_expect(get_first);
	assert_int_equal(contid_drop(*state, 5, 0, &info), 0);
	check_netns(info, three, 3);
	fake_expect(get_unset);
	assert_int_equal(contid_get_process(*state, 5, &info), 0);
	check_netns(info, NULL, 0);
}

/* What contid_list() gave, copied */
static struct {
	unsigned int count;
	struct contid_info infos[8];
	struct contid_netns netns[8][ROOM];
} seen;

static int see(const struct contid_info *info, void *data)
{
	(void)data;
	assert_in_range(seen.count, 0, 7);
	assert_in_range(info->netns_count, 0, ROOM);
	if (info->netns_count)
		memcpy(seen.netns[seen.count], info->netns,
		       info->netns_count * sizeof(*info->netns));
	seen.infos[seen.count] = *info;
	seen.infos[seen.count].netns = seen.netns[seen.count];
	seen.count++;
	return 0;
}

static int list(struct contid_handle *h)
{
	seen.count = 0;
	return contid_list(h, contid_by_id(CONTID_UNSET), -1, see, NULL);
}

static void list_answer(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, &first);
	fake_info(req, NLM_F_MULTI, &nowhere);
	fake_info(req, NLM_F_MULTI, &second);
	fake_done(req, 0, 0, NULL);
}

static void check_list(void)
{
	assert_int_equal(seen.count, 3);
	check_netns(&seen.infos[0], three, 3);
	check_netns(&seen.infos[1], NULL, 0);
	check_netns(&seen.infos[2], three + 1, 1);
}

static void list_names_them(void **state)
{
	fake_expect(list_answer);
	assert_int_equal(list(*state), 0);
	check_list();
}

static struct contid_netns many[ROOM];

/* A container in @n namespaces, @at_once of them in a message */
static void put_parts(struct nlmsghdr *req, uint16_t flags, uint64_t serial,
		      uint32_t n, uint32_t at_once)
{
	struct contid_info info = first;
	uint32_t i;

	info.contid = info.serial = serial;
	for (i = 0; i < n; i += at_once) {
		info.netns = many + i;
		info.netns_count = n - i < at_once ? n - i : at_once;
		fake_info(req, NLM_F_MULTI | flags, &info);
		fake_cut();
	}
}

static void parts_answer(struct nlmsghdr *req)
{
	put_parts(req, 0, 7, 2, 1);
	put_parts(req, 0, 8, ROOM, 90);
	fake_info(req, NLM_F_MULTI, &nowhere);
	put_parts(req, 0, 9, 3, 2);
	fake_done(req, 0, 0, NULL);
}

static void parts_of_a_container_are_put_together(void **state)
{
	uint32_t i;

	for (i = 0; i < ROOM; i++)
		many[i] = (struct contid_netns){ BIG + i, i, ROOM - i };
	fake_expect(parts_answer);
	assert_int_equal(list(*state), 0);
	assert_int_equal(seen.count, 4);
	assert_int_equal(seen.infos[0].contid, 7);
	check_netns(&seen.infos[0], many, 2);
	assert_int_equal(seen.infos[1].contid, 8);
	check_netns(&seen.infos[1], many, ROOM);
	check_netns(&seen.infos[2], NULL, 0);
	assert_int_equal(seen.infos[3].contid, 9);
	check_netns(&seen.infos[3], many, 3);
}

/* The same id in another life is another container. */
static void reused_answer(struct nlmsghdr *req)
{
	struct contid_info info = second;

	fake_info(req, NLM_F_MULTI, &info);
	info.serial++;
	fake_info(req, NLM_F_MULTI, &info);
	fake_done(req, 0, 0, NULL);
}

static void containers_are_reported_apart_by_serial(void **state)
{
	fake_expect(reused_answer);
	assert_int_equal(list(*state), 0);
	assert_int_equal(seen.count, 2);
	check_netns(&seen.infos[0], three + 1, 1);
	check_netns(&seen.infos[1], three + 1, 1);
}

/* It ends with a part, and the next one begins with the container of that part. */
static void inconsistent_answer(struct nlmsghdr *req)
{
	put_parts(req, NLM_F_DUMP_INTR, 1, 5, 2);
	fake_done(req, 0, 0, NULL);
}

static void nothing_is_left_of_another_try(void **state)
{
	fake_expect(inconsistent_answer);
	fake_expect(inconsistent_answer);
	fake_expect(list_answer);
	assert_int_equal(list(*state), 0);
	check_list();
}

static void no_nest(void)
{
	fake_attr(CONTID_A_NETNS, "", 0);
}

static void short_nest(void)
{
	fake_attr(CONTID_A_NETNS | NLA_F_NESTED, "abc", 3);
}

static void long_attribute(void)
{
	struct nlattr nla = {
		.nla_type = CONTID_A_NETNS_COOKIE,
		.nla_len = 100,
	};

	fake_attr(CONTID_A_NETNS | NLA_F_NESTED, &nla, sizeof(nla));
}

static void without_cookie(void)
{
	fake_nest(CONTID_A_NETNS);
	fake_u32(CONTID_A_NETNS_INUM, 1);
	fake_u32(CONTID_A_NETNS_THREADS, 1);
	fake_nest_end();
}

static void without_inum(void)
{
	fake_nest(CONTID_A_NETNS);
	fake_u64(CONTID_A_NETNS_COOKIE, 1);
	fake_u32(CONTID_A_NETNS_THREADS, 1);
	fake_nest_end();
}

static void without_tasks(void)
{
	fake_nest(CONTID_A_NETNS);
	fake_u64(CONTID_A_NETNS_COOKIE, 1);
	fake_u32(CONTID_A_NETNS_INUM, 1);
	fake_nest_end();
}

static void short_cookie(void)
{
	fake_nest(CONTID_A_NETNS);
	fake_u32(CONTID_A_NETNS_COOKIE, 1);
	fake_u32(CONTID_A_NETNS_INUM, 1);
	fake_u32(CONTID_A_NETNS_THREADS, 1);
	fake_nest_end();
}

static void (*malformed)(void);

static void put_malformed(const struct nlmsghdr *req, uint16_t flags)
{
	fake_begin(req, FAKE_FAMILY, flags);
	fake_describe(&first);
	malformed();
	fake_netns(three);
	fake_end();
}

static void malformed_list(struct nlmsghdr *req)
{
	fake_info(req, NLM_F_MULTI, &second);
	put_malformed(req, NLM_F_MULTI);
	fake_info(req, NLM_F_MULTI, &nowhere);
	fake_done(req, 0, 0, NULL);
}

static void malformed_get(struct nlmsghdr *req)
{
	put_malformed(req, 0);
	fake_ack(req);
}

static void malformed_ones_are_refused(void **state)
{
	static void (*const ways[])(void) = {
		no_nest, short_nest, long_attribute, without_cookie,
		without_inum, without_tasks, short_cookie,
	};
	const struct contid_info *info = &nowhere;
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		malformed = ways[i];
		fake_expect_all(malformed_get);
		assert_int_equal(contid_get(*state, contid_by_id(1), &info), -EBADMSG);
		assert_ptr_equal(info, &nowhere);
		fake_expect_all(malformed_list);
		assert_int_equal(list(*state), -EBADMSG);
		assert_int_equal(seen.count, 0);
		fake_expect_all(list_answer);
		assert_int_equal(list(*state), 0);
		check_list();
	}
}

static void future_answer(struct nlmsghdr *req)
{
	fake_begin(req, FAKE_FAMILY, 0);
	fake_describe(&nowhere);
	fake_nest(CONTID_A_NETNS);
	fake_u64(CONTID_A_NETNS_MAX + 1, 99);
	fake_u64(CONTID_A_NETNS_COOKIE, three[1].cookie);
	fake_u32(CONTID_A_NETNS_INUM, three[1].inum);
	fake_attr(0x3fff, "?", 1);
	fake_u32(CONTID_A_NETNS_THREADS, three[1].threads);
	fake_nest_end();
	fake_end();
	fake_ack(req);
}

static void unknown_attributes_are_passed_over(void **state)
{
	const struct contid_info *info;

	fake_expect(future_answer);
	assert_int_equal(contid_get(*state, contid_by_id(3), &info), 0);
	check_netns(info, three + 1, 1);
}

static void nothing_at_zero(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 1);
	fake_check_u32(req, CONTID_A_NETNS_FD, 0);
	fake_done(req, 0, 0, NULL);
}

static void nothing_below_zero(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, NLM_F_DUMP, 2);
	fake_check_u64(req, CONTID_A_PARENT, 0);
	fake_check_u32(req, CONTID_A_NETNS_FD, 77);
	fake_done(req, 0, 0, NULL);
}

static void no_netns(struct nlmsghdr *req)
{
	fake_check_u32(req, CONTID_A_NETNS_FD, 5);
	fake_refuse(req, EINVAL, "no network namespace", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_NETNS_FD));
}

static void list_asks_for_a_namespace(void **state)
{
	fake_expect(nothing_at_zero);
	assert_int_equal(contid_list(*state, contid_by_id(CONTID_UNSET), 0, see, NULL), 0);
	fake_expect(nothing_below_zero);
	assert_int_equal(contid_list(*state, contid_by_id(0), 77, see, NULL), 0);
	fake_expect(no_netns);
	assert_int_equal(contid_list(*state, contid_by_id(CONTID_UNSET), 5, see, NULL),
			 -EINVAL);
	assert_string_equal(contid_error_attr(*state), "netns-fd");
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(get_names_them),
		with_handle(list_names_them),
		with_handle(parts_of_a_container_are_put_together),
		with_handle(containers_are_reported_apart_by_serial),
		with_handle(nothing_is_left_of_another_try),
		with_handle(malformed_ones_are_refused),
		with_handle(unknown_attributes_are_passed_over),
		with_handle(list_asks_for_a_namespace),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
