// SPDX-License-Identifier: GPL-2.0
/*
 * contidctl oci-hook: which label it asks for, where it says what, and what it needs
 * of its runtime.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oci.h"

#define OCI_CONTID	"5704371878018154497"	/* of OCI_ID */

/* A SET says on standard output what it asks for. */
static void said_answer(struct nlmsghdr *req)
{
	struct nlattr *flags = fake_find(req, CONTID_A_FLAGS);
	struct nlattr *limit = fake_find(req, CONTID_A_LIMIT);
	struct nlattr *parent = fake_find(req, CONTID_A_PARENT);
	struct nlattr *name = fake_find(req, CONTID_A_NAME);

	fake_check(req, CONTID_CMD_SET, 0,
		   2 + !!flags + !!limit + !!parent + !!name);
	check_target(req);
	printf("set %llu", (unsigned long long)
	       nla_get_u64(fake_find(req, CONTID_A_CONTID)));
	if (parent)
		printf(" in %llu", (unsigned long long)nla_get_u64(parent));
	if (flags && nla_get_u32(flags) & CONTID_FLAG_DELEGATE)
		printf(" delegate");
	if (flags && nla_get_u32(flags) & CONTID_FLAG_AUDITD)
		printf(" auditd");
	if (limit)
		printf(" limit %u", nla_get_u32(limit));
	if (name)
		printf(" name %s", (const char *)nla_data(name));
	printf("\n");
	fake_ack(req);
}

static void one_set(void)
{
	fake_expect(said_answer);
}

static void identifier_is_that_of_the_id(void **state)
{
	static const struct {
		const char *id;
		const char *out;
	} ids[] = {
		{ OCI_ID, "set " OCI_CONTID "\n" },
		{ "4f2a000000000001", "set " OCI_CONTID "\n" },
		{ "4F2A000000000001", "set " OCI_CONTID "\n" },
		{ "crio-4f2a000000000001", "set " OCI_CONTID "\n" },
		{ "docker-4f2a000000000001.scope", "set " OCI_CONTID "\n" },
		/* Names that share a part are two containers. */
		{ "web-4f2a000000000001", NULL },
		{ "123456789012345678901", NULL },
		{ "0000000000000000", NULL },
		{ "0000000000000000a", "set 0\n" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		cli_input = state_of(ids[i].id, "");
		run(ids[i].out ? "one_set" : "none", "oci-hook");
		run_check(ids[i].out ? 0 : 1, ids[i].out ?: "", NULL);
	}
}

#define CRIO_NAME							\
	"\"io.kubernetes.pod.namespace\":\"prod\",\"io.kubernetes.pod.name\":\"web-0\"," \
	"\"io.kubernetes.container.name\":\"nginx\""
#define CONTAINERD_NAME							\
	"\"io.kubernetes.cri.sandbox-namespace\":\"prod\","		\
	"\"io.kubernetes.cri.sandbox-name\":\"web-0\","			\
	"\"io.kubernetes.cri.container-name\":\"nginx\""
#define X100								\
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"		\
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"

static void annotations_say_more(void **state)
{
	static const struct {
		const char *annotations;
		const char *out;
		const char *args[3];
	} wishes[] = {
		{ "", "set " OCI_CONTID "\n", { 0 } },
		{ "\"org.contidx\":\"\",\"org\":\"x\"",
		  "set " OCI_CONTID "\n", { 0 } },
		{ "\"org.contid.contid\":\"707\"", "set 707\n", { 0 } },
		{ "\"org.contid.contid\":\"0x2c3\"", "set 707\n", { 0 } },
		{ "\"org.contid.contid\":\"00000000000002C3a\"", "set 707\n",
		  { 0 } },
		{ "\"org.contid.delegate\":\"true\"",
		  "set " OCI_CONTID " delegate\n", { 0 } },
		{ "\"org.contid.delegate\":\"false\"",
		  "set " OCI_CONTID "\n", { 0 } },
		{ "\"org.contid.auditd\":\"true\"",
		  "set " OCI_CONTID " auditd\n", { 0 } },
		{ "\"org.contid.auditd\":\"false\"",
		  "set " OCI_CONTID "\n", { 0 } },
		{ "\"org.contid.limit\":\"4294967295\","
		  "\"org.contid.delegate\":\"true\"",
		  "set " OCI_CONTID " delegate limit 4294967295\n", { 0 } },
		{ "\"org.contid.parent\":\"9\"",
		  "set " OCI_CONTID " in 9\n", { 0 } },
		{ "\"org.contid.parent\":\"9\",\"org.contid.contid\":\"7\","
		  "\"org.contid.limit\":\"5\",\"org.contid.delegate\":\"true\"",
		  "set 7 in 9 delegate limit 5\n", { 0 } },

		/* A pod that the engine names */
		{ "\"sandbox\":\"9\"", "set " OCI_CONTID "\n", { 0 } },
		{ "\"sandbox\":\"9\"", "set " OCI_CONTID " in 9\n",
		  { "--pod=sandbox" } },
		{ "\"sandbox\":\"" OCI_ID "\"", "set " OCI_CONTID "\n",
		  { "--pod", "sandbox" } },
		{ "\"other\":\"9\"", "set " OCI_CONTID "\n",
		  { "--pod=sandbox" } },
		{ "\"sandbox\":\"9\",\"org.contid.parent\":\"8\"",
		  "set " OCI_CONTID " in 8\n", { "--pod=sandbox" } },

		/* Names: what is asked for, then what the engine knows, then the option */
		{ "\"org.contid.name\":\"web\"", "set " OCI_CONTID " name web\n",
		  { "--name=x" } },
		{ "", "set " OCI_CONTID " name x y\n", { "--name=x y" } },
		{ CRIO_NAME, "set " OCI_CONTID " name prod/web-0/nginx\n", { "--name=x" } },
		{ CONTAINERD_NAME, "set " OCI_CONTID " name prod/web-0/nginx\n", { 0 } },
		{ CRIO_NAME ",\"org.contid.name\":\"web\"",
		  "set " OCI_CONTID " name web\n", { 0 } },
		{ CRIO_NAME ",\"org.contid.name\":\"web\"",
		  "set " OCI_CONTID " name prod/web-0/nginx\n",
		  { "--pod=sandbox", "--no-annotations" } },
		{ CRIO_NAME, "set " OCI_CONTID "\n", { "--no-annotations" } },
		/* The container that holds the pod */
		{ "\"io.kubernetes.pod.namespace\":\"prod\",\"io.kubernetes.pod.name\":\"web-0\","
		  "\"io.kubernetes.container.name\":\"POD\"",
		  "set " OCI_CONTID " name prod/web-0\n", { 0 } },
		{ "\"io.kubernetes.cri.sandbox-namespace\":\"prod\","
		  "\"io.kubernetes.cri.sandbox-name\":\"web-0\"",
		  "set " OCI_CONTID " name prod/web-0\n", { 0 } },
		{ "\"io.kubernetes.pod.name\":\"web-0\"", "set " OCI_CONTID "\n", { 0 } },
		/* Of a long one, the name of the pod is cut. */
		{ "\"io.kubernetes.pod.namespace\":\"prod\",\"io.kubernetes.pod.name\":\""
		  X100 X100 "\",\"io.kubernetes.container.name\":\"nginx\"",
		  "set " OCI_CONTID " name prod/" X100 "xxxxxxxxxxxxxxxxx/nginx\n", { 0 } },

		/* Annotations that have no say, be they as wrong as can be */
		{ "\"org.contid.contid\":\"x\",\"org.contid.parent\":\"8\","
		  "\"org.contid.typo\":\"\",\"sandbox\":\"9\"",
		  "set " OCI_CONTID " in 9\n",
		  { "--pod=sandbox", "--no-annotations" } },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wishes) / sizeof(wishes[0]); i++) {
		const char *args[4] = { "oci-hook" };

		memcpy(args + 1, wishes[i].args, sizeof(wishes[i].args));
		cli_input = annotated(wishes[i].annotations);
		cli_run("one_set", args);
		run_check(0, wishes[i].out, "");
	}

	cli_input = annotated("\"sandbox\":\"pod\"");
	run("none", "oci-hook", "--pod=sandbox");
	run_check(1, "", OCI_SAYS "sandbox is 'pod', which is no CONTID: a number or a hex id of 16 or more digits\n"
		  OCI_TRY OCI_CLOSED(OCI_ID));
	/* Not the same text, but the same container */
	cli_input = annotated("\"sandbox\":\"4f2a000000000001\"");
	run("none", "oci-hook", "--pod=sandbox");
	run_check(1, "", OCI_SAYS "sandbox is '4f2a000000000001', which is the container itself\n"
		  OCI_TRY OCI_CLOSED(OCI_ID));
}

static void messages_go_to_the_log(void **state)
{
	static const char want[] =
		"contidctl: something else\n"
		OCI_SAYS "labelled already: File exists\n" OCI_CLOSED(OCI_ID)
		OCI_SAYS "labelled already: File exists\n" OCI_OPEN(OCI_ID);
	char batch_path[] = "/tmp/contid-batch-XXXXXX";
	char said[1024] = "";
	char path[64];
	int batch;
	int fd;

	(void)state;
	strcpy(path, "/tmp/contid-log-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_true(write(fd, want, strchr(want, '\n') + 1 - want) > 0);
	cli_input = annotated("");
	run("refused", "oci-hook", "--log", path);
	run_check(2, "", "");
	cli_input = annotated("");
	run("refused", "oci-hook", "--log", path, "--fail=open");
	run_check(0, "", "");
	assert_true(pread(fd, said, sizeof(said) - 1, 0) > 0);
	assert_string_equal(said, want);
	close(fd);

	/* On a line of a batch file, only those of that line */
	batch = mkstemp(batch_path);
	assert_true(batch >= 0);
	dprintf(batch, "oci-hook --log=%s\nnone such\n", path);
	close(batch);
	cli_input = annotated("");
	run("refused", "-force", "-b", batch_path);
	assert_non_null(strstr(result.err, "unknown command 'none'"));
	assert_null(strstr(result.err, "oci-hook"));
	unlink(batch_path);
	unlink(path);

	cli_input = annotated("");
	run("none", "oci-hook", "--log=/");
	run_check(2, "", OCI_SAYS "/: Is a directory\n" OCI_CLOSED("?"));
}

static int terminal;

static void to_terminal(void)
{
	dup2(terminal, STDERR_FILENO);
}

/* Unless --log or a terminal is there: runtimes drop what a hook says. */
static void messages_go_to_the_system_log(void **state)
{
	static const char want[] =
		"3 " OCI_SAYS "labelled already: File exists\n" "3 " OCI_CLOSED(OCI_ID)
		"4 " OCI_SAYS "labelled already: File exists\n" "4 " OCI_OPEN(OCI_ID)
		"3 " OCI_SAYS "unexpected argument '707'\n" "3 " OCI_TRY;
	char path[] = "/tmp/contid-syslog-XXXXXX";
	char said[1024] = "";
	int fd;

	(void)state;
	fd = mkstemp(path);
	assert_true(fd >= 0);
	setenv(CLI_SYSLOG, path, 1);
	cli_input = annotated("");
	run("refused", "oci-hook");
	run_check(2, "", OCI_SAYS "labelled already: File exists\n" OCI_CLOSED(OCI_ID));
	cli_input = annotated("");
	run("refused", "oci-hook", "--fail=open");
	run_check(0, "", OCI_SAYS "labelled already: File exists\n" OCI_OPEN(OCI_ID));
	run("none", "oci-hook", "707");
	run_check(1, "", OCI_SAYS "unexpected argument '707'\n" OCI_TRY);

	cli_input = annotated("");
	run("one_set", "oci-hook");
	run_check(0, "set " OCI_CONTID "\n", "");
	cli_input = annotated("");
	run("refused", "oci-hook", "--log=/dev/null");
	run_check(2, "", "");
	terminal = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
	assert_true(terminal >= 0);
	cli_before = to_terminal;
	cli_input = annotated("");
	run("refused", "oci-hook");
	run_check(2, "", NULL);
	close(terminal);

	unsetenv(CLI_SYSLOG);
	assert_true(pread(fd, said, sizeof(said) - 1, 0) > 0);
	assert_string_equal(said, want);
	close(fd);
	unlink(path);
}

/* Wrong arguments are an error of the configuration: --fail=open has no effect. */
static void arguments_are_checked(void **state)
{
	static const struct {
		const char *args[4];
		const char *err;
	} wrong[] = {
		{ { "oci-hook", "--fail=maybe" },
		  OCI_SAYS "--fail is 'open', 'closed' or 'rootless', not 'maybe'\n" OCI_TRY },
		{ { "oci-hook", "--fail" },
		  OCI_SAYS "option '--fail' requires an argument\n" OCI_TRY },
		{ { "oci-hook", "--fail=open", "707" },
		  OCI_SAYS "unexpected argument '707'\n" OCI_TRY },
		{ { "oci-hook", "--fail=open", "--nest" },
		  OCI_SAYS "unrecognized option '--nest'\n" OCI_TRY },
		{ { "oci-hook", "--fail=open", "--fail=" },
		  OCI_SAYS "--fail is 'open', 'closed' or 'rootless', not ''\n" OCI_TRY },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		cli_input = state_of(OCI_ID, "");
		cli_run("none", wrong[i].args);
		run_check(1, "", wrong[i].err);
	}
}

static void no_such_process(void **state)
{
	char text[512];

	(void)state;
	snprintf(text, sizeof(text),
		 OCI_STATE("\"" OCI_ID "\"", "\"created\"", "2147483647", ""));
	cli_input = text;
	run("none", "oci-hook");
	run_check(2, "", OCI_SAYS "process 2147483647: No such process\n"
		  OCI_CLOSED(OCI_ID));
}

static int input[2];
static int complaints;

static void from_pipe(void)
{
	dup2(input[0], STDIN_FILENO);
	dup2(complaints, STDERR_FILENO);
}

/* Starts the hook, and ends when that has begun to read its input. */
static void __attribute__((noreturn)) be_runtime(int report)
{
	static char spaces[65536];
	int size = fcntl(input[1], F_SETPIPE_SZ, 4096);
	int pid;

	cli_before = from_pipe;
	pid = cli_start("none", (const char *const[]){ "oci-hook", NULL });
	memset(spaces, ' ', sizeof(spaces));
	/* The last of it finds room only when the hook has read. */
	if (write(report, &pid, sizeof(pid)) != sizeof(pid) ||
	    write(input[1], spaces, size) != size ||
	    write(input[1], spaces, 1) != 1)
		_exit(1);
	_exit(0);
}

/*
 * A runtime that ends while its hook is at work no longer holds the process: its
 * id may be another's.
 */
static void hook_without_runtime_does_nothing(void **state)
{
	const char *text = state_of(OCI_ID, "");
	char said[512] = "";
	char want[512];
	int report[2];
	int runtime;
	int status;
	int pid;

	(void)state;
	assert_int_equal(pipe2(input, O_CLOEXEC), 0);
	assert_int_equal(pipe2(report, O_CLOEXEC), 0);
	complaints = memfd_create("err", MFD_CLOEXEC);
	/* What the runtime leaves behind becomes ours. */
	assert_int_equal(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	runtime = fork();
	assert_true(runtime >= 0);
	if (!runtime)
		be_runtime(report[1]);
	assert_int_equal(waitpid(runtime, &status, 0), runtime);
	assert_int_equal(status, 0);
	assert_int_equal(read(report[0], &pid, sizeof(pid)), sizeof(pid));

	assert_int_equal(write(input[1], text, strlen(text)), strlen(text));
	close(input[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	prctl(PR_SET_CHILD_SUBREAPER, 0);
	assert_true(pread(complaints, said, sizeof(said) - 1, 0) > 0);
	snprintf(want, sizeof(want),
		 OCI_SAYS "the runtime did not wait for its hook: %d may be another process by now\n"
		 OCI_CLOSED(OCI_ID),
		 getpid());
	assert_string_equal(said, want);
	assert_int_equal(WEXITSTATUS(status), 2);
	close(input[0]);
	close(report[0]);
	close(report[1]);
	close(complaints);
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "one_set", one_set },
		{ "refused", refused },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(identifier_is_that_of_the_id),
		cmocka_unit_test(annotations_say_more),
		cmocka_unit_test(messages_go_to_the_log),
		cmocka_unit_test(messages_go_to_the_system_log),
		cmocka_unit_test(arguments_are_checked),
		cmocka_unit_test(no_such_process),
		cmocka_unit_test(hook_without_runtime_does_nothing),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
