// SPDX-License-Identifier: GPL-2.0
/*
 * Network namespaces: each has a list of the labels of its threads.
 */

#include <linux/kernel.h>
#include <linux/proc_ns.h>
#include <linux/rculist.h>
#include <net/net_namespace.h>

#include "contid.h"

unsigned int contid_net_id __read_mostly;

static int __net_init contid_net_init(struct net *net)
{
	struct contid_net *cn = contid_pernet(net);

	INIT_LIST_HEAD(&cn->labels);
	/* The namespace has its numbers already: net_ns_ops is the first to be set up. */
	cn->prefix_len = scnprintf(cn->prefix, sizeof(cn->prefix),
				   "scope=net netns=%u netnsid=%llu contid=",
				   net->ns.inum, ns_id(&net->ns));
	return 0;
}

/*
 * No thread is left in the namespace, but an exiting thread gives up its
 * namespace before its label.
 */
static void __net_exit contid_net_exit(struct net *net)
{
	struct contid_registry *reg = &contid_registry;
	struct contid_label *label, *next;

	spin_lock(&reg->lock);
	list_for_each_entry_safe(label, next, &contid_pernet(net)->labels, by_net)
		contid_label_detach_net_locked(reg, label);
	spin_unlock(&reg->lock);
}

static struct pernet_operations contid_net_ops = {
	.init	= contid_net_init,
	.exit	= contid_net_exit,
	.id	= &contid_net_id,
	.size	= sizeof(struct contid_net),
};

/**
 * contid_netns_init - give each network namespace its list
 *
 * Return: 0, or a negative errno.
 */
int __init contid_netns_init(void)
{
	return register_pernet_subsys(&contid_net_ops);
}
