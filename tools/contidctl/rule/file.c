// SPDX-License-Identifier: GPL-2.0
/* Files of rules, as in /etc/audit/rules.d. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/message.h"
#include "common/util.h"
#include "rule/rule.h"

/* Add or delete the rule that @argv[1] and on are. */
int rule_apply(struct rule_run *run, int argc, char **argv)
{
	struct rule rule;
	int ret;

	ret = rule_parse(run, argc, argv, &rule);
	if (!ret)
		ret = rule_send(run, &rule);
	rule_free(&rule);
	return ret;
}

static int run_line(struct rule_run *run, char *line,
		    struct rule_errors *errors)
{
	char **words;
	int ret = CTL_DONE;
	int n;

	/* Room for one in front, and behind; each takes two bytes at least. */
	words = calloc(strlen(line) / 2 + 4, sizeof(*words));
	if (!words)
		return ctl_system(run->ctl, "line", -ENOMEM);
	words[0] = run->ctl->name;
	n = words_split(line, words + 1, WORDS_ESCAPED);
	if (n && *words[1] != '#') {
		if (rule_is_control(words[1]))
			ret = rule_control(run, n + 1, words, errors);
		else
			ret = rule_apply(run, n + 1, words);
	}
	free(words);
	return ret;
}

/**
 * rule_lines - obey the lines of a file.
 * @run: the run, whose ctl names the file
 * @file: the file
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int rule_lines(struct rule_run *run, FILE *file)
{
	struct rule_errors errors = { 0 };
	char *line = NULL;
	int result = CTL_DONE;
	size_t size = 0;
	ssize_t len;
	int ret;

	while (errno = 0, (len = getline(&line, &size, file)) >= 0) {
		run->ctl->file_line++;
		if (strlen(line) != (size_t)len)
			ret = ctl_usage(run->ctl, "NUL byte");
		else
			ret = run_line(run, line, &errors);
		if (ret && !result && (!errors.go_on || errors.report))
			result = ret;
		if (ret && !errors.go_on)
			break;
	}
	if (ferror(file)) {
		run->ctl->file_line = 0;
		result = ctl_system(run->ctl, "read", errno ? -errno : -EIO);
	}
	free(line);
	return result;
}

/* Rules must come from root or from the user that loads them. */
static int check_file(const struct rule_run *run, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return ctl_system(run->ctl, "file", -errno);
	if (!S_ISREG(st.st_mode))
		return ctl_usage(run->ctl, "not a regular file");
	if (st.st_uid && st.st_uid != geteuid())
		return ctl_usage(run->ctl, "owned by user %u, neither root nor you",
				  st.st_uid);
	if (st.st_mode & S_IWOTH)
		return ctl_usage(run->ctl, "writable by everybody");
	return CTL_DONE;
}

static int obey(struct rule_run *run, const char *path)
{
	FILE *file;
	int ret;
	int fd;

	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return ctl_system(run->ctl, "open", -errno);
	ret = check_file(run, fd);
	file = ret ? NULL : fdopen(fd, "r");
	if (!file) {
		if (!ret)
			ret = ctl_system(run->ctl, "open", -errno);
		close(fd);
		return ret;
	}
	ret = rule_lines(run, file);
	fclose(file);
	return ret;
}

/**
 * rule_file - obey a file of rules.
 * @run: the run
 * @path: the file's path
 *
 * Return: CTL_DONE, or what to exit with, after a message that names the file.
 */
int rule_file(struct rule_run *run, const char *path)
{
	int ret;

	run->mode = RULE_EITHER;
	run->ctl->file = path;
	run->ctl->file_line = 0;
	ret = obey(run, path);
	run->ctl->file = NULL;
	return ret;
}
