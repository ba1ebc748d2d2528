// SPDX-License-Identifier: GPL-2.0
/* Containers in the output. */

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "common/message.h"
#include "output/output.h"

/**
 * item_contid - print an identifier.
 * @item: the item
 * @form: where
 * @key: word before it, and JSON key
 * @contid: the identifier; CONTID_UNSET is 'unset' in text, and null in JSON
 * @delegated: a delegate picked it: with a plus in text
 */
void item_contid(const struct item *item, enum form form, const char *key,
		 uint64_t contid, bool delegated)
{
	if (contid == CONTID_UNSET) {
		item_words(item, "%s unset", key);
		item_null(item, key);
		return;
	}
	if (form & TEXT)
		item_words(item, "%s %s%" PRIu64, key, delegated ? "+" : "",
			   contid);
	/* From 2^32 on it probably came from a hex id: show that, too. */
	if (form & TEXT && contid >> 32)
		item_words(item, "hex %016" PRIx64, contid);
	item_u64(item, form & JSON, key, contid);
}

static void item_flags(const struct item *item, uint32_t flags)
{
	struct item array = item_array(item, "flags");
	uint32_t bit;

	for (bit = 1; bit; bit <<= 1) {
		const char *name = contid_flag_name(bit);
		char number[16];

		if (!(flags & bit))
			continue;
		snprintf(number, sizeof(number), "0x%" PRIx32, bit);
		item_element(&array, name ?: number);
	}
}

/* What stands above a container, which a tree shows by its place */
static void item_ancestry(const struct item *item,
			  const struct contid_info *info, enum form form)
{
	bool nested = info->parent != CONTID_UNSET;

	if (info->scope)
		item_u64(item, form, "scope", info->scope);
	if (nested)
		item_contid(item, form, "parent", info->parent,
			    info->parent_scope);
	if (nested && info->parent_scope)
		item_u64(item, JSON, "parent_scope", info->parent_scope);
	item_u32(item, nested ? form : JSON, "depth", info->depth);
}

/**
 * item_container - print what describes a container, but where it lives.
 * @item: the item
 * @info: the container
 * @detail: how much text says of it
 */
void item_container(const struct item *item, const struct contid_info *info,
		    enum detail detail)
{
	enum form form = detail == DETAIL_FULL ? BOTH : JSON;

	item_contid(item, BOTH, "contid", info->contid, info->scope);
	if (info->contid == CONTID_UNSET)
		return;
	item_name(item, info->name);
	item_ancestry(item, info, form);
	item_flags(item, info->flags);
	if (info->limit)
		item_u32(item, BOTH, "limit", info->limit);
	item_u32(item, BOTH, "processes", info->processes);
	/* A tree has the children themselves. */
	if (detail == DETAIL_FULL)
		item_u32(item, BOTH, "children", info->children);
	item_owner(item, info);
	item_u64(item, form, "serial", info->serial);
	item_created(item, form, info->created);
}

void output_container(struct ctl *ctl, const struct contid_info *info)
{
	struct item item = item_begin(ctl);

	item_container(&item, info, DETAIL_FULL);
	if (info->contid != CONTID_UNSET)
		item_netns_of(&item, info);
	item_end(&item);
}

/**
 * output_one_container - print what a request about one container gave.
 * @ctl: the run
 * @info: the container; invalid afterwards, since printing may ask the kernel
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int output_one_container(struct ctl *ctl, const struct contid_info *info)
{
	struct contid_info *copy = contid_info_dup(info);

	if (!copy)
		return ctl_refused(ctl, -ENOMEM);
	output_container(ctl, copy);
	output_end(ctl);
	contid_info_free(copy);
	return CTL_DONE;
}

/**
 * output_changed - print what of a list is uncertain, after its last item.
 * @ctl: the run
 * @what: "containers" or "processes"
 *
 * In text it is a message on standard error, for the list to have its lines alone.
 */
void output_changed(struct ctl *ctl, const char *what)
{
	struct item item;

	if (!ctl->json) {
		ctl_message(ctl, "%s came or went while the list was read: those may be missing, or have gone",
			    what);
		return;
	}
	item = item_begin(ctl);
	item_string(&item, JSON, "uncertain", what);
	item_end(&item);
}
