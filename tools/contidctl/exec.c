// SPDX-License-Identifier: GPL-2.0
/* contidctl exec: run a command in a container, from its first instruction. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "netns.h"

enum {
	CANNOT_EXECUTE = 126,	/* as a shell exits */
	NOT_FOUND = 127,
	KILLED = 128,		/* plus the signal */
};

/**
 * struct child - the process that becomes the command.
 * @pid: its id
 * @peer: socket to it; a byte comes when it is ready to be labelled, it starts
 *	the command when a byte goes, and exits when the socket is closed instead
 * @signals: those that the parent waits for, and the child has blocked so far
 * @mask: signals that were blocked before
 * @sigchld: how SIGCHLD was handled before
 */
struct child {
	pid_t pid;
	int peer;
	sigset_t signals;
	sigset_t mask;
	struct sigaction sigchld;
};

static void take_signals(struct child *child)
{
	static const int forwarded[] = {
		SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2,
	};
	struct sigaction dfl = { .sa_handler = SIG_DFL };
	size_t i;

	sigemptyset(&child->signals);
	sigaddset(&child->signals, SIGCHLD);
	for (i = 0; i < sizeof(forwarded) / sizeof(forwarded[0]); i++)
		sigaddset(&child->signals, forwarded[i]);
	sigprocmask(SIG_BLOCK, &child->signals, &child->mask);
	/* Were it ignored, there would be no status to wait for. */
	sigaction(SIGCHLD, &dfl, &child->sigchld);
}

static void give_signals_back(const struct child *child)
{
	sigaction(SIGCHLD, &child->sigchld, NULL);
	sigprocmask(SIG_SETMASK, &child->mask, NULL);
}

static void __attribute__((noreturn))
become(const struct ctl *ctl, const struct child *child, const char *netns,
       char **command)
{
	char byte = 0;
	int err;

	if (netns && netns_mount(ctl, netns))
		_exit(REFUSED);
	if (write(child->peer, &byte, 1) != 1 ||
	    read(child->peer, &byte, 1) != 1)
		_exit(REFUSED);

	signal(SIGPIPE, SIG_DFL);
	give_signals_back(child);
	execvp(command[0], command);
	err = errno;
	ctl_system(ctl, command[0], -err);
	_exit(err == ENOENT ? NOT_FOUND : CANNOT_EXECUTE);
}

static int start(struct ctl *ctl, const char *netns, char **command,
		 struct child *child)
{
	int peers[2];
	int err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, peers))
		return ctl_system(ctl, "socketpair", -errno);
	take_signals(child);

	child->pid = fork();
	if (!child->pid) {
		close(peers[1]);
		child->peer = peers[0];
		become(ctl, child, netns, command);
	}
	err = -errno;
	close(peers[0]);
	child->peer = peers[1];
	if (child->pid > 0)
		return DONE;

	close(peers[1]);
	give_signals_back(child);
	return ctl_system(ctl, "fork", err);
}

static int status_of(int status)
{
	return WIFSIGNALED(status) ? KILLED + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

/*
 * Wait for the command, and pass on the signals that come meanwhile. Those that
 * the terminal makes go to the whole process group, and so have reached the
 * command already.
 */
static int attend(const struct child *child)
{
	siginfo_t info;
	int status;

	while (waitpid(child->pid, &status, WNOHANG) != child->pid) {
		if (sigwaitinfo(&child->signals, &info) < 0 ||
		    info.si_signo == SIGCHLD || info.si_code == SI_KERNEL)
			continue;
		kill(child->pid, info.si_signo);
	}
	return status_of(status);
}

/* Let go of the child: unless it was told to go, it exits. */
static int finish(const struct child *child)
{
	int status;

	close(child->peer);
	status = attend(child);
	give_signals_back(child);
	return status;
}

/* Start the child in the network namespace of --netns, and stay out of it. */
static int start_in_netns(struct ctl *ctl, const char *netns, char **command,
			  struct child *child)
{
	int old;
	int ret;
	int err;

	if (!netns)
		return start(ctl, NULL, command, child);

	ret = netns_enter(ctl, netns, &old);
	if (ret)
		return ret;
	ret = start(ctl, netns, command, child);
	err = netns_leave(ctl, old);
	if (ret || !err)
		return ret;

	finish(child);
	return err;
}

static int label(struct ctl *ctl, const struct args *args, uint64_t contid,
		 const struct child *child)
{
	char byte;
	int pidfd;
	int err;

	/* If it is not ready, it has told why. */
	if (read(child->peer, &byte, 1) != 1)
		return REFUSED;
	pidfd = pidfd_open(child->pid, 0);
	if (pidfd < 0)
		return ctl_system(ctl, "pidfd_open", -errno);
	err = contid_set(ctl->handle, pidfd, contid, args->flags, args->limit,
			 NULL);
	close(pidfd);
	return err ? ctl_refused(ctl, err) : DONE;
}

static int exec_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		SET_OPTIONS,
		{ "netns", required_argument, NULL, OPT_NETNS },
		END_OF_OPTIONS
	};
	struct child child;
	struct args args;
	uint64_t contid;
	int dashes;
	int ret;

	for (dashes = 1; dashes < argc; dashes++)
		if (!strcmp(argv[dashes], "--"))
			break;
	if (argc - dashes < 2)
		return ctl_usage(ctl, "-- COMMAND missing");
	ret = args_parse(ctl, dashes, argv, options, &args);
	if (!ret)
		ret = args_only_contid(ctl, &args, &contid);
	if (!ret)
		ret = ctl_open(ctl);
	if (!ret)
		ret = start_in_netns(ctl, args.netns, argv + dashes + 1, &child);
	if (ret)
		return ret;

	ret = label(ctl, &args, contid, &child);
	if (ret) {
		finish(&child);
		return ret;
	}
	if (write(child.peer, "", 1) != 1)
		ctl_system(ctl, "socketpair", -errno);
	return finish(&child);
}

const struct command cmd_exec = {
	.name = "exec",
	.args = "[--netns NETNS] [--nest | --move] [--subtree]\n"
		"                      [--delegate [--limit N]] CONTID -- COMMAND [ARG...]",
	.about = "run a command in a container",
	.help =
"Starts a process, labels it with CONTID as 'contidctl set' does, and only then\n"
"has it execute COMMAND: what COMMAND does carries the label from its first\n"
"instruction on. A refused label means that COMMAND does not start.\n"
"\n"
"contidctl waits for COMMAND and passes SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1\n"
"and SIGUSR2 on to it. It exits as COMMAND does, with 128 + N when signal N killed\n"
"COMMAND, 126 when COMMAND cannot be executed, and 127 when there is none.\n"
"\n"
"  --netns NETNS  run COMMAND in this network namespace, a name as of 'ip netns'\n"
"                 or a path, as 'ip netns exec' does: with a /sys that shows its\n"
"                 devices and, for a name, what is in /etc/netns/NAME over /etc.\n"
"                 Option -n, by contrast, is about who owns the container, and\n"
"                 leaves COMMAND where it is.\n"
"  --nest, --move, --subtree, --delegate, --limit N  as with 'contidctl set';\n"
"                 before, COMMAND is in the container of contidctl, if any\n",
	.run = exec_run,
};
