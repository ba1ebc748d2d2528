// SPDX-License-Identifier: GPL-2.0
/* contidctl ns list: namespaces, and the containers in them. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "ns/ns.h"
#include "output/output.h"

/**
 * struct search - for namespaces.
 * @ctl: the run
 * @table: what has been found
 * @all: every namespace is wanted
 * @serial: those of this container are wanted, 0 for none
 */
struct search {
	struct ctl *ctl;
	struct ns_table table;
	bool all;
	uint64_t serial;
};

static int refused(const struct ctl *ctl, int err)
{
	struct utsname uts;

	if (err != -EOPNOTSUPP)
		return ctl_refused(ctl, err);
	uname(&uts);
	ctl_message(ctl, "this kernel (%s) has no namespace ids: its CONFIG_CONTID is older than they are",
		    uts.release);
	return CTL_REFUSED;
}

/* Have the namespaces of @process printed, also if no process is seen there later. */
static int want(struct search *search, const struct contid_ns_process *process)
{
	int err = ns_table_add(&search->table, process, true);

	return err ? ctl_refused(search->ctl, err) : CTL_DONE;
}

static int want_process(struct search *search, const struct args *args)
{
	const struct contid_ns_process *process;
	struct ctl *ctl = search->ctl;
	struct target target;
	int ret;
	int err;

	ret = args_none(ctl, args);
	if (!ret)
		ret = target_connect(ctl, args, &target);
	if (ret)
		return ret;
	err = contid_ns_get(ctl->handle, target.pidfd, &process);
	target_close(&target);
	return err ? refused(ctl, err) : want(search, process);
}

static int want_file(struct search *search, const char *path)
{
	struct contid_ns_process process = {
		.contid = CONTID_UNSET,
		.ns_count = 1,
	};
	struct ctl *ctl = search->ctl;
	int ret = ctl_open(ctl);
	int err;
	int fd;

	if (ret)
		return ret;
	/* Without waiting: the file may be a FIFO. */
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0) {
		ctl_message(ctl, "namespace '%s': %s", path, strerror(errno));
		return CTL_REFUSED;
	}
	err = contid_ns_get_fd(ctl->handle, fd, &process.ns);
	close(fd);
	return err ? refused(ctl, err) : want(search, &process);
}

static int want_container(struct search *search, const char *text)
{
	const struct contid_info *info;
	struct contid_ref ref;
	int ret;
	int err;

	ret = args_container(search->ctl, text, &ref);
	if (ret)
		return ret;
	err = contid_get(search->ctl->handle, ref, &info);
	if (err)
		return ctl_refused(search->ctl, err);
	search->serial = info->serial;
	return CTL_DONE;
}

/* See which namespaces the arguments ask for, and connect. */
static int parse_wanted(struct search *search, const struct args *args)
{
	if (args->pid || args->pidfd)
		return want_process(search, args);
	if (args->argc > 1)
		return ctl_usage(search->ctl, "unexpected argument '%s'",
				 args->argv[1]);
	search->all = !args->argc;
	if (search->all)
		return ctl_open(search->ctl);
	/* A path of identifiers, such as 707/4, names a container. */
	if (strchr(args->argv[0], '/') && !args_is_path(args->argv[0]))
		return want_file(search, args->argv[0]);
	return want_container(search, args->argv[0]);
}

static int on_process(const struct contid_ns_process *process, void *data)
{
	struct search *search = data;

	return ns_table_add(&search->table, process,
			    search->all || (search->serial &&
					    search->serial == process->serial));
}

/*
 * All processes are read, whichever namespaces are wanted: a line has the number of
 * all that live there.
 */
static int print_wanted(struct search *search)
{
	struct ctl *ctl = search->ctl;
	int ret;

	ret = contid_ns_list(ctl->handle, contid_by_id(CONTID_UNSET),
			     on_process, search);
	if (ret < 0)
		return refused(ctl, ret);
	ns_table_sort(&search->table);
	ns_print(ctl, &search->table);
	if (ret == CONTID_CHANGED)
		output_changed(ctl, "processes");
	output_end(ctl);
	return CTL_DONE;
}

int ns_list(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = {
		TARGET_OPTIONS, END_OF_OPTIONS
	};
	struct search search = { .ctl = ctl };
	struct args args;
	int ret;

	ret = args_parse(ctl, argc, argv, options, &args);
	if (!ret)
		ret = parse_wanted(&search, &args);
	if (!ret)
		ret = print_wanted(&search);
	free(search.table.rows);
	return ret;
}
