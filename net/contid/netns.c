// SPDX-License-Identifier: GPL-2.0
/*
 * Network namespaces: each knows the labels of the threads that live in it.
 */

#include <linux/rculist.h>
#include <net/contid.h>
#include <net/net_namespace.h>

#include "genl.h"

unsigned int contid_net_id __read_mostly;

static int __net_init contid_net_init(struct net *net)
{
	INIT_LIST_HEAD(&contid_net(net)->labels);
	return 0;
}

/*
 * No thread is left in the namespace, but one that is exiting may have its
 * label still.
 */
static void __net_exit contid_net_exit(struct net *net)
{
	struct contid_registry *reg = &contid_registry;
	struct contid_label *label, *next;

	spin_lock(&reg->lock);
	list_for_each_entry_safe(label, next, &contid_net(net)->labels,
				 by_net) {
		list_del_rcu(&label->by_net);
		label->net = NULL;
	}
	spin_unlock(&reg->lock);
}

static struct pernet_operations contid_net_ops = {
	.init	= contid_net_init,
	.exit	= contid_net_exit,
	.id	= &contid_net_id,
	.size	= sizeof(struct contid_net),
};

/**
 * contid_netns_init - begin to keep the containers of each namespace
 *
 * Return: 0, or a negative errno.
 */
int __init contid_netns_init(void)
{
	return register_pernet_subsys(&contid_net_ops);
}
