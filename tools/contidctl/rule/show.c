// SPDX-License-Identifier: GPL-2.0
/* Rules in the output. */

#include <errno.h>
#include <stdlib.h>

#include "common/message.h"
#include "output/output.h"
#include "rule/rule.h"

/* A copy of @text with the bytes escaped that are not printable, or NULL. */
static char *escaped(const char *text, size_t len)
{
	size_t size = 4 * len + 5;
	char *copy = malloc(size);

	if (copy)
		escape(copy, size, text, len);
	return copy;
}

/* In JSON, what a rule says of containers */
static void item_contids(const struct item *item,
			 const struct audit_rule_data *data)
{
	struct item array = item_array(item, "contid");
	struct rule_field field = { 0 };
	struct item object;

	while (rule_next(data, &field)) {
		if (field.field != AUDIT_CONTID)
			continue;
		object = item_object(&array);
		item_string(&object, JSON, "op",
			    rule_op_symbol(field.op));
		item_contid(&object, JSON, "contid", rule_contid(&field),
			    false);
	}
}

/**
 * rule_show - print a rule that the kernel has.
 * @ctl: the run
 * @data: the rule, which is valid
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_show(struct ctl *ctl, const struct audit_rule_data *data)
{
	struct item item;
	char *text = NULL;
	size_t size = 0;
	char *shown;
	FILE *out;

	out = open_memstream(&text, &size);
	if (!out)
		return ctl_system(ctl, "list", -errno);
	rule_print(out, data);
	shown = fclose(out) ? NULL : escaped(text, size);
	free(text);
	if (!shown)
		return ctl_system(ctl, "list", -ENOMEM);

	item = item_begin(ctl);
	item_words(&item, "%s", shown);
	item_string(&item, JSON, "rule", shown);
	item_string(&item, JSON, "list", rule_list_name(data->flags));
	item_string(&item, JSON, "action", rule_action_name(data->action));
	if (ctl->json)
		item_contids(&item, data);
	item_end(&item);
	free(shown);
	return CTL_DONE;
}
