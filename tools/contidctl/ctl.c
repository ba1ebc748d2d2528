// SPDX-License-Identifier: GPL-2.0
/* The connection to the kernel, and messages about what went wrong. */

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "netns.h"

/* Have messages begin with the name of @command, or with none. */
void ctl_name(struct ctl *ctl, const char *command)
{
	snprintf(ctl->name, sizeof(ctl->name), "contidctl%s%s",
		 command ? ": " : "", command ? command : "");
}

static int no_contid(const struct ctl *ctl)
{
	struct utsname uts;

	uname(&uts);
	fprintf(stderr,
		"%s: this kernel (%s) has no audit container identifiers: boot one that is built with CONFIG_CONTID=y\n",
		ctl->name, uts.release);
	return NO_CONTID;
}

/**
 * ctl_connect - connect to the kernel, from the network namespace of -n.
 * @ctl: the run
 * @handle: where to put the connection, for the caller to close
 *
 * Return: DONE, or what to exit with, after a message.
 */
int ctl_connect(struct ctl *ctl, struct contid_handle **handle)
{
	int old = -1;
	int err;
	int ret;

	if (ctl->netns) {
		ret = netns_enter(ctl, ctl->netns, &old);
		if (ret)
			return ret;
	}
	err = contid_open(handle);
	if (ctl->netns) {
		ret = netns_leave(ctl, old);
		if (ret)
			return ret;
	}

	if (err == -EPROTONOSUPPORT)
		return no_contid(ctl);
	if (err)
		return ctl_system(ctl, "netlink", err);
	return DONE;
}

/* Connect, unless an earlier command of the run has: they share the connection. */
int ctl_open(struct ctl *ctl)
{
	return ctl->handle ? DONE : ctl_connect(ctl, &ctl->handle);
}

/* What the library cannot put into the kernel's words. */
static const char *own_words(int err)
{
	switch (err) {
	case -EAGAIN:
		return "containers kept changing while they were read";
	case -EBADMSG:
		return "the kernel's answer is not understood";
	case -ENOBUFS:
		return "the kernel's answer is lost";
	default:
		return NULL;
	}
}

/**
 * ctl_refused - report that a request failed.
 * @ctl: the run
 * @err: what the library returned, negative
 *
 * Return: what to exit with.
 */
int ctl_refused(struct ctl *ctl, int err)
{
	const char *text = contid_error_text(ctl->handle);

	if (!text)
		text = own_words(err);
	if (text)
		return ctl_system(ctl, text, err);

	fprintf(stderr, "%s: %s\n", ctl->name, strerror(-err));
	return REFUSED;
}

/* Report that the system refused something, @err being negative. */
int ctl_system(const struct ctl *ctl, const char *what, int err)
{
	fprintf(stderr, "%s: %s: %s\n", ctl->name, what, strerror(-err));
	return REFUSED;
}

/* After a message about wrong arguments, point to the help. */
int ctl_hint(const struct ctl *ctl)
{
	const char *command = strchr(ctl->name, ' ');

	fprintf(stderr, "Try 'contidctl%s help'.\n", command ? command : "");
	return USAGE;
}

/* Report wrong arguments. */
int ctl_usage(const struct ctl *ctl, const char *fmt, ...)
{
	va_list ap;

	fprintf(stderr, "%s: ", ctl->name);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	return ctl_hint(ctl);
}
