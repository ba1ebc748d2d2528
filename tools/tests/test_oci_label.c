// SPDX-License-Identifier: GPL-2.0
/* contidctl oci-hook: how it leaves a process when the kernel refuses. */

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oci.h"

#define OCI_CONTID	0x4f2a000000000001ULL	/* of OCI_ID */

static void put_label(struct nlmsghdr *req, uint64_t contid)
{
	const struct contid_info info = {
		.contid = contid, .parent = CONTID_UNSET, .serial = 3,
	};

	fake_check(req, CONTID_CMD_GET, 0, 1);
	check_target(req);
	fake_info(req, 0, &info);
	fake_ack(req);
}

static void get_none(struct nlmsghdr *req)
{
	put_label(req, CONTID_UNSET);
}

static void get_wanted(struct nlmsghdr *req)
{
	put_label(req, OCI_CONTID);
}

/* With the parent, in one step */
static void check_set(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 3);
	check_target(req);
	fake_check_u64(req, CONTID_A_CONTID, OCI_CONTID);
	fake_check_u64(req, CONTID_A_PARENT, 9);
}

static void refuse_enotuniq(struct nlmsghdr *req)
{
	check_set(req);
	fake_refuse(req, ENOTUNIQ, "another parent", 0, 0);
}

static void no_parent(struct nlmsghdr *req)
{
	check_set(req);
	fake_refuse(req, ENOENT, "the parent is not in use", 0, 0);
}

static void well_set(struct nlmsghdr *req)
{
	check_set(req);
	fake_ack(req);
}

static pid_t keeper;

/* A process of the hook's own carries the parent, until the container does. */
static void parent_created(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_check_u64(req, CONTID_A_CONTID, 9);
	keeper = fake_target(req);
	assert_int_not_equal(keeper, getpid());
	assert_int_not_equal(keeper, getppid());
	assert_int_equal(kill(keeper, 0), 0);
	fake_ack(req);
}

static void parent_refused_answer(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_refuse(req, ENOTUNIQ, "not your parent", 0, 0);
}

static void set_while_kept(struct nlmsghdr *req)
{
	assert_int_equal(kill(keeper, 0), 0);
	well_set(req);
}

static void in_one_step(void)
{
	fake_expect(well_set);
}

static void new_parent(void)
{
	fake_expect(no_parent);
	fake_expect(parent_created);
	fake_expect(set_while_kept);
}

static void parent_refused(void)
{
	fake_expect(no_parent);
	fake_expect(parent_refused_answer);
}

static void another_parent(void)
{
	fake_expect(refuse_enotuniq);
}

static void another_parent_later(void)
{
	fake_expect(no_parent);
	fake_expect(parent_created);
	fake_expect(refuse_enotuniq);
}

/* The identifier is in use under another name, which is that of another container. */
static void refuse_name(struct nlmsghdr *req)
{
	assert_non_null(fake_find(req, CONTID_A_NAME));
	fake_refuse(req, ENOTUNIQ, "another name", NLMSGERR_ATTR_OFFS,
		    fake_offset(req, CONTID_A_NAME));
}

static void set_without_name(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	assert_null(fake_find(req, CONTID_A_NAME));
	fake_ack(req);
}

static void other_name(void)
{
	fake_expect(refuse_name);
	fake_expect(set_without_name);
}

static void name_refused(void)
{
	fake_expect(refuse_name);
}

static void gone_answer(struct nlmsghdr *req)
{
	fake_refuse(req, ESRCH, "the process is gone", 0, 0);
}

static void gone(void)
{
	fake_expect(gone_answer);
}

/* The answer is lost: the label may be on. */
static void lost_answer(struct nlmsghdr *req)
{
	(void)req;
	fake_receive_fails(ENOBUFS);
}

static void lost(void)
{
	fake_expect(lost_answer);
	fake_expect(get_none);
}

static void lost_but_done(void)
{
	fake_expect(lost_answer);
	fake_expect(get_wanted);
}

static void lost_and_gone(void)
{
	fake_expect(lost_answer);
	fake_expect(gone_answer);
}

static void denied(struct nlmsghdr *req)
{
	fake_refuse(req, EPERM, "not for you", 0, 0);
}

static void lost_for_good(void)
{
	fake_expect(lost_answer);
	fake_expect(denied);
}

#define PARENT	"\"org.contid.parent\":\"9\""

static void parents_take_one_step(void **state)
{
	(void)state;
	cli_input = annotated(PARENT);
	run("in_one_step", "oci-hook");
	run_check(0, "", "");
	cli_input = annotated(PARENT);
	run("new_parent", "oci-hook");
	run_check(0, "", "");
	cli_input = annotated("");
	run("lost_but_done", "oci-hook");
	run_check(0, "", "");
}

#define POD_NAME							\
	"\"io.kubernetes.pod.namespace\":\"prod\",\"io.kubernetes.pod.name\":\"web-0\""

/* Unless it is asked for */
static void names_give_way_to_those_that_are_there(void **state)
{
	(void)state;
	cli_input = annotated(POD_NAME);
	run("other_name", "oci-hook");
	run_check(0, "", "");
	cli_input = annotated("\"org.contid.name\":\"web\"");
	run("name_refused", "oci-hook");
	run_check(2, "", OCI_SAYS "another name: Name not unique on network\n" OCI_CLOSED(OCI_ID));
	cli_input = annotated("");
	run("name_refused", "oci-hook", "--name=web");
	run_check(2, "", OCI_SAYS "another name: Name not unique on network\n" OCI_CLOSED(OCI_ID));
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
#define ANOTHER	OCI_SAYS "another parent: Name not unique on network\n"
#define GONE	OCI_SAYS "the process is gone: No such process\n"
#define LOST	OCI_SAYS "the kernel's answer is lost: No buffer space available\n"
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
		  OCI_SAYS "not your parent: Name not unique on network\n",
		  false, 2 },
		{ "another_parent", PARENT, ANOTHER, false, 2 },
		{ "another_parent_later", PARENT, ANOTHER, false, 2 },
		{ "gone", "", GONE, false, 2 },
		{ "lost", "", LOST, false, 2 },
		{ "lost_and_gone", "", LOST, false, 2 },
		{ "lost_for_good", "", LOST, true, 2 },
		{ "none", "\"org.contid.contid\":\"x\"",
		  OCI_SAYS "org.contid.contid is 'x', which is no CONTID: a number or a hex id of 16 or more digits\n"
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
		run_check(failures[i].status, "", err);
		cli_input = annotated(failures[i].annotations);
		run(failures[i].scenario, "oci-hook", "--fail=closed");
		run_check(failures[i].status, "", err);

		if (!failures[i].wrong)
			snprintf(err, sizeof(err), "%s%s", failures[i].err,
				 OCI_OPEN(OCI_ID));
		cli_input = annotated(failures[i].annotations);
		run(failures[i].scenario, "oci-hook", "--fail=open");
		run_check(failures[i].wrong ? failures[i].status : 0, "", err);
	}
}

static void kernel_without_contid(void **state)
{
	(void)state;
	cli_input = annotated("");
	run("no_family", "oci-hook");
	run_check(3, "", NULL);
	assert_non_null(strstr(result.err, "boot one that is built with CONFIG_CONTID=y\n"
			       OCI_CLOSED(OCI_ID)));
	cli_input = annotated("");
	run("no_family", "oci-hook", "--fail=open");
	run_check(0, "", NULL);
	assert_non_null(strstr(result.err, OCI_OPEN(OCI_ID)));
}

static void own_user_namespace(void)
{
	if (unshare(CLONE_NEWUSER))
		_exit(77);
}

/* Whether a user may have a user namespace, which the machine decides */
static bool may_unshare(void)
{
	int status;
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (!pid) {
		own_user_namespace();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return !WEXITSTATUS(status);
}

static void rootless_engines_start_containers(void **state)
{
	(void)state;
	cli_input = annotated("");
	run("refused", "oci-hook", "--fail=rootless");
	run_check(2, "", OCI_SAYS "labelled already: File exists\n" OCI_CLOSED(OCI_ID));
	if (!may_unshare())
		skip();

	cli_before = own_user_namespace;
	cli_input = annotated("");
	run("refused", "oci-hook", "--fail=rootless");
	run_check(0, "", OCI_SAYS "labelled already: File exists\n"
		  OCI_SAYS "container '" OCI_ID "' starts without its label: --fail=rootless\n");
	cli_before = own_user_namespace;
	cli_input = annotated("");
	run("lost_for_good", "oci-hook", "--fail=rootless");
	run_check(2, "", LOST OCI_WRONG(OCI_ID));
	cli_before = own_user_namespace;
	cli_input = annotated("");
	run("refused", "oci-hook");
	run_check(2, "", OCI_SAYS "labelled already: File exists\n" OCI_CLOSED(OCI_ID));
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "refused", refused },
		{ "in_one_step", in_one_step },
		{ "new_parent", new_parent },
		{ "parent_refused", parent_refused },
		{ "another_parent", another_parent },
		{ "another_parent_later", another_parent_later },
		{ "other_name", other_name },
		{ "name_refused", name_refused },
		{ "gone", gone },
		{ "lost", lost },
		{ "lost_but_done", lost_but_done },
		{ "lost_and_gone", lost_and_gone },
		{ "lost_for_good", lost_for_good },
		{ "no_family", no_family },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parents_take_one_step),
		cmocka_unit_test(failures_leave_no_half_label),
		cmocka_unit_test(names_give_way_to_those_that_are_there),
		cmocka_unit_test(kernel_without_contid),
		cmocka_unit_test(rootless_engines_start_containers),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
