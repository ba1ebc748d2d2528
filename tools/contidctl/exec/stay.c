// SPDX-License-Identifier: GPL-2.0
/* contidctl exec where contidctl stays: the command is a child of it. */

#include <errno.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/connect.h"
#include "common/message.h"
#include "common/netns.h"
#include "exec/exec.h"
#include "netns/netns.h"

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

static void block_signals(struct child *child)
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

static void restore_signals(const struct child *child)
{
	sigaction(SIGCHLD, &child->sigchld, NULL);
	sigprocmask(SIG_SETMASK, &child->mask, NULL);
}

static bool send_byte(const struct child *child)
{
	return send(child->peer, "", 1, MSG_NOSIGNAL) == 1;
}

static bool receive_byte(const struct child *child)
{
	char byte;

	return read(child->peer, &byte, 1) == 1;
}

static void __attribute__((noreturn))
exec_child(const struct exec *exec, const struct child *child)
{
	const char *netns = exec->args.netns;

	if (netns && netns_mount(exec->ctl, netns))
		_exit(EXEC_FAILED);
	if (!send_byte(child) || !receive_byte(child))
		_exit(EXEC_FAILED);

	restore_signals(child);
	_exit(exec_execute(exec));
}

static int start(const struct exec *exec, struct child *child)
{
	int peers[2];
	int err;

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, peers))
		return ctl_system(exec->ctl, "socketpair", -errno);
	block_signals(child);

	child->pid = fork();
	if (!child->pid) {
		close(peers[1]);
		child->peer = peers[0];
		exec_child(exec, child);
	}
	err = -errno;
	close(peers[0]);
	child->peer = peers[1];
	if (child->pid > 0)
		return CTL_DONE;

	close(peers[1]);
	restore_signals(child);
	return ctl_system(exec->ctl, "fork", err);
}

static int status_of(int status)
{
	return WIFSIGNALED(status) ? EXEC_KILLED + WTERMSIG(status) :
				     WEXITSTATUS(status);
}

/*
 * Whether the command has got the signal already, with the process group, from
 * the terminal. The SIGHUP of a terminal may be for the leader of the session
 * alone.
 */
static bool came_to_all(const siginfo_t *info)
{
	return info->si_code == SI_KERNEL && info->si_signo != SIGHUP;
}

/* Wait for the command, and pass on the signals that come meanwhile. */
static int wait_for_command(const struct child *child)
{
	siginfo_t info;
	int status;

	while (waitpid(child->pid, &status, WNOHANG) != child->pid) {
		if (sigwaitinfo(&child->signals, &info) < 0 ||
		    info.si_signo == SIGCHLD || came_to_all(&info))
			continue;
		kill(child->pid, info.si_signo);
	}
	return status_of(status);
}

/* Close the socket, at which a child that has not got its byte exits, and wait. */
static int finish(const struct child *child)
{
	int status;

	close(child->peer);
	status = wait_for_command(child);
	restore_signals(child);
	return status;
}

/* Start the child in the network namespace of --netns, and stay out of it. */
static int start_in_netns(const struct exec *exec, struct child *child)
{
	int old;
	int ret;
	int err;

	if (!exec->args.netns)
		return start(exec, child);

	ret = netns_enter(exec->ctl, exec->args.netns, &old);
	if (ret)
		return ret;
	ret = start(exec, child);
	err = netns_leave(exec->ctl, old);
	if (ret || !err)
		return ret;

	finish(child);
	return err;
}

static int label(const struct exec *exec, const struct child *child)
{
	int pidfd;
	int ret;

	/* A child that is not ready has printed why. */
	if (!receive_byte(child))
		return CTL_REFUSED;
	pidfd = target_pidfd(child->pid);
	if (pidfd < 0)
		return ctl_system(exec->ctl, "pidfd_open", -errno);
	ret = exec_label(exec, pidfd);
	close(pidfd);
	return ret;
}

/**
 * exec_stay - run a command as a child.
 * @exec: the command
 *
 * Return: what to exit with, after a message if the command did not run.
 */
int exec_stay(const struct exec *exec)
{
	struct child child;

	if (ctl_open(exec->ctl) || start_in_netns(exec, &child))
		return EXEC_FAILED;
	if (label(exec, &child)) {
		finish(&child);
		return EXEC_FAILED;
	}
	if (!send_byte(&child))
		ctl_system(exec->ctl, "socketpair", -errno);
	return finish(&child);
}
