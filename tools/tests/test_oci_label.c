// SPDX-License-Identifier: GPL-2.0
/* contidctl oci-hook: how it leaves a process when the kernel refuses. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "oci.h"

/* What the process carries in the course of a run, beside nothing */
static const struct contid_info pod = {
	.contid = 9, .parent = CONTID_UNSET, .serial = 3, .tasks = 1,
};
static const struct contid_info grandpod = {
	.contid = 8, .parent = CONTID_UNSET, .serial = 2, .tasks = 1,
};

static void refuse_enotuniq(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 3);
	fake_refuse(req, ENOTUNIQ, "another parent", 0, 0);
}

static void pod_ack(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, 9);
	fake_ack(req);
}

static void get_pod(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, 0, 1);
	check_target(req);
	fake_info(req, 0, &pod);
	fake_ack(req);
}

static void get_grandpod(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_GET, 0, 1);
	fake_info(req, 0, &grandpod);
	fake_ack(req);
}

static void check_drop(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_DROP, NLM_F_ECHO, 1);
	check_target(req);
}

static void drop_to_none(struct nlmsghdr *req)
{
	check_drop(req);
	fake_info(req, 0, &none);
	fake_ack(req);
}

static void drop_to_grandpod(struct nlmsghdr *req)
{
	check_drop(req);
	fake_info(req, 0, &grandpod);
	fake_ack(req);
}

static void drop_refused(struct nlmsghdr *req)
{
	check_drop(req);
	fake_refuse(req, EPERM, "not yours", 0, 0);
}

static void half_way(void)
{
	fake_expect(get_answer);
	fake_expect(pod_ack);
	fake_expect(refuse_enotuniq);
	fake_expect(get_pod);
}

static void half_undone(void)
{
	half_way();
	fake_expect(drop_to_none);
}

/* The pod is in another container itself: out of that, too. */
static void half_undone_twice(void)
{
	half_way();
	fake_expect(drop_to_grandpod);
	fake_expect(drop_to_none);
}

/* The runtime is in that container, and so was the process from the start. */
static void half_undone_to_start(void)
{
	fake_expect(get_grandpod);
	fake_expect(pod_ack);
	fake_expect(refuse_enotuniq);
	fake_expect(get_pod);
	fake_expect(drop_to_grandpod);
}

static void half_left(void)
{
	half_way();
	fake_expect(drop_refused);
}

static void gone(struct nlmsghdr *req)
{
	fake_refuse(req, ESRCH, "the process is gone", 0, 0);
}

static void half_gone(void)
{
	fake_expect(get_answer);
	fake_expect(pod_ack);
	fake_expect(gone);
	fake_expect(gone);
}

static void gone_first(void)
{
	fake_expect(gone);
}

/* The answer is lost: the label may be on. */
static void lost_answer(struct nlmsghdr *req)
{
	(void)req;
	fake_receive_fails(ENOBUFS);
}

static void lost(void)
{
	fake_expect(get_answer);
	fake_expect(lost_answer);
	fake_expect(get_pod);
	fake_expect(drop_to_none);
}

static void no_family_answer(struct nlmsghdr *req)
{
	fake_refuse(req, ENOENT, NULL, 0, 0);
}

static void no_family(void)
{
	fake_expect_family(no_family_answer);
}

/*
 * Each failure with --fail=closed, which is the default, and with --fail=open:
 * the requests are the same, and so is what is said first.
 */
static void failures_leave_no_half_label(void **state)
{
#define PARENT	"\"org.contid.parent\":\"9\""
#define ANOTHER	OCI_SAYS "another parent: Name not unique on network\n"
	static const struct {
		const char *scenario;
		const char *annotations;
		const char *err;
		bool wrong;
		int status;
	} failures[] = {
		{ "refused", "",
		  OCI_SAYS "labelled already: File exists\n", false, 2 },
		{ "parent_refused", PARENT,
		  OCI_SAYS "the parent, 9, cannot be joined\n"
		  OCI_SAYS "labelled already: File exists\n", false, 2 },
		{ "half_undone", PARENT, ANOTHER, false, 2 },
		{ "half_undone_twice", PARENT, ANOTHER, false, 2 },
		{ "half_undone_to_start", PARENT, ANOTHER, false, 2 },
		{ "half_left", PARENT, ANOTHER, true, 2 },
		{ "half_gone", PARENT,
		  OCI_SAYS "the process is gone: No such process\n", false, 2 },
		{ "gone_first", "",
		  OCI_SAYS "the process is gone: No such process\n", false, 2 },
		{ "lost", "",
		  OCI_SAYS "the kernel's answer is lost: No buffer space available\n",
		  false, 2 },
		{ "none", "\"org.contid.contid\":\"x\"",
		  OCI_SAYS "org.contid.contid is 'x', which is no CONTID: a number, or a hex id of 16 or more digits\n"
		  OCI_TRY, false, 1 },
	};
	const char *last;
	char err[512];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(failures) / sizeof(failures[0]); i++) {
		last = failures[i].wrong ? OCI_WRONG(OCI_ID) :
					   OCI_CLOSED(OCI_ID);
		snprintf(err, sizeof(err), "%s%s", failures[i].err, last);
		cli_input = annotated(failures[i].annotations);
		run(failures[i].scenario, "oci-hook");
		cli_check(failures[i].status, "", err);
		cli_input = annotated(failures[i].annotations);
		run(failures[i].scenario, "oci-hook", "--fail=closed");
		cli_check(failures[i].status, "", err);

		if (!failures[i].wrong)
			snprintf(err, sizeof(err), "%s%s", failures[i].err,
				 OCI_OPEN(OCI_ID));
		cli_input = annotated(failures[i].annotations);
		run(failures[i].scenario, "oci-hook", "--fail=open");
		cli_check(failures[i].wrong ? failures[i].status : 0, "", err);
	}
}

static void kernel_without_contid(void **state)
{
	(void)state;
	cli_input = annotated("");
	run("no_family", "oci-hook");
	cli_check(3, "", NULL);
	assert_non_null(strstr(result.err, "boot one that is built with CONFIG_CONTID=y\n"
			       OCI_CLOSED(OCI_ID)));
	cli_input = annotated("");
	run("no_family", "oci-hook", "--fail=open");
	cli_check(0, "", NULL);
	assert_non_null(strstr(result.err, OCI_OPEN(OCI_ID)));
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "refused", refused },
		{ "parent_refused", refused },
		{ "half_undone", half_undone },
		{ "half_undone_twice", half_undone_twice },
		{ "half_undone_to_start", half_undone_to_start },
		{ "half_left", half_left },
		{ "half_gone", half_gone },
		{ "gone_first", gone_first },
		{ "lost", lost },
		{ "no_family", no_family },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(failures_leave_no_half_label),
		cmocka_unit_test(kernel_without_contid),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
