// SPDX-License-Identifier: GPL-2.0
/*
 * Rules as the kernel lists them, which contidctl rule list prints. The first byte is
 * the output; the rest is the rule.
 */

#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "capture.h"
#include "fuzz.h"
#include "library/json.h"
#include "output/output.h"
#include "rule/rule.h"

static struct ctl ctl = { .name = "contidctl: rule" };

void on_rule(const struct audit_rule_data *data, int list, int action)
{
	(void)data;
	(void)list;
	(void)action;
}

static void check_json(struct printed out)
{
	struct json_tokener *tok = json_tokener_new_ex(8);
	struct json_object *root;

	json_tokener_set_flags(tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(tok, out.text, out.len + 1);
	check(json_tokener_get_error(tok) == json_tokener_success);
	json_object_put(root);
	json_tokener_free(tok);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct audit_rule_data *rule;
	struct printed out;
	size_t len;
	int ret;

	if (!size)
		return -1;
	check(!audit_load(&ctl) && !json_load(&ctl));
	ctl.json = data[0] & 1;
	ctl.pretty = data[0] & 2;
	len = size - 1;
	rule = malloc(len ? len : 1);
	memcpy(rule, data + 1, len);

	if (rule_valid(rule, len)) {
		rule_has_key(rule, "web");
		capture_begin();
		ret = rule_show(&ctl, rule);
		output_end(&ctl);
		out = capture_end();
		check(ret == CTL_DONE && out.len);
		check(printed_is_safe(out));
		check(ctl.json || printed_lines(out) == 1);
		if (ctl.json)
			check_json(out);
	}
	free(rule);
	return 0;
}
