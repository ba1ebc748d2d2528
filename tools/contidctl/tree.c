// SPDX-License-Identifier: GPL-2.0
/* contidctl tree: how containers are nested. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "common/args.h"
#include "common/message.h"
#include "common/util.h"
#include "output/names.h"
#include "output/output.h"

/**
 * struct node - a container of the tree.
 * @info: the container, a copy
 * @child: the oldest of those nested directly in it, or NULL
 * @next: the next younger one with the same parent, or NULL
 */
struct node {
	struct contid_info *info;
	struct node *child;
	struct node *next;
};

struct tree {
	struct node *nodes;	/* oldest first */
	struct node **by_contid;	/* then by scope and depth */
	struct node *root;
	size_t count;
	size_t room;
};

static int on_container(const struct contid_info *info, void *data)
{
	struct tree *tree = data;
	struct contid_info *copy;
	struct node *nodes;

	nodes = array_grow(tree->nodes, &tree->room, tree->count + 1,
			   sizeof(*nodes));
	if (!nodes)
		return -ENOMEM;
	tree->nodes = nodes;
	copy = contid_info_dup(info);
	if (!copy)
		return -ENOMEM;
	tree->nodes[tree->count++] = (struct node){ .info = copy };
	return 0;
}

static void free_tree(struct tree *tree)
{
	while (tree->count)
		contid_info_free(tree->nodes[--tree->count].info);
	free(tree->by_contid);
	free(tree->nodes);
}

static int compare(const void *a, const void *b)
{
	const struct contid_info *x = (*(struct node *const *)a)->info;
	const struct contid_info *y = (*(struct node *const *)b)->info;

	if (x->contid != y->contid)
		return x->contid < y->contid ? -1 : 1;
	if (x->scope != y->scope)
		return x->scope < y->scope ? -1 : 1;
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return 0;
}

/* NULL also for a parent that the requester may not see */
static struct node *parent_of(const struct tree *tree, const struct node *node)
{
	struct contid_info info = {
		.contid = node->info->parent,
		.scope = node->info->parent_scope,
		.depth = node->info->depth - 1,
	};
	struct node key = { .info = &info };
	struct node *sought = &key;
	struct node **found;

	found = bsearch(&sought, tree->by_contid, tree->count, sizeof(*found),
			compare);
	return found ? *found : NULL;
}

/* Link the nodes to a tree. Siblings keep the order of the list. */
static int link_nodes(struct tree *tree)
{
	size_t i;

	if (!tree->count)
		return 0;
	tree->by_contid = calloc(tree->count, sizeof(*tree->by_contid));
	if (!tree->by_contid)
		return -ENOMEM;
	for (i = 0; i < tree->count; i++)
		tree->by_contid[i] = &tree->nodes[i];
	qsort(tree->by_contid, tree->count, sizeof(*tree->by_contid), compare);

	for (i = tree->count; i--;) {
		struct node *node = &tree->nodes[i];
		struct node *parent = parent_of(tree, node);
		struct node **siblings = parent ? &parent->child : &tree->root;

		node->next = *siblings;
		*siblings = node;
	}
	return 0;
}

/* Print a container and, in JSON, those nested in it. */
static void item_node(const struct item *item, const struct node *node)
{
	struct item array, object;
	const struct node *child;

	item_container(item, node->info, DETAIL_TREE);
	item_netns_of(item, node->info);
	if (!item->ctl->json)
		return;
	array = item_array(item, "children");
	for (child = node->child; child; child = child->next) {
		object = item_object(&array);
		item_node(&object, child);
	}
}

/*
 * Print @node and its younger siblings. In text, those nested in them have lines of
 * their own; @prefix shows their place, and is NULL at the top.
 */
static void print_nodes(struct ctl *ctl, const struct node *node,
			const char *prefix)
{
	char deeper[3 * CONTID_DEPTH_MAX + 1];

	for (; node; node = node->next) {
		struct item item = item_begin(ctl);

		if (prefix)
			output_printf(ctl, "%s%s", prefix,
				      node->next ? "|- " : "`- ");
		item_node(&item, node);
		item_end(&item);
		if (ctl->json)
			continue;

		snprintf(deeper, sizeof(deeper), "%s%s", prefix ?: "",
			 !prefix ? "" : node->next ? "|  " : "   ");
		print_nodes(ctl, node->child, deeper);
	}
}

static int tree_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct tree tree = { 0 };
	struct args args;
	bool changed;
	int ret;

	ret = show_open_all(ctl, argc, argv, options, &args);
	if (ret)
		return ret;

	ret = contid_list(ctl->handle, contid_by_id(CONTID_UNSET), -1,
			  on_container, &tree);
	changed = ret == CONTID_CHANGED;
	if (ret >= 0)
		ret = link_nodes(&tree);
	if (!ret) {
		print_nodes(ctl, tree.root, NULL);
		if (changed)
			output_changed(ctl, "containers");
		output_end(ctl);
	}
	free_tree(&tree);
	return ret ? ctl_refused(ctl, ret) : CTL_DONE;
}

const struct command cmd_tree = {
	.name = "tree",
	.args = "",
	.about = "draw how containers are nested",
	.help =
"Prints one line for each container, those nested in it below it, oldest first.\n"
"A container with a parent that is not visible from here stands at the top.\n"
"\n"
"  contid N        its identifier, as in audit records, +N if processes inside a\n"
"                  container with the word delegate picked it\n"
"  hex H           the same from 2^32 upwards, in 16 hex digits\n"
"  name NAME       name that its creator gave it, if any, as in 'contidctl list'\n"
"  delegate        processes inside may create nested containers\n"
"  limit N         at most N live ones\n"
"  auditd          an audit daemon may run inside\n"
"  processes N     live processes in it, not counting nested containers\n"
"  owner-netns N   cookie of the network namespace that owns it, NAME(N) if it has\n"
"                  a name that 'ip netns' knows\n"
"  netns N         inode number of a network namespace it lives in, or NAME(N);\n"
"                  once for each\n"
"\n"
"In JSON, containers are as in 'contidctl list', but children is an array of\n"
"those nested directly in the container. What is uncertain when containers come and\n"
"go meanwhile is said as by 'contidctl list'.\n",
	.run = tree_run,
};
