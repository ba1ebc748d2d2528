// SPDX-License-Identifier: GPL-2.0
/* Files of rules, as in /etc/audit/rules.d. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "rule.h"

/*
 * Split a line into words, in place: as auditctl does, without quotes, and with
 * a backslash before spaces and backslashes that belong to a word. Returns how
 * many there are.
 */
static int split(char *line, char **words)
{
	static const char blanks[] = " \t\r\n";
	char *out = line;
	int n = 0;

	for (;;) {
		line += strspn(line, blanks);
		if (!*line)
			break;
		words[n++] = out;
		while (*line && !strchr(blanks, *line)) {
			if (*line == '\\' && (line[1] == ' ' || line[1] == '\\'))
				line++;
			*out++ = *line++;
		}
		/* Not before *line has been looked at: @out may be there. */
		if (*line)
			line++;
		*out++ = '\0';
	}
	words[n] = NULL;
	return n;
}

static int run_rule(struct rule_run *run, int argc, char **argv)
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
	int ret = DONE;
	int n;

	/* Room for one in front, and behind; each takes two bytes at least. */
	words = calloc(strlen(line) / 2 + 4, sizeof(*words));
	if (!words)
		return rule_refused(run, "line", -ENOMEM);
	words[0] = run->ctl->name;
	n = split(line, words + 1);
	if (n && *words[1] != '#') {
		if (rule_is_control(words[1]))
			ret = rule_control(run, n + 1, words, errors);
		else
			ret = run_rule(run, n + 1, words);
	}
	free(words);
	return ret;
}

static int run_lines(struct rule_run *run, FILE *file)
{
	struct rule_errors errors = { 0 };
	char *line = NULL;
	int result = DONE;
	size_t size = 0;
	ssize_t len;
	int ret;

	while (errno = 0, (len = getline(&line, &size, file)) >= 0) {
		run->line++;
		if (strlen(line) != (size_t)len)
			ret = rule_wrong(run, "NUL byte");
		else
			ret = run_line(run, line, &errors);
		if (ret && !result && (!errors.go_on || errors.tell))
			result = ret;
		if (ret && !errors.go_on)
			break;
	}
	if (ferror(file)) {
		run->line = 0;
		result = rule_refused(run, "read", errno ? -errno : -EIO);
	}
	free(line);
	return result;
}

/* Rules are a matter of trust: nobody else may have written them. */
static int check_file(const struct rule_run *run, int fd)
{
	struct stat st;

	if (fstat(fd, &st))
		return rule_refused(run, "file", -errno);
	if (!S_ISREG(st.st_mode))
		return rule_wrong(run, "not a regular file");
	if (st.st_uid && st.st_uid != geteuid())
		return rule_wrong(run, "owned by user %u, neither root nor you",
				  st.st_uid);
	if (st.st_mode & S_IWOTH)
		return rule_wrong(run, "writable by everybody");
	return DONE;
}

/**
 * rule_file - obey a file of rules.
 * @run: the run
 * @path: the file's path
 *
 * Return: DONE, or what to exit with, after a message.
 */
int rule_file(struct rule_run *run, const char *path)
{
	FILE *file;
	int ret;
	int fd;

	run->mode = RULE_EITHER;
	run->file = path;
	run->line = 0;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return rule_refused(run, "open", -errno);
	ret = check_file(run, fd);
	file = ret ? NULL : fdopen(fd, "r");
	if (!file) {
		if (!ret)
			ret = rule_refused(run, "open", -errno);
		close(fd);
		return ret;
	}
	ret = run_lines(run, file);
	fclose(file);
	return ret;
}
