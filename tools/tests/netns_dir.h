/* SPDX-License-Identifier: GPL-2.0 */
/* A directory for contidctl to find the names of network namespaces in */
#ifndef CONTID_TESTS_NETNS_DIR_H
#define CONTID_TESTS_NETNS_DIR_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli.h"

/*
 * Below run-netns, names for some namespaces, and what stands for none.
 * 4026532281 has two names, of which the first in order counts.
 */
static char dir[32];

static void put_file(const char *name, const char *text)
{
	char path[512];
	FILE *f;

	snprintf(path, sizeof(path), "%s/run-netns/%s", dir, name);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static void put_link(const char *name, const char *to)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/run-netns/%s", dir, name);
	assert_int_equal(symlink(to, path), 0);
}

static int make_dir(void **state)
{
	char path[512];

	(void)state;
	strcpy(dir, "/tmp/contid-test-XXXXXX");
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/run-netns", dir);
	assert_int_equal(mkdir(path, 0755), 0);
	put_file("red", "inum 4026532281 cookie 17");
	put_file("zed", "inum 4026532281 cookie 17");
	put_file("a\033 \"b\\", "inum 4026532282 cookie 18");
	put_file("unknown cookie", "inum 99 cookie 0");
	put_file("no namespace", "");
	put_link("pid", "/proc/self/ns/pid");
	put_link("nowhere", "/nonexistent");
	put_link("self", "/proc/self/ns/net");
	return 0;
}

static int remove_dir(void **state)
{
	char command[512];

	(void)state;
	snprintf(command, sizeof(command), "rm -r '%s'", dir);
	return system(command);
}

static void in_dir(void)
{
	if (chdir(dir))
		_exit(1);
}

static void run_in_dir(const char *scenario, const char *const *args)
{
	cli_before = in_dir;
	cli_run(scenario, args);
}

#define run_there(scenario, ...) \
	run_in_dir(scenario, (const char *const[]){ __VA_ARGS__, NULL })

#endif /* CONTID_TESTS_NETNS_DIR_H */
