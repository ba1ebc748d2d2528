// SPDX-License-Identifier: GPL-2.0
/*
 * Answers, dumps, notifications and records, as they come through the handle of
 * libcontid from a peer that is no kernel. The first byte picks what is asked for,
 * the rest is datagrams, see peer.h.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <contid/events.h>
#include <contid/ns.h>
#include <contid/read.h>
#include <contid/stats.h>

#include "capture.h"
#include "common/message.h"
#include "fuzz.h"
#include "libcontid/internal.h"
#include "output/output.h"
#include "peer.h"

enum {
	RESOLVE = 0x80,	/* the peer also answers the request for the family */
	JSON_OUT = 0x40,
};

static struct ctl ctl = { .name = "contidctl: fuzz" };

static int on_container(const struct contid_info *info, void *data)
{
	size_t *count = data;

	++*count;
	output_container(&ctl, info);
	return 0;
}

static int on_member(int pidfd, pid_t pid, void *data)
{
	size_t *count = data;

	check(pidfd >= 0);
	(void)pid;
	++*count;
	return 0;
}

static int on_event(const struct contid_event *event, void *data)
{
	size_t *count = data;

	check(event->info->contid != CONTID_UNSET);
	++*count;
	output_container(&ctl, event->info);
	return 0;
}

static int on_ns(const struct contid_ns_process *process, void *data)
{
	size_t *count = data;

	*count += process->ns_count;
	return 0;
}

static int set(struct contid_handle *handle)
{
	struct contid_request request = CONTID_REQUEST_INIT;
	const struct contid_info *info;
	int err;

	request.pidfd = 0;
	request.contid = 7;
	request.name = "web";
	err = contid_set(handle, &request, &info);
	if (!err)
		output_container(&ctl, info);
	return err;
}

static int get(struct contid_handle *handle)
{
	const struct contid_info *info;
	int err = contid_get(handle, contid_by_id(7), &info);

	if (!err)
		output_container(&ctl, info);
	return err;
}

static int resolve(struct contid_handle *handle)
{
	struct contid_ref ref;

	return contid_resolve(handle, "707/4/2", &ref);
}

static int subscribe(struct contid_handle *handle)
{
	size_t count = 0;
	int err = contid_subscribe(handle);

	while (!err)
		err = contid_dispatch(handle, 4, on_event, &count);
	return err;
}

/* Read until the connection is reset; other errors are of a message, or of a moment. */
static int read_records(struct contid_handle *handle)
{
	const struct contid_record *record;
	uint64_t lost = 0;
	int err = contid_read_start(handle, contid_by_id(7), 0, 0);

	if (contid_read_fd(handle) < 0)
		return err;
	do {
		err = contid_read_next(handle, &record);
		if (err)
			continue;
		check((record->type == CONTID_RECORD_END) == !record->text);
		check(!record->text || strlen(record->text) == record->len);
		lost |= record->lost;
	} while (!err || err == -EAGAIN || err == -EBADMSG);
	return contid_read_stop(handle, contid_by_id(7), &lost);
}

static int stats(struct contid_handle *handle)
{
	const struct contid_stats *result;

	return contid_stats_get(handle, &result);
}

static int ns(struct contid_handle *handle)
{
	const struct contid_ns_process *process;

	return contid_ns_get(handle, 0, &process);
}

static int list(struct contid_handle *handle)
{
	size_t count = 0;

	return contid_list(handle, contid_by_id(CONTID_UNSET), -1, on_container, &count);
}

static int members(struct contid_handle *handle)
{
	size_t count = 0;

	return contid_members(handle, contid_by_id(7), on_member, &count);
}

static int ns_list(struct contid_handle *handle)
{
	size_t count = 0;

	return contid_ns_list(handle, contid_by_id(7), on_ns, &count);
}

/* What a handle is asked for, which returns 0, CONTID_CHANGED, or a negative errno */
static int (*const requests[])(struct contid_handle *handle) = {
	set, get, list, members, subscribe, read_records, stats, ns, ns_list, resolve,
};

#define N_REQUESTS	(sizeof(requests) / sizeof(requests[0]))

/* A refusal is one line, of all that a peer may send. */
static void refuse(struct contid_handle *handle, int err)
{
	const char *text = contid_error_text(handle);

	check(err < 0 && err > -4096);
	check(!text || (*text && strlen(text) < sizeof(handle->error_text)));
	check(!contid_error_attr(handle) || *contid_error_attr(handle));
	ctl.handle = handle;
	ctl_refused(&ctl, err);
	ctl.handle = NULL;
	check_refusal(capture_end(), false);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct contid_handle *handle;
	int ret = 0;

	if (!size)
		return -1;
	check(!json_load(&ctl));
	ctl.json = data[0] & JSON_OUT;
	handle = peer_open(data + 1, size - 1, !!(data[0] & RESOLVE));
	if (!handle)
		return 0;

	capture_begin();
	ret = requests[(data[0] & ~(RESOLVE | JSON_OUT)) % N_REQUESTS](handle);
	output_end(&ctl);
	check(printed_is_safe(capture_end()));
	capture_begin();
	if (ret < 0)
		refuse(handle, ret);
	capture_end();
	contid_close(handle);
	return 0;
}
