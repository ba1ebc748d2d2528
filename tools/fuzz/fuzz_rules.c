// SPDX-License-Identifier: GPL-2.0
/*
 * Files of rules, as contidctl rule -R reads them. A rule that is taken reads the same
 * after it has been printed.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit.h"
#include "capture.h"
#include "common/message.h"
#include "common/util.h"
#include "fuzz.h"
#include "rule/rule.h"

static struct ctl ctl;
static unsigned int rules;

/* The rule as the kernel would have it, printed; for free() */
static char *print(const struct audit_rule_data *data, int list, int action)
{
	size_t len = sizeof(*data) + data->buflen;
	struct audit_rule_data *copy = malloc(len);
	size_t size = 0;
	char *text = NULL;
	FILE *out;

	memcpy(copy, data, len);
	copy->flags = list & ~AUDIT_FILTER_PREPEND;
	copy->action = action;
	check(rule_valid(copy, len));
	out = open_memstream(&text, &size);
	rule_print(out, copy);
	fclose(out);
	free(copy);
	check(strlen(text) == size && size);
	return text;
}

/* Spaces and backslashes in paths and keys are printed as they are, as auditctl does. */
static bool is_plain(const struct audit_rule_data *data)
{
	uint32_t i;

	for (i = 0; i < data->buflen; i++) {
		unsigned char c = data->buf[i];

		if (c <= ' ' || c == '\\')
			return false;
	}
	return true;
}

/* Fields without a name, which no option takes */
static bool has_names(const char *text)
{
	const char *at = strstr(text, " f");

	return !at || at[2] < '0' || at[2] > '9';
}

static void check_printed(const char *text)
{
	struct rule_run run = { .ctl = &ctl, .mode = RULE_EITHER };
	char *line = strdup(text), *again;
	char **words = calloc(strlen(line) / 2 + 4, sizeof(*words));
	struct rule rule;
	int n;

	words[0] = ctl.name;
	n = words_split(line, words + 1, WORDS_ESCAPED);
	check(!rule_parse(&run, n + 1, words, &rule));
	again = print(rule.data, rule.list, rule.action);
	check(!strcmp(text, again));
	rule_free(&rule);
	free(again);
	free(words);
	free(line);
}

void on_rule(const struct audit_rule_data *data, int list, int action)
{
	char *text = print(data, list, action);

	rules++;
	if (is_plain(data) && has_names(text))
		check_printed(text);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct rule_run run = { .ctl = &ctl, .mode = RULE_EITHER, .contid_known = true };
	struct printed out;
	FILE *file;
	int ret;

	if (!size)
		return -1;
	check(!audit_load(&ctl));
	set_aumessage_mode(MSG_QUIET, DBG_NO);
	ctl = (struct ctl){ .file = "FILE" };
	ctl_name(&ctl, "rule");
	ctl.file = "FILE";
	rules = 0;
	file = fmemopen((void *)data, size, "r");
	check(file);
	capture_begin();
	ret = rule_lines(&run, file);
	out = capture_end();
	fclose(file);
	check(ret == CTL_DONE || ret == CTL_USAGE || ret == CTL_REFUSED);
	check(!ret || out.len);
	check(printed_is_safe(out));
	check(printed_is_lines(out));
	return 0;
}
