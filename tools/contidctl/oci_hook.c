// SPDX-License-Identifier: GPL-2.0
/* contidctl oci-hook: what an OCI runtime calls before a container starts. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <syslog.h>
#include <unistd.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "common/options.h"
#include "oci/oci.h"

/* Inode number of the initial user namespace, PROC_USER_INIT_INO of the kernel */
#define USER_NS_INITIAL	0xeffffffdU

/* What becomes of a container that cannot be labelled */
enum fail {
	FAIL_CLOSED,
	FAIL_OPEN,
	FAIL_ROOTLESS,
};

static const char *const fail_names[] = {
	[FAIL_CLOSED] = "closed",
	[FAIL_OPEN] = "open",
	[FAIL_ROOTLESS] = "rootless",
};

/**
 * struct hook - one call of the hook.
 * @fail: when a container may start without its label
 * @options: which label it asks for
 * @log: file for messages instead of standard error and the system's log, or NULL
 * @id: the container's id, as far as it is known
 * @unchanged: on failure, whether the container's label is as it was
 */
struct hook {
	enum fail fail;
	struct oci_options options;
	const char *log;
	struct oci_text id;
	bool unchanged;
};

enum {
	OPT_FAIL = 512,	/* behind those of args.h */
	OPT_POD,
	OPT_LOG,
	OPT_NO_ANNOTATIONS,
};

static int parse_fail(struct ctl *ctl, struct hook *hook)
{
	for (hook->fail = FAIL_CLOSED; hook->fail <= FAIL_ROOTLESS; hook->fail++)
		if (!strcmp(optarg, fail_names[hook->fail]))
			return CTL_DONE;
	return ctl_usage(ctl, "--fail is 'open', 'closed' or 'rootless', not '%s'",
			 optarg);
}

static int parse_option(struct ctl *ctl, int option, struct hook *hook)
{
	switch (option) {
	case OPT_FAIL:
		return parse_fail(ctl, hook);
	case OPT_POD:
		hook->options.pod = optarg;
		return CTL_DONE;
	case OPT_NAME:
		hook->options.name = optarg;
		return CTL_DONE;
	case OPT_LOG:
		hook->log = optarg;
		return CTL_DONE;
	case OPT_NO_ANNOTATIONS:
		hook->options.annotations = false;
		return CTL_DONE;
	case 'h':
		return CTL_HELP;
	default:
		return args_objection(ctl);
	}
}

static int parse(struct ctl *ctl, int argc, char **argv, struct hook *hook)
{
	static const struct option options[] = {
		{ "fail", required_argument, NULL, OPT_FAIL },
		{ "pod", required_argument, NULL, OPT_POD },
		NAME_OPTION,
		{ "log", required_argument, NULL, OPT_LOG },
		{ "no-annotations", no_argument, NULL, OPT_NO_ANNOTATIONS },
		END_OF_OPTIONS
	};
	int option;
	int ret;

	*hook = (struct hook){
		.options.annotations = true,
		.id = { "?" },
		.unchanged = true,
	};
	options_begin(argc, argv);
	while ((option = getopt_long(argc, argv, HELP_LETTER, options,
				     NULL)) != -1) {
		ret = parse_option(ctl, option, hook);
		if (ret)
			return ret;
	}
	if (optind < argc)
		return ctl_usage(ctl, "unexpected argument '%s'",
				 argv[optind]);
	return CTL_DONE;
}

/*
 * The runtime waits for its hooks, and has not reaped the container's init: the
 * id stands for that process as long as the runtime is there.
 */
static int open_init(struct ctl *ctl, int pid, pid_t runtime,
		     struct target *init)
{
	int ret;

	*init = (struct target){ .pid = pid };
	ret = target_open(ctl, init);
	if (ret || getppid() == runtime)
		return ret;

	target_close(init);
	ctl_message(ctl, "the runtime did not wait for its hook: %d may be another process by now", pid);
	return CTL_REFUSED;
}

static int label(struct ctl *ctl, const struct oci_state *state, pid_t runtime,
		 struct hook *hook)
{
	struct target init;
	struct oci_spec spec;
	int ret;

	ret = oci_spec_parse(ctl, state, &hook->options, &spec);
	if (!ret)
		ret = open_init(ctl, state->pid, runtime, &init);
	if (ret)
		return ret;
	ret = oci_label(ctl, init.pidfd, &spec, &hook->unchanged);
	target_close(&init);
	return ret;
}

static int run_hook(struct ctl *ctl, pid_t runtime, struct hook *hook)
{
	struct json_object *root;
	struct oci_state state;
	int ret;

	ret = oci_json_read(ctl, STDIN_FILENO, &root);
	if (ret)
		return ret;
	ret = oci_state_read(ctl, root, &state);
	if (state.id)
		hook->id = oci_text(state.id);
	if (!ret)
		ret = label(ctl, &state, runtime, hook);
	json_object_put(root);
	return ret;
}

/*
 * Whether the hook runs in another user namespace than the initial one, as that of an
 * engine of a user does. If stat() fails, the answer is no, and the container fails closed.
 */
static bool is_rootless(void)
{
	struct stat ns;

	return !stat("/proc/self/ns/user", &ns) && ns.st_ino != USER_NS_INITIAL;
}

/* Print what a failure means for the container. Returns what to exit with. */
static int report_failure(const struct ctl *ctl, const struct hook *hook, int ret)
{
	bool open = hook->fail == FAIL_OPEN ||
		    (hook->fail == FAIL_ROOTLESS && is_rootless());
	const char *name = fail_names[hook->fail];

	if (!hook->unchanged)
		ctl_message(ctl, "container '%s' is not to start, be it with --fail=open: its label may be a wrong one",
			    hook->id.text);
	else if (open)
		ctl_message(ctl, "container '%s' starts without its label: --fail=%s", hook->id.text, name);
	else
		ctl_message(ctl, "container '%s' is not to start", hook->id.text);
	return open && hook->unchanged ? CTL_DONE : ret;
}

static int label_container(struct ctl *ctl, pid_t runtime, struct hook *hook,
			   struct oci_log *log)
{
	int ret = CTL_DONE;

	if (hook->log)
		ret = oci_log_to_file(ctl, log, hook->log);
	if (!ret)
		ret = run_hook(ctl, runtime, hook);
	return ret ? report_failure(ctl, hook, ret) : CTL_DONE;
}

static int oci_hook_run(struct ctl *ctl, int argc, char **argv)
{
	pid_t runtime = getppid();
	struct oci_log log;
	struct hook hook;
	int ret;

	oci_log_open(&log);
	ret = parse(ctl, argc, argv, &hook);
	if (!ret)
		ret = label_container(ctl, runtime, &hook, &log);
	oci_log_close(&log, ret ? LOG_ERR : LOG_WARNING);
	return ret;
}

const struct command cmd_oci_hook = {
	.name = "oci-hook",
	.args = "[--fail=open|closed|rootless] [--log=FILE]\n"
		"                          [--pod=ANNOTATION] [--name=NAME] [--no-annotations]",
	.about = "label a container that an OCI runtime is about to start",
	.help =
"To be configured as a hook of an OCI runtime, at createRuntime or at prestart,\n"
"not at both. Reads the state of the container on standard input, labels its\n"
"first process, all threads, and says nothing. What the container executes\n"
"carries the label from its first instruction on.\n"
"\n"
"CONTID is that of the annotation org.contid.contid, or else the first 16 digits\n"
"of the container's id, a hex id. Annotations, all of them text:\n"
"  org.contid.contid    CONTID\n"
"  org.contid.parent    CONTID of the container to nest it in, such as that of\n"
"                       its pod; created when no process carries it yet\n"
"  org.contid.delegate  true: let processes inside create nested containers\n"
"  org.contid.limit     with delegate, at most so many live ones; 1024 otherwise\n"
"  org.contid.auditd    true: let an audit daemon run inside\n"
"  org.contid.name      name for people, 1 to 128 bytes\n"
"\n"
"Without org.contid.name, a container that CRI-O or containerd makes for Kubernetes\n"
"is named NAMESPACE/POD/CONTAINER, by annotations of theirs. Where a container joins\n"
"another one, that name gives way to the name that is there.\n"
"\n"
"  --fail=closed      on failure, exit as contidctl does: the runtime then does\n"
"                     not start the container. This is the default.\n"
"  --fail=open        on failure, say why, exit with 0, and so let the container\n"
"                     start without a label; but not with a wrong one\n"
"  --fail=rootless    as open in a user namespace other than the initial one, where\n"
"                     the engine of a user has no authority to label, and as\n"
"                     closed otherwise\n"
"  --log=FILE         append messages to FILE. Without it they go to standard error\n"
"                     and, unless that is a terminal, to the system's log as well,\n"
"                     by the name of contidctl: runtimes show little of what their\n"
"                     hooks say, and nothing of one that exits with 0\n"
"  --pod=ANNOTATION   without org.contid.parent, the parent is what this\n"
"                     annotation says, which the engine sets and not the user:\n"
"                     io.kubernetes.cri-o.SandboxID with CRI-O,\n"
"                     io.kubernetes.cri.sandbox-id with containerd. None for the\n"
"                     container that it says is itself.\n"
"  --name=NAME        the name of a container whose annotations have none\n"
"  --no-annotations   ignore annotations org.contid.*: who may set them may\n"
"                     pick the container that a process counts as. Names that the\n"
"                     engine has set count only with --pod then.\n",
	.no_sigpipe = true,
	.run = oci_hook_run,
};
