// SPDX-License-Identifier: GPL-2.0
/*
 * Batch files of contidctl: lines, words and the arguments of commands. Commands that
 * do nothing but send requests are run, and find no kernel.
 */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture.h"
#include "command.h"
#include "common/message.h"
#include "common/util.h"
#include "fuzz.h"

/* Those whose options name no files to be written, and that execute nothing */
static const struct command *const harmless[] = {
	&cmd_set, &cmd_get, &cmd_drop, &cmd_list, &cmd_tree, &cmd_ps, &cmd_monitor,
	&cmd_wait, &cmd_kill, &cmd_help, NULL,
};

static unsigned int commands_run;

int __wrap_contid_open(struct contid_handle **handle);
int __wrap_contid_open(struct contid_handle **handle)
{
	(void)handle;
	return -EPROTONOSUPPORT;
}

/* Print words such that they read the same again. */
static char *print_words(int argc, char **argv)
{
	size_t size = 0;
	char *text = NULL;
	FILE *out = open_memstream(&text, &size);
	const char *c;
	int i;

	for (i = 0; i < argc; i++) {
		fprintf(out, "%s", i ? " " : "");
		if (!*argv[i])
			fprintf(out, "''");
		for (c = argv[i]; *c; c++)
			fprintf(out, *c == '\'' ? "\"%c\"" : "'%c'", *c);
	}
	fclose(out);
	return text;
}

/* Words read the same after they have been printed. */
static void check_words(int argc, char **argv)
{
	char *text = print_words(argc, argv);
	char **again = calloc(strlen(text) / 2 + 2, sizeof(*again));
	int i;

	check(words_split(text, again, WORDS_QUOTED) == argc);
	for (i = 0; i < argc; i++)
		check(!strcmp(argv[i], again[i]));
	free(again);
	free(text);
}

static bool is_harmless(const char *name)
{
	const struct command *cmd = command_find(commands, name);
	const struct command *const *c;

	for (c = harmless; *c; c++)
		if (*c == cmd)
			return true;
	return false;
}

/* Whether a word names a file or a process of this machine */
static bool has_file(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strncmp(argv[i], "--u", 3))
			return true;
	return false;
}

int __real_command_run(struct ctl *ctl, int argc, char **argv);
int __wrap_command_run(struct ctl *ctl, int argc, char **argv);
int __wrap_command_run(struct ctl *ctl, int argc, char **argv)
{
	commands_run++;
	check(argc > 0 && !argv[argc]);
	check_words(argc, argv);
	capture_end();
	capture_begin();
	if (!is_harmless(argv[0]) || has_file(argc, argv))
		return CTL_USAGE;
	return __real_command_run(ctl, argc, argv);
}

/* A word of a file of rules, which knows other quotes */
static void check_escaped(const char *text)
{
	char *line = strdup(text);
	char **words = calloc(strlen(line) / 2 + 4, sizeof(*words));
	int n = words_split(line, words, WORDS_ESCAPED);
	int i;

	check(n >= 0 && !words[n]);
	for (i = 0; i < n; i++)
		check(words[i] >= line && words[i] + strlen(words[i]) <= line + strlen(text));
	free(words);
	free(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ctl ctl = { .commands = commands };
	char *copy;
	FILE *file;
	int ret;

	if (!size)
		return -1;
	copy = strndup((const char *)data, size);
	check_escaped(copy);
	free(copy);

	commands_run = 0;
	ctl.json = size & 1;
	ctl_name(&ctl, NULL);
	file = fmemopen((void *)data, size, "r");
	check(file);
	capture_begin();
	ret = batch_run_file(&ctl, "FILE", file, true);
	fclose(file);
	check(ret >= 0 && ret <= CTL_NO_CONTID);
	check(printed_is_safe(capture_end()));
	check(commands_run <= size);
	contid_close(ctl.handle);
	return 0;
}
