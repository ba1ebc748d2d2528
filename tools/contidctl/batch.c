// SPDX-License-Identifier: GPL-2.0
/* Batch files: a command on each line. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "common/message.h"
#include "common/util.h"

/**
 * struct batch - a batch file being read.
 * @name: for messages
 * @file: the file
 * @line: the command, continuation lines joined
 * @last: number of the line last read
 * @first: number of the line that the command began on
 */
struct batch {
	const char *name;
	FILE *file;
	char *line;
	unsigned long last;
	unsigned long first;
};

/* Append @n bytes of @more to the line, which has @len bytes. */
static int append(struct batch *batch, size_t len, const char *more, size_t n)
{
	char *line = realloc(batch->line, len + n + 1);

	if (!line)
		return -ENOMEM;
	batch->line = line;
	memcpy(line + len, more, n + 1);
	return 0;
}

/* Read the next command. Returns 1, 0 at the end, or -errno. */
static int read_command(struct batch *batch)
{
	char *more = NULL;
	size_t size = 0;
	size_t len = 0;
	ssize_t n;
	int err = 0;

	batch->first = batch->last + 1;
	while (!err && (n = getline(&more, &size, batch->file)) > 0) {
		bool joined;

		batch->last++;
		if (strlen(more) != (size_t)n) {
			err = -EILSEQ;
			break;
		}
		joined = n > 1 && !strcmp(more + n - 2, "\\\n");
		if (joined) {
			n -= 2;
			more[n] = '\0';
		}
		err = append(batch, len, more, n);
		len += n;
		if (!joined)
			break;
	}
	if (!err && ferror(batch->file))
		err = errno ? -errno : -EIO;
	free(more);
	return err ? err : batch->last >= batch->first;
}

static int run_line(struct ctl *ctl, struct batch *batch)
{
	char **words;
	int ret = CTL_DONE;
	int n;

	/* Every word takes two bytes of the line, the last perhaps one. */
	words = calloc(strlen(batch->line) / 2 + 2, sizeof(*words));
	if (!words)
		return ctl_system(ctl, batch->name, -ENOMEM);

	n = words_split(batch->line, words, WORDS_QUOTED);
	if (n < 0)
		ret = ctl_usage(ctl, "quote without end");
	else if (n > 0)
		ret = command_run(ctl, n, words);
	free(words);
	return ret;
}

static int run_lines(struct ctl *ctl, struct batch *batch, bool force)
{
	int result = CTL_DONE;
	int more;
	int ret;

	while ((more = read_command(batch)) > 0) {
		ctl_name(ctl, NULL);
		ret = run_line(ctl, batch);
		if (!ret)
			continue;

		ctl_print("contidctl: %s:%lu: command failed", batch->name,
			  batch->first);
		if (!force)
			return ret;
		if (!result)
			result = ret;
	}
	if (!more)
		return result;

	ctl_name(ctl, NULL);
	if (more == -EILSEQ)
		return ctl_usage(ctl, "%s:%lu: NUL byte", batch->name,
				 batch->last);
	return ctl_system(ctl, batch->name, more);
}

/**
 * batch_run_file - run the commands of a file that is open.
 * @ctl: the run they belong to
 * @name: what messages call the file
 * @file: the file
 * @force: go on after a command has failed
 *
 * Return: CTL_DONE, or what the first command that failed would have contidctl exit
 * with.
 */
int batch_run_file(struct ctl *ctl, const char *name, FILE *file, bool force)
{
	struct batch batch = { .name = name, .file = file };
	int ret;

	ctl->batch = true;
	ret = run_lines(ctl, &batch, force);
	free(batch.line);
	return ret;
}

/**
 * batch_run - run the commands of a file.
 * @ctl: the run they belong to
 * @path: its path, "-" for standard input
 * @force: go on after a command has failed
 *
 * Return: as batch_run_file(), or CTL_REFUSED after a message.
 */
int batch_run(struct ctl *ctl, const char *path, bool force)
{
	FILE *file = strcmp(path, "-") ? fopen(path, "re") : stdin;
	int ret;

	if (!file)
		return ctl_system(ctl, path, -errno);
	ret = batch_run_file(ctl, path, file, force);
	if (file != stdin)
		fclose(file);
	return ret;
}
