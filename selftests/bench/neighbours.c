// SPDX-License-Identifier: GPL-2.0
/*
 * neighbours: what another dump of the kernel's takes, for as many bytes: the
 * neighbours of the device that has 10.9.0.1, which have a dozen attributes and
 * a nest of numbers, as containers do.
 */

#include <arpa/inet.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>

#include "bench.h"

#define N	1000

static struct raw_nl nl;
static size_t dumped;

static void *rt_start(struct raw_nl_msg *msg, uint16_t type, uint16_t flags)
{
	struct ndmsg *ndm = NLMSG_DATA(&msg->nlh);

	memset(msg, 0, NLMSG_HDRLEN + sizeof(*ndm));
	msg->nlh.nlmsg_len = NLMSG_HDRLEN + sizeof(*ndm);
	msg->nlh.nlmsg_type = type;
	msg->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK | flags;
	ndm->ndm_family = AF_INET;
	return ndm;
}

static void add(unsigned int i)
{
	struct raw_nl_msg msg;
	struct ndmsg *ndm = rt_start(&msg, RTM_NEWNEIGH,
				     NLM_F_CREATE | NLM_F_REPLACE);
	uint8_t lladdr[6] = { 2 };
	uint32_t addr = htonl(0x0a090100 + i);

	ndm->ndm_ifindex = if_nametoindex("dummy0");
	ndm->ndm_state = NUD_PERMANENT;
	raw_nl_put(&msg, NDA_DST, &addr, sizeof(addr));
	raw_nl_put(&msg, NDA_LLADDR, lladdr, sizeof(lladdr));
	errno = -raw_nl_request(&nl, &msg, NULL, NULL);
	if (errno)
		bail("neighbour %u", i);
}

static void count(const struct nlmsghdr *nlh, void *data)
{
	dumped += nlh->nlmsg_len;
}

static void dump(void *data)
{
	struct raw_nl_msg msg;

	dumped = 0;
	rt_start(&msg, RTM_GETNEIGH, NLM_F_DUMP);
	errno = -raw_nl_request(&nl, &msg, count, NULL);
	if (errno)
		bail("dump");
}

int main(void)
{
	unsigned int i;

	bench_init();
	nl.fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
	if (nl.fd < 0)
		bail("socket");
	for (i = 0; i < N; i++)
		add(i);
	dump(NULL);
	bench_measure(&(struct bench){ .row = "dump of neighbours, 100 bytes",
		      .run = dump, .times = 11, .per = dumped / 100 },
		      "reference", N);
	return 0;
}
