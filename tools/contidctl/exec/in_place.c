// SPDX-License-Identifier: GPL-2.0
/*
 * contidctl exec without a second process: contidctl labels itself and executes the
 * command, which therefore has the process id, the parent and the signal handling
 * that contidctl was given. The kernel labels neither the sender of a request nor a
 * process with live children: a grandchild sends the request, after its own parent
 * has exited.
 */

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "common/connect.h"
#include "common/message.h"
#include "common/netns.h"
#include "exec/exec.h"
#include "netns/netns.h"

/**
 * exec_label - label a process.
 * @exec: the container and the options
 * @pidfd: the process
 *
 * Return: CTL_DONE, or what to exit with. There is a message unless the process is
 * gone: then contidctl or its child was killed, which needs no comment.
 */
int exec_label(const struct exec *exec, int pidfd)
{
	struct contid_request request = exec->request;
	int err;

	request.pidfd = pidfd;
	err = contid_set(exec->ctl->handle, &request, NULL);
	if (err == -ESRCH)
		return CTL_REFUSED;
	return err ? ctl_refused(exec->ctl, err) : CTL_DONE;
}

/**
 * exec_execute - execute the command in this process.
 * @exec: the command
 *
 * Return: what to exit with, after a message, since it could not be executed.
 */
int exec_execute(const struct exec *exec)
{
	int err;

	execvp(exec->command[0], exec->command);
	err = errno;
	ctl_system(exec->ctl, exec->command[0], -err);
	return err == ENOENT ? EXEC_NOT_FOUND : EXEC_CANNOT_EXECUTE;
}

#define HELPER_STACK	(256 * 1024)

/**
 * struct helper - the grandchild that labels contidctl.
 * @exec: the container and the options
 * @pidfd: contidctl
 * @netns: network namespace that contidctl was in before, or -1 if it still is
 * @report: pipe on which the result comes back
 * @child: the grandchild's parent, which is about to exit
 * @fork_errno: why there is no grandchild, or 0
 */
struct helper {
	const struct exec *exec;
	int pidfd;
	int netns;
	int report[2];
	pid_t child;
	int fork_errno;
};

/* What the grandchild does */
static void __attribute__((noreturn)) help(const struct helper *helper)
{
	struct ctl *ctl = helper->exec->ctl;
	char ret = CTL_DONE;

	/* The network namespace in which the socket is opened owns the container. */
	if (helper->netns >= 0)
		ret = netns_leave(ctl, helper->netns);
	if (!ret)
		ret = ctl_open(ctl);
	/* contidctl must have no live child: the parent of this process must exit. */
	while (!ret && getppid() == helper->child)
		sched_yield();
	if (!ret)
		ret = exec_label(helper->exec, helper->pidfd);
	_exit(write(helper->report[1], &ret, 1) != 1);
}

/*
 * In the child, which shares the memory of contidctl, as after vfork(2): start the
 * grandchild, and exit.
 */
static int leave_helper(void *data)
{
	struct helper *helper = data;
	pid_t pid;

	helper->child = getpid();
	/* fork(2), but for the SIGCHLD */
	pid = syscall(SYS_clone, 0UL, NULL, NULL, NULL, NULL);
	if (!pid)
		help(helper);
	if (pid < 0)
		helper->fork_errno = errno;
	_exit(0);
}

/*
 * Read the result, and wait until the grandchild has exited: it has the last
 * descriptor for writing to the pipe.
 */
static int read_result(const struct helper *helper)
{
	bool read_one = false;
	char ret = CTL_REFUSED;

	while (read(helper->report[0], &ret, 1) == 1)
		read_one = true;
	if (!read_one)
		ctl_message(helper->exec->ctl, "the process that was to set the label has died");
	return ret;
}

/*
 * Start the grandchild and read its result. The child sends no SIGCHLD, which would
 * be pending in the command.
 */
static int run_helper(struct helper *helper)
{
	char stack[HELPER_STACK] __attribute__((aligned(16)));
	pid_t child;

	child = clone(leave_helper, stack + sizeof(stack),
		      CLONE_VM | CLONE_VFORK, helper);
	if (child < 0)
		helper->fork_errno = errno;
	else
		waitpid(child, NULL, __WALL);
	close(helper->report[1]);
	if (helper->fork_errno)
		return ctl_system(helper->exec->ctl, "fork",
				  -helper->fork_errno);
	return read_result(helper);
}

/* Label this process. @netns is the network namespace it was in before, or -1. */
static int label_self(const struct exec *exec, int netns)
{
	struct helper helper = { .exec = exec, .netns = netns };
	int ret;

	helper.pidfd = target_pidfd(getpid());
	if (helper.pidfd < 0)
		return ctl_system(exec->ctl, "pidfd_open", -errno);
	if (pipe2(helper.report, O_CLOEXEC))
		return ctl_system(exec->ctl, "pipe", -errno);
	ret = run_helper(&helper);
	close(helper.report[0]);
	close(helper.pidfd);
	return ret;
}

/**
 * exec_in_place - label this process and execute the command.
 * @exec: the command
 *
 * Return: what to exit with, after a message, since the command was not executed.
 */
int exec_in_place(const struct exec *exec)
{
	const char *netns = exec->args.netns;
	int old = -1;
	int ret = CTL_DONE;

	if (netns)
		ret = netns_enter(exec->ctl, netns, &old);
	if (netns && !ret)
		ret = netns_mount(exec->ctl, netns);
	if (!ret)
		ret = label_self(exec, old);
	return ret ? EXEC_FAILED : exec_execute(exec);
}
