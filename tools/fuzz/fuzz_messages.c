// SPDX-License-Identifier: GPL-2.0
/*
 * Single messages of generic netlink, as a peer that is no kernel could make them: one
 * of libcontid's functions takes each apart, and contidctl prints what that gives.
 *
 * The first byte picks the function, the second how to print. What follows is the
 * message; its length is put right.
 */

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/genetlink.h>
#include <netlink/msg.h>

#include "capture.h"
#include "fuzz.h"
#include "libcontid/internal.h"
#include "output/output.h"

/* What a callback returns must come out of the function that has called it. */
#define CALLED	17

static struct ctl ctl = { .name = "contidctl: fuzz" };

static volatile unsigned int sum;

/* Read all bytes, for the sanitizer to see. */
static void look(const void *bytes, size_t len)
{
	const unsigned char *at = bytes;

	while (len--)
		sum += *at++;
}

static void print_info(const struct contid_info *info)
{
	struct contid_info *copy;

	if (info->name)
		look(info->name, strlen(info->name) + 1);
	if (info->netns_count)
		look(info->netns, info->netns_count * sizeof(*info->netns));
	copy = contid_info_dup(info);
	check(copy && copy->netns_count == info->netns_count && !copy->name == !info->name);
	check(!copy->name || !strcmp(copy->name, info->name));
	check(!copy->name || name_matches(copy, info->name));
	output_container(&ctl, copy);
	output_end(&ctl);
	contid_info_free(copy);
}

static int on_container(const struct contid_info *info, void *data)
{
	(void)data;
	print_info(info);
	return CALLED;
}

static int on_event(const struct contid_event *event, void *data)
{
	(void)data;
	check(event->info->contid != CONTID_UNSET);
	check(contid_event_name(event->type));
	print_info(event->info);
	return CALLED;
}

static int on_record(const struct contid_record *record, void *data)
{
	(void)data;
	check((record->type == CONTID_RECORD_END) == !record->text);
	if (record->text) {
		look(record->text, record->len + 1);
		check(strlen(record->text) == record->len);
	}
	return CALLED;
}

static int on_stats(const struct contid_stats *stats, void *data)
{
	(void)data;
	if (stats->refusals_count)
		look(stats->refusals, stats->refusals_count * sizeof(*stats->refusals));
	return CALLED;
}

static int on_ns(const struct contid_ns_process *process, void *data)
{
	(void)data;
	check((process->contid == CONTID_UNSET) <= !process->serial);
	if (process->ns_count)
		look(process->ns, process->ns_count * sizeof(*process->ns));
	return CALLED;
}

static int member(const struct nlmsghdr *nlh)
{
	pid_t pid = -5;
	int err = contid_msg_member(nlh, &pid);

	check(!err || (err == -EBADMSG && pid == -5));
	return err ? err : CALLED;
}

/* An acknowledgment of a request, which is the same message */
static int ack(const struct nlmsghdr *nlh)
{
	const char *text, *attr;
	int result = 5;
	int err = contid_msg_ack(nlh, &result);

	check(err ? err == -EBADMSG && result == 5 : result <= 0);
	text = contid_msg_error_text(nlh);
	if (text) {
		check(text > (const char *)nlh &&
		      text + strlen(text) < (const char *)nlh + nlh->nlmsg_len);
	}
	attr = contid_msg_error_attr(nlh, nlh);
	check(!attr || *attr);
	return CALLED;
}

/* Returns what the function returned that @which stands for. */
static int parse(unsigned int which, const struct nlmsghdr *nlh)
{
	switch (which % 7) {
	case 0:
		return contid_msg_container(nlh, on_container, NULL);
	case 1:
		return contid_msg_event(nlh, on_event, NULL);
	case 2:
		return contid_msg_record(nlh, on_record, NULL);
	case 3:
		return contid_msg_stats(nlh, on_stats, NULL);
	case 4:
		return contid_msg_ns(nlh, on_ns, NULL);
	case 5:
		return member(nlh);
	default:
		return ack(nlh);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct nlmsghdr *nlh;
	unsigned int which;
	int ret;

	if (size < 2 + NLMSG_HDRLEN)
		return -1;
	which = data[0];
	ctl.json = data[1] & 1;
	ctl.pretty = data[1] & 2;
	check(!json_load(&ctl));

	/* As long as the message and no longer, for the sanitizer to watch over */
	size -= 2;
	nlh = malloc(size);
	memcpy(nlh, data + 2, size);
	nlh->nlmsg_len = size;

	capture_begin();
	ret = parse(which, nlh);
	output_flush(&ctl);
	check(printed_is_safe(capture_end()));
	check(ret == CALLED || ret == -EBADMSG || (!ret && (which % 7 == 1 || which % 7 == 2)));
	free(nlh);
	return 0;
}
