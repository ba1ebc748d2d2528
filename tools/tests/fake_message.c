// SPDX-License-Identifier: LGPL-2.1-or-later
/* Messages of the kernel for tests, and looks at those to it, see fake.h. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>

#include "fake.h"

/* A group within the nest of the groups of the family */
struct group {
	struct nlattr nest;
	struct nlattr name_nla;
	char name[8];
	struct nlattr id_nla;
	uint32_t id;
};

static struct group group(const char *name, uint32_t id)
{
	struct group group = {
		.nest = { sizeof(group), 1 },
		.name_nla = { NLA_HDRLEN + strlen(name) + 1,
			      CTRL_ATTR_MCAST_GRP_NAME },
		.id_nla = { NLA_HDRLEN + sizeof(id), CTRL_ATTR_MCAST_GRP_ID },
		.id = id,
	};

	strncpy(group.name, name, sizeof(group.name) - 1);
	return group;
}

void fake_family(struct nlmsghdr *req)
{
	const struct group groups[] = {
		group("others", FAKE_GROUP + 1),
		group(CONTID_MCGRP_EVENTS, FAKE_GROUP),
		group("event", FAKE_GROUP + 2),
	};
	uint16_t id = FAKE_FAMILY;

	fake_begin(req, GENL_ID_CTRL, 0);
	fake_attr(CTRL_ATTR_FAMILY_NAME, CONTID_FAMILY_NAME,
		  sizeof(CONTID_FAMILY_NAME));
	fake_attr(CTRL_ATTR_FAMILY_ID, &id, sizeof(id));
	fake_attr(CTRL_ATTR_MCAST_GROUPS, groups, sizeof(groups));
	fake_end();
	fake_cut();
	fake_ack(req);
}

void fake_netns(const struct contid_netns *netns)
{
	fake_nest(CONTID_A_NETNS);
	fake_attr(CONTID_A_NETNS_PAD, "", 0);
	fake_u64(CONTID_A_NETNS_COOKIE, netns->cookie);
	fake_u32(CONTID_A_NETNS_INUM, netns->inum);
	fake_u32(CONTID_A_NETNS_THREADS, netns->threads);
	fake_nest_end();
}

void fake_ns(const struct contid_ns *ns)
{
	fake_nest(CONTID_A_NS);
	fake_u32(CONTID_A_NS_TYPE, ns->type);
	fake_attr(CONTID_A_NS_PAD, "", 0);
	fake_u64(CONTID_A_NS_ID, ns->id);
	fake_u32(CONTID_A_NS_INUM, ns->inum);
	if (ns->owner)
		fake_u64(CONTID_A_NS_OWNER, ns->owner);
	fake_nest_end();
}

void fake_describe(const struct contid_info *info)
{
	uint32_t i;

	fake_u64(CONTID_A_CONTID, info->contid);
	if (info->contid == CONTID_UNSET)
		return;

	if (info->scope)
		fake_u64(CONTID_A_SCOPE, info->scope);
	if (info->parent != CONTID_UNSET)
		fake_u64(CONTID_A_PARENT, info->parent);
	if (info->parent_scope)
		fake_u64(CONTID_A_PARENT_SCOPE, info->parent_scope);
	fake_u32(CONTID_A_DEPTH, info->depth);
	fake_u32(CONTID_A_FLAGS, info->flags);
	if (info->limit)
		fake_u32(CONTID_A_LIMIT, info->limit);
	fake_attr(CONTID_A_PAD, "", 0);
	fake_u64(CONTID_A_OWNER_NETNS, info->owner_netns);
	fake_u32(CONTID_A_PROCESSES, info->processes);
	fake_u32(CONTID_A_CHILDREN, info->children);
	fake_u64(CONTID_A_CREATED, info->created);
	fake_u64(CONTID_A_SERIAL, info->serial);
	if (info->name)
		fake_attr(CONTID_A_NAME, info->name, strlen(info->name) + 1);
	for (i = 0; i < info->netns_count; i++)
		fake_netns(&info->netns[i]);
}

void fake_info(const struct nlmsghdr *req, uint16_t flags,
	       const struct contid_info *info)
{
	fake_begin(req, FAKE_FAMILY, flags);
	fake_describe(info);
	fake_end();
}

void fake_pid(const struct nlmsghdr *req, uint16_t flags, uint32_t pid)
{
	fake_begin(req, FAKE_FAMILY, flags);
	fake_u32(CONTID_A_PID, pid);
	fake_end();
}

void fake_ns_process(const struct nlmsghdr *req, uint16_t flags,
		     const struct contid_ns_process *process)
{
	uint32_t i;

	fake_begin(req, FAKE_FAMILY, flags);
	if (process->pid)
		fake_u32(CONTID_A_PID, process->pid);
	if (process->contid != CONTID_UNSET) {
		fake_u64(CONTID_A_CONTID, process->contid);
		if (process->scope)
			fake_u64(CONTID_A_SCOPE, process->scope);
		fake_u64(CONTID_A_SERIAL, process->serial);
	}
	for (i = 0; i < process->ns_count; i++)
		fake_ns(&process->ns[i]);
	fake_end();
}

void fake_stats(const struct nlmsghdr *req, const struct contid_stats *stats)
{
	uint32_t i;

	fake_begin(req, FAKE_FAMILY, 0);
	fake_u64(CONTID_A_STATS_CONTAINERS, stats->containers);
	fake_u64(CONTID_A_STATS_CONTAINERS_EVER, stats->containers_ever);
	fake_attr(CONTID_A_STATS_PAD, "", 0);
	fake_u64(CONTID_A_STATS_PROCESSES, stats->processes);
	fake_u64(CONTID_A_STATS_SETS, stats->sets);
	fake_u64(CONTID_A_STATS_DROPS, stats->drops);
	fake_u64(CONTID_A_STATS_ADOPTIONS, stats->adoptions);
	fake_u64(CONTID_A_STATS_ENDS, stats->ends);
	fake_u64(CONTID_A_STATS_SUPPRESSED, stats->suppressed);
	fake_u64(CONTID_A_STATS_NAMESPACES, stats->namespaces);
	fake_u64(CONTID_A_STATS_NAMESPACES_EVER, stats->namespaces_ever);
	for (i = 0; i < stats->refusals_count; i++) {
		fake_nest(CONTID_A_STATS_REFUSALS);
		fake_u32(CONTID_A_REFUSALS_ERRNO, stats->refusals[i].err);
		fake_attr(CONTID_A_REFUSALS_PAD, "", 0);
		fake_u64(CONTID_A_REFUSALS_COUNT, stats->refusals[i].count);
		fake_nest_end();
	}
	fake_u64(CONTID_A_STATS_READERS, stats->readers);
	fake_u64(CONTID_A_STATS_RECORDS_DELIVERED, stats->records_delivered);
	fake_u64(CONTID_A_STATS_RECORDS_LOST, stats->records_lost);
	fake_end();
}

static void verdict(const struct nlmsghdr *req, int err, uint16_t flags)
{
	struct nlmsgerr e = { .error = err, .msg = *req };

	fake_begin(req, NLMSG_ERROR, flags);
	fake_bytes(&e, sizeof(e));
}

void fake_ack(const struct nlmsghdr *req)
{
	verdict(req, 0, NLM_F_CAPPED);
	fake_end();
}

void fake_refuse(const struct nlmsghdr *req, int err, const char *text,
		 uint16_t attr_type, uint32_t attr_value)
{
	verdict(req, -err, NLM_F_CAPPED |
			   (text || attr_type ? NLM_F_ACK_TLVS : 0));
	if (text)
		fake_attr(NLMSGERR_ATTR_MSG, text, strlen(text) + 1);
	if (attr_type)
		fake_u32(attr_type, attr_value);
	fake_end();
}

void fake_done(const struct nlmsghdr *req, uint16_t flags, int err,
	       const char *text)
{
	err = -err;
	fake_begin(req, NLMSG_DONE,
		   NLM_F_MULTI | flags | (text ? NLM_F_ACK_TLVS : 0));
	fake_bytes(&err, sizeof(err));
	if (text)
		fake_attr(NLMSGERR_ATTR_MSG, text, strlen(text) + 1);
	fake_end();
}

void fake_event_begin(uint8_t cmd)
{
	/* As far as fake_begin() looks at it, the request that a message answers */
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} req = { .genl.cmd = cmd };

	fake_to_events();
	fake_begin(&req.nlh, FAKE_FAMILY, 0);
}

void fake_record(uint64_t serial, uint32_t type, const char *text, uint64_t lost)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
	} req = { .genl.cmd = type ? CONTID_CMD_RECORD_NTF : CONTID_CMD_END_NTF };

	fake_begin(&req.nlh, FAKE_FAMILY, 0);
	fake_u64(CONTID_A_CONTID, 707);
	fake_attr(CONTID_A_PAD, "", 0);
	fake_u64(CONTID_A_SERIAL, serial);
	if (type)
		fake_u32(CONTID_A_RECORD_TYPE, type);
	if (lost)
		fake_u64(CONTID_A_LOST, lost);
	if (type)
		fake_attr(CONTID_A_RECORD, text, strlen(text) + 1);
	fake_end();
}

void fake_event_end(void)
{
	fake_end();
	fake_cut();
	fake_to_answers();
}

void fake_event(uint8_t cmd, uint32_t pid, const struct contid_info *info)
{
	fake_event_begin(cmd);
	fake_describe(info);
	if (pid)
		fake_u32(CONTID_A_PID, pid);
	fake_event_end();
}

struct nlattr *fake_find(struct nlmsghdr *req, int type)
{
	return nlmsg_find_attr(req, GENL_HDRLEN, type);
}

void fake_check(struct nlmsghdr *req, int cmd, int flags, int attrs)
{
	const struct genlmsghdr *genl = nlmsg_data(req);
	struct nlattr *nla;
	int rem;

	assert_int_equal(req->nlmsg_type, FAKE_FAMILY);
	assert_int_equal(genl->cmd, cmd);
	assert_int_equal(genl->version, CONTID_FAMILY_VERSION);
	assert_int_equal(req->nlmsg_flags,
			 NLM_F_REQUEST | NLM_F_ACK | flags);
	nlmsg_for_each_attr(nla, req, GENL_HDRLEN, rem)
		attrs--;
	assert_int_equal(attrs, 0);
}

void fake_check_u32(struct nlmsghdr *req, int type, uint32_t value)
{
	struct nlattr *nla = fake_find(req, type);

	assert_non_null(nla);
	assert_int_equal(nla_len(nla), sizeof(value));
	assert_int_equal(nla_get_u32(nla), value);
}

void fake_check_u64(struct nlmsghdr *req, int type, uint64_t value)
{
	struct nlattr *nla = fake_find(req, type);

	assert_non_null(nla);
	assert_int_equal(nla_len(nla), sizeof(value));
	assert_int_equal(nla_get_u64(nla), value);
}

pid_t fake_target(struct nlmsghdr *req)
{
	int pidfd = nla_get_u32(fake_find(req, CONTID_A_PIDFD));
	char path[64], text[512] = "";
	const char *pid;
	int fd;

	snprintf(path, sizeof(path), "/proc/self/fdinfo/%d", pidfd);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_true(read(fd, text, sizeof(text) - 1) > 0);
	close(fd);
	pid = strstr(text, "\nPid:\t");
	if (pid)
		return atoi(pid + strlen("\nPid:\t"));

	/* What pidfd.c has below valgrind */
	snprintf(path, sizeof(path), "/proc/self/fd/%d", pidfd);
	memset(text, 0, sizeof(text));
	assert_true(readlink(path, text, sizeof(text) - 1) > 0);
	assert_int_equal(strncmp(text, "/proc/", strlen("/proc/")), 0);
	return atoi(text + strlen("/proc/"));
}

uint32_t fake_offset(struct nlmsghdr *req, int type)
{
	return (char *)fake_find(req, type) - (char *)req;
}
