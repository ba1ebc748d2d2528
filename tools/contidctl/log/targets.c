// SPDX-License-Identifier: GPL-2.0
/* The containers that are read, and those that are waited for. */

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <contid/events.h>

#include "common/args.h"
#include "common/connect.h"
#include "common/message.h"
#include "log/log.h"

#define TURN	256	/* notifications until records are read again */

static int refused(struct log *log, struct contid_handle *handle,
		   const struct log_target *target, int err)
{
	const char *why = contid_error_text(handle) ?: contid_strerror(err);

	ctl_message(log->ctl, "%s: %s: %s", target->name, why, strerror(-err));
	return CTL_REFUSED;
}

/*
 * Begin to read a container. Its serial number names it from here on: its identifier
 * may be another container's by now. Returns 0, -ENOENT if there is none, or what
 * to exit with, after a message.
 */
static int begin(struct log *log, struct log_target *target)
{
	const struct contid_info *info;
	struct contid_ref ref;
	int err;

	err = contid_resolve(log->ctl->handle, target->name, &ref);
	if (!err)
		err = contid_get(log->ctl->handle, ref, &info);
	if (err)
		return err == -ENOENT ? err :
		       refused(log, log->ctl->handle, target, err);

	err = contid_read_start(log->reader, contid_by_serial(info->serial),
				log->limit, log->flags);
	if (err)
		return err == -ENOENT ? err : refused(log, log->reader, target, err);
	target->contid = info->contid;
	target->scope = info->scope;
	target->serial = info->serial;
	target->lost = 0;
	target->at_end = 0;
	target->reading = true;
	return CTL_DONE;
}

/* Begin to read those that are not read. Returns CTL_DONE, or what to exit with. */
int targets_look(struct log *log)
{
	struct log_target *target;
	size_t i;
	int ret;

	log->look = false;
	for (i = 0; i < log->nr_targets; i++) {
		target = &log->targets[i];
		if (target->reading)
			continue;
		ret = begin(log, target);
		if (ret == -ENOENT && !log->follow)
			return refused(log, log->ctl->handle, target, ret);
		if (ret > 0)
			return ret;
	}
	return CTL_DONE;
}

static int check_names(struct ctl *ctl, int argc, char **argv)
{
	uint64_t contid;
	int ret = CTL_DONE;
	int i;

	if (!argc)
		return ctl_usage(ctl, "CONTID missing");
	for (i = 0; !ret && i < argc; i++)
		if (!args_is_path(argv[i]))
			ret = args_contid(ctl, argv[i], &contid);
	return ret;
}

/**
 * targets_open - begin to read containers.
 * @log: the run
 * @argc: how many
 * @argv: what names them
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int targets_open(struct log *log, int argc, char **argv)
{
	int ret;
	int i;

	ret = check_names(log->ctl, argc, argv);
	if (!ret)
		ret = ctl_open(log->ctl);
	if (!ret)
		ret = ctl_connect(log->ctl, &log->reader);
	/* Before the first look, so that none is missed that comes after it */
	if (!ret && log->follow)
		ret = ctl_subscribe(log->ctl, &log->events);
	if (ret)
		return ret;

	log->targets = calloc(argc, sizeof(*log->targets));
	if (!log->targets)
		return ctl_system(log->ctl, "memory", -ENOMEM);
	log->nr_targets = argc;
	for (i = 0; i < argc; i++)
		log->targets[i].name = argv[i];
	return targets_look(log);
}

/* The container of a process that was labelled may be one that is waited for. */
static int on_event(const struct contid_event *event, void *data)
{
	struct log *log = data;

	if (event->type == CONTID_EVENT_SET)
		log->look = true;
	return 0;
}

/* Returns CTL_DONE, or what to exit with, after a message. */
int targets_read_events(struct log *log)
{
	int err = contid_dispatch(log->events, TURN, on_event, log);

	/* A process that was labelled may be among what was lost. */
	if (err == -ENOBUFS)
		log->look = true;
	else if (err)
		return ctl_system(log->ctl, "notifications", err);
	return CTL_DONE;
}

struct log_target *targets_find(struct log *log, uint64_t serial)
{
	size_t i;

	for (i = 0; i < log->nr_targets; i++)
		if (log->targets[i].reading && log->targets[i].serial == serial)
			return &log->targets[i];
	return NULL;
}

/* Whether there is something to wait for */
bool targets_wait(const struct log *log)
{
	size_t i;

	if (log->follow)
		return true;
	for (i = 0; i < log->nr_targets; i++)
		if (log->targets[i].reading)
			return true;
	return false;
}

/* Report what a container has lost since it was reported last. */
void target_lost(struct log *log, struct log_target *target, uint64_t lost)
{
	if (lost <= target->lost)
		return;
	ctl_message(log->ctl, "%s: %" PRIu64 " records lost", target->name,
		    lost - target->lost);
	target->lost = lost;
	log->lossy = true;
	if (log->format->lost)
		log->format->lost(log, target);
}

/* No more records: what is queued can be read to its end. */
void targets_stop(struct log *log)
{
	struct log_target *target;
	uint64_t lost;
	size_t i;
	int err;

	for (i = 0; i < log->nr_targets; i++) {
		target = &log->targets[i];
		if (!target->reading)
			continue;
		err = contid_read_stop(log->reader,
				       contid_by_serial(target->serial), &lost);
		/* It has ended by itself. */
		if (err && err != -ENOENT)
			refused(log, log->reader, target, err);
		target->at_end = err ? 0 : lost;
	}
}

/* After targets_stop(), when all has been read: report what was lost behind that. */
void targets_account(struct log *log)
{
	size_t i;

	for (i = 0; i < log->nr_targets; i++)
		target_lost(log, &log->targets[i], log->targets[i].at_end);
}

void targets_close(struct log *log)
{
	contid_close(log->events);
	contid_close(log->reader);
	free(log->targets);
}
