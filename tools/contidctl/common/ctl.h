/* SPDX-License-Identifier: GPL-2.0 */
/* A run of contidctl, which all parts of it are given. */
#ifndef CONTIDCTL_CTL_H
#define CONTIDCTL_CTL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <contid/contid.h>

/* Exit statuses; exec passes on its command's. */
enum {
	CTL_DONE = 0,
	CTL_USAGE = 1,	/* wrong arguments */
	CTL_REFUSED = 2,	/* by the kernel */
	CTL_NO_CONTID = 3,	/* the kernel has no audit container identifiers */
	CTL_LOST = 4,	/* what was printed is not complete */
	CTL_HELP = -1,	/* no status: the command's help is to be printed */
};

struct command;
struct netns_names;

/**
 * struct ctl - what is common to the commands of one run.
 * @handle: connection to the kernel, NULL until ctl_open()
 * @commands: the commands, with a NULL behind the last, for help
 * @netns: network namespace to connect from, a name or path, or NULL
 * @names: names of network namespaces, for a command that shows them, or NULL
 * @json: print JSON
 * @pretty: indent it
 * @batch: the command is a line of a batch file
 * @line: in text, the item that is being printed has a word already
 * @array: the JSON array of a command has been begun, and not ended
 * @out_errno: why printing failed, or 0
 * @name: what messages begin with, "contidctl: set"
 * @file: the file of rules that is being read, for messages, or NULL
 * @file_line: number of the line in it, 0 for the file as such
 */
struct ctl {
	struct contid_handle *handle;
	const struct command *const *commands;
	const char *netns;
	struct netns_names *names;
	bool json;
	bool pretty;
	bool batch;
	bool line;
	bool array;
	int out_errno;
	char name[32];
	const char *file;
	unsigned long file_line;
};

#endif /* CONTIDCTL_CTL_H */
