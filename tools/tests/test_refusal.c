// SPDX-License-Identifier: LGPL-2.1-or-later
/* Why the kernel refused: extended acks, well and badly made. */

#include <errno.h>
#include <string.h>

#include "fake.h"

static const struct contid_info some = {
	.contid = 707,
	.parent = CONTID_UNSET,
	.owner_netns = 1,
	.created = 1000,
	.serial = 12,
	.processes = 3,
};

/* What contid_get() returns when the kernel answers so. */
static int get(struct contid_handle *h)
{
	const struct contid_info *info;

	return contid_get(h, contid_by_id(707), &info);
}

static void answer_well(struct nlmsghdr *req)
{
	fake_info(req, 0, &some);
	fake_cut();
	fake_ack(req);
}

static void with_text(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, "no such container", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_CONTID));
}

static void refusal_carries_text_and_attribute(void **state)
{
	struct contid_handle *h = *state;

	fake_expect(with_text);
	assert_null(contid_error_text(h));
	assert_int_equal(get(h), -ENOENT);
	assert_string_equal(contid_error_text(h), "no such container");
	assert_string_equal(contid_error_attr(h), "contid");

	/* and is forgotten with the next call */
	fake_expect(answer_well);
	assert_int_equal(get(h), 0);
	assert_null(contid_error_text(h));
	assert_null(contid_error_attr(h));
}

static void without_text(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, NULL, 0, 0);
}

static void refusal_may_have_no_text(void **state)
{
	struct contid_handle *h = *state;

	fake_expect(without_text);
	assert_int_equal(get(h), -EPERM);
	assert_null(contid_error_text(h));
	assert_null(contid_error_attr(h));
}

static void missing(struct nlmsghdr *req)
{
	fake_refuse(req, EINVAL, NULL, NLMSGERR_ATTR_MISS_TYPE,
		    CONTID_A_PIDFD);
}

static void missing_unknown(struct nlmsghdr *req)
{
	fake_refuse(req, EINVAL, NULL, NLMSGERR_ATTR_MISS_TYPE, 4711);
}

static void offset_nowhere(struct nlmsghdr *req)
{
	fake_refuse(req, EINVAL, NULL, NLMSGERR_ATTR_OFFS, 0xfffffff0);
}

static void refusal_names_the_missing_attribute(void **state)
{
	struct contid_handle *h = *state;

	fake_expect(missing);
	assert_int_equal(get(h), -EINVAL);
	assert_string_equal(contid_error_attr(h), "pidfd");
	fake_expect(missing_unknown);
	assert_int_equal(get(h), -EINVAL);
	assert_null(contid_error_attr(h));
	fake_expect(offset_nowhere);
	assert_int_equal(get(h), -EINVAL);
	assert_null(contid_error_attr(h));
}

/* Without NETLINK_CAP_ACK the request stands between errno and text. */
static void uncapped(struct nlmsghdr *req)
{
	struct nlmsgerr e = { .error = -EINVAL, .msg = *req };

	fake_begin(req, NLMSG_ERROR, NLM_F_ACK_TLVS);
	fake_bytes(&e, sizeof(e));
	fake_bytes(nlmsg_data(req), nlmsg_datalen(req));
	fake_attr(NLMSGERR_ATTR_MSG, "behind the request", 19);
	fake_end();
}

static void refusal_may_repeat_the_request(void **state)
{
	fake_expect(uncapped);
	assert_int_equal(get(*state), -EINVAL);
	assert_string_equal(contid_error_text(*state), "behind the request");
}

static void uncapped_hostile(struct nlmsghdr *req)
{
	struct nlmsgerr e = { .error = -EINVAL, .msg = *req };

	e.msg.nlmsg_len = 0xffffffff;
	fake_begin(req, NLMSG_ERROR, NLM_F_ACK_TLVS);
	fake_bytes(&e, sizeof(e));
	fake_end();
}

static void text_not_terminated(struct nlmsghdr *req)
{
	fake_refuse(req, EINVAL, NULL, 0, 0);
	fake_last()->nlmsg_flags |= NLM_F_ACK_TLVS;
	fake_attr(NLMSGERR_ATTR_MSG, "endless!", 8);
	fake_end();
}

static void attribute_overlong(struct nlmsghdr *req)
{
	struct nlattr nla = { .nla_len = 200, .nla_type = NLMSGERR_ATTR_MSG };

	fake_refuse(req, EINVAL, NULL, 0, 0);
	fake_last()->nlmsg_flags |= NLM_F_ACK_TLVS;
	fake_bytes(&nla, sizeof(nla));
	fake_end();
}

static void text_not_announced(struct nlmsghdr *req)
{
	fake_refuse(req, EINVAL, "the rest of the request", 0, 0);
	fake_last()->nlmsg_flags &= ~NLM_F_ACK_TLVS;
}

static void malformed_reasons_are_none(void **state)
{
	static const fake_answer answers[] = {
		uncapped_hostile, text_not_terminated, attribute_overlong,
		text_not_announced,
	};
	size_t i;

	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++) {
		fake_expect(answers[i]);
		assert_int_equal(get(*state), -EINVAL);
		assert_null(contid_error_text(*state));
	}
}

static void very_long_text(struct nlmsghdr *req)
{
	char text[1000];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	fake_refuse(req, EINVAL, text, 0, 0);
}

static void long_text_is_cut(void **state)
{
	fake_expect(very_long_text);
	assert_int_equal(get(*state), -EINVAL);
	assert_int_equal(strlen(contid_error_text(*state)), 255);
}

#define with_handle(test) \
	cmocka_unit_test_setup_teardown(test, fake_setup, fake_teardown)

int main(void)
{
	static const struct CMUnitTest tests[] = {
		with_handle(refusal_carries_text_and_attribute),
		with_handle(refusal_may_have_no_text),
		with_handle(refusal_names_the_missing_attribute),
		with_handle(refusal_may_repeat_the_request),
		with_handle(malformed_reasons_are_none),
		with_handle(long_text_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
