// SPDX-License-Identifier: GPL-2.0
/* contidctl tree: how containers are nested. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "emit.h"
#include "netns.h"

/**
 * struct node - a container of the tree.
 * @info: the container, its network namespaces being ours to free
 * @child: the oldest of those nested directly in it, or NULL
 * @next: the next younger one with the same parent, or NULL
 */
struct node {
	struct contid_info info;
	struct node *child;
	struct node *next;
};

struct tree {
	struct node *nodes;	/* oldest first */
	struct node **by_contid;
	struct node *root;
	size_t count;
	size_t room;
};

static int make_room(struct tree *tree)
{
	size_t room = tree->room ? 2 * tree->room : 64;
	struct node *nodes;

	if (tree->count < tree->room)
		return 0;
	nodes = reallocarray(tree->nodes, room, sizeof(*nodes));
	if (!nodes)
		return -ENOMEM;
	tree->nodes = nodes;
	tree->room = room;
	return 0;
}

static int take_container(const struct contid_info *info, void *data)
{
	size_t size = info->netns_count * sizeof(*info->netns);
	struct tree *tree = data;
	struct contid_netns *netns = NULL;
	int err;

	err = make_room(tree);
	if (err)
		return err;
	if (size) {
		netns = malloc(size);
		if (!netns)
			return -ENOMEM;
		memcpy(netns, info->netns, size);
	}
	tree->nodes[tree->count] = (struct node){ .info = *info };
	tree->nodes[tree->count++].info.netns = netns;
	return 0;
}

static void free_tree(struct tree *tree)
{
	while (tree->count)
		free((void *)tree->nodes[--tree->count].info.netns);
	free(tree->by_contid);
	free(tree->nodes);
}

static int compare(const void *a, const void *b)
{
	const struct node *const *x = a, *const *y = b;

	if ((*x)->info.contid != (*y)->info.contid)
		return (*x)->info.contid < (*y)->info.contid ? -1 : 1;
	return 0;
}

/* NULL also for a parent that is not for us to see */
static struct node *parent_of(const struct tree *tree, const struct node *node)
{
	struct node key = { .info.contid = node->info.parent };
	struct node *sought = &key;
	struct node **found;

	found = bsearch(&sought, tree->by_contid, tree->count, sizeof(*found),
			compare);
	return found ? *found : NULL;
}

/* Make a tree of the list, whose order siblings keep. */
static int link_nodes(struct tree *tree)
{
	size_t i;

	tree->by_contid = calloc(tree->count, sizeof(*tree->by_contid));
	if (tree->count && !tree->by_contid)
		return -ENOMEM;
	for (i = 0; i < tree->count; i++)
		tree->by_contid[i] = &tree->nodes[i];
	if (tree->count)
		qsort(tree->by_contid, tree->count, sizeof(*tree->by_contid),
		      compare);

	for (i = tree->count; i--;) {
		struct node *node = &tree->nodes[i];
		struct node *parent = parent_of(tree, node);
		struct node **siblings = parent ? &parent->child : &tree->root;

		node->next = *siblings;
		*siblings = node;
	}
	return 0;
}

/* Draw @node and its younger siblings; @prefix is NULL at the top. */
static void draw(struct ctl *ctl, const struct node *node, const char *prefix)
{
	char deeper[3 * CONTID_DEPTH_MAX + 1];

	for (; node; node = node->next) {
		const struct contid_info *info = &node->info;

		if (prefix)
			emit(ctl, "%s%s", prefix, node->next ? "|- " : "`- ");
		emit_contid(ctl, "contid", info->contid);
		emit_flags(ctl, info);
		emit(ctl, " tasks %" PRIu32, info->tasks);
		emit_owner(ctl, info);
		emit_netns_of(ctl, info);
		emit(ctl, "\n");

		snprintf(deeper, sizeof(deeper), "%s%s", prefix ?: "",
			 !prefix ? "" : node->next ? "|  " : "   ");
		draw(ctl, node->child, deeper);
	}
}

/* A container with those nested in it */
static struct json_object *node_json(struct ctl *ctl, const struct node *node)
{
	struct json_object *object = json_object_new_object();
	struct json_object *children = json_object_new_array();
	const struct node *child;

	if (!object || !children) {
		emit_no_memory(ctl);
		json_object_put(children);
		return object;
	}
	json_add_container(ctl, object, &node->info);
	/* The containers instead of their number, and behind what is theirs */
	json_object_object_del(object, "children");
	json_add_netns_of(ctl, object, &node->info);
	json_add(ctl, object, "children", children);
	for (child = node->child; child; child = child->next)
		json_append(ctl, children, node_json(ctl, child));
	return object;
}

static void print_tree(struct ctl *ctl, const struct tree *tree)
{
	const struct node *node;

	if (!ctl->json)
		draw(ctl, tree->root, NULL);
	for (node = tree->root; ctl->json && node; node = node->next)
		emit_object(ctl, node_json(ctl, node));
	print_end(ctl);
}

static int tree_run(struct ctl *ctl, int argc, char **argv)
{
	static const struct option options[] = { END_OF_OPTIONS };
	struct tree tree = { 0 };
	struct args args;
	int ret;
	int err;

	ret = view_open_all(ctl, argc, argv, options, &args);
	if (ret)
		return ret;

	err = contid_list(ctl->handle, CONTID_UNSET, -1, take_container, &tree);
	if (!err)
		err = link_nodes(&tree);
	if (!err)
		print_tree(ctl, &tree);
	free_tree(&tree);
	return err ? ctl_refused(ctl, err) : DONE;
}

const struct command cmd_tree = {
	.name = "tree",
	.args = "",
	.about = "draw how containers are nested",
	.help =
"Prints one line for each container, those nested in it below it, oldest first.\n"
"A container whose parent is not to be seen from here stands at the top.\n"
"\n"
"  contid N        its identifier, as in audit records,\n"
"  hex H           and, from 2^32 upwards, in 16 hex digits\n"
"  delegate        processes inside may create nested containers,\n"
"  limit N         at most N live ones\n"
"  tasks N         live processes in it, not counting nested containers\n"
"  owner-netns N   cookie of the network namespace that owns it, NAME(N) if it has\n"
"                  a name that 'ip netns' knows\n"
"  netns N         inode number of a network namespace it lives in, or NAME(N);\n"
"                  once for each\n"
"\n"
"In JSON, containers are as in 'contidctl list', but children is an array of\n"
"those nested directly in the container.\n",
	.run = tree_run,
};
