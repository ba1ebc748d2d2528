// SPDX-License-Identifier: GPL-2.0
/*
 * The command line and the configuration file: lines with a word each, the command
 * first; an empty line; and the file.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "capture.h"
#include "cli/trail.h"
#include "fuzz.h"

#define WORDS	30

static char conf[64];

/* Returns the descriptor of a file with @text, at the path @conf. */
static int make_file(const char *text)
{
	int fd = memfd_create("trail.conf", 0);

	check(fd >= 0);
	check(write(fd, text, strlen(text)) == (ssize_t)strlen(text));
	check(lseek(fd, 0, SEEK_SET) == 0);
	snprintf(conf, sizeof(conf), "/proc/self/fd/%d", fd);
	return fd;
}

/* Take the words off @text. Returns how many there are, or 0 if they name a file to read. */
static int take_words(char **text, char *words[WORDS])
{
	int n = 0;

	while (n < WORDS) {
		char *word = strsep(text, "\n");

		if (!word || !*word)
			return n;
		if (!strncmp(word, "--c", 3))
			return 0;
		words[n++] = word;
	}
	return n;
}

static const struct command *find(const char *name)
{
	const struct command *const *c = commands;

	while (*c && strcmp((*c)->name, name))
		c++;
	return *c;
}

static void run(const struct command *cmd, int n, char **words, const char *file)
{
	struct trail trail = { .name = "contid-trail: fuzz" };
	char *argv[WORDS + 3] = { (char *)cmd->name, (char *)"--config", conf };
	int fd = make_file(file);
	struct printed out;
	int ret;

	memcpy(argv + 3, words + 1, (n - 1) * sizeof(*words));
	capture_begin();
	ret = args_parse(&trail, cmd, n + 2, argv);
	out = capture_end();
	args_free(&trail.args);
	close(fd);
	check(ret >= TRAIL_HELP && ret <= TRAIL_FAILED);
	if (ret > TRAIL_DONE)
		check_refusal(out, ret == TRAIL_USAGE);
	else
		check(!out.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1), *rest = copy;
	char *words[WORDS + 1] = { NULL };
	const struct command *cmd;
	int n;

	memcpy(copy, data, size);
	copy[size] = '\0';
	n = take_words(&rest, words);
	cmd = n ? find(words[0]) : NULL;
	if (cmd)
		run(cmd, n, words, rest ?: "");
	free(copy);
	return 0;
}
