/* SPDX-License-Identifier: GPL-2.0 */
/* The arguments of commands, and what they name. */
#ifndef CONTIDCTL_ARGS_H
#define CONTIDCTL_ARGS_H

#include <getopt.h>

#include "common/ctl.h"

/* args.c */
enum {
	OPT_PID = 256,
	OPT_PIDFD,
	OPT_NEST,
	OPT_MOVE,
	OPT_SUBTREE,
	OPT_DELEGATE,
	OPT_LIMIT,
	OPT_USERNS,
	OPT_NAME,
	OPT_PARENT,
	OPT_SNAPSHOT,
	OPT_FROM,
	OPT_CONTID,
	OPT_NESTED,
	OPT_OP,
	OPT_TIME,
	OPT_TIMEOUT,
	OPT_INTERVAL,
	OPT_NETNS,
	OPT_LOCK,
	OPT_RAW,
	OPT_INTERPRET = 'i',
	OPT_JSON = 'j',
	OPT_TRIM = OPT_RAW + 1,
	OPT_FOLLOW,
	OPT_BYTES,
	OPT_COUNT,
	OPT_OUTPUT,
	OPT_AUDITD,
};

#define TARGET_OPTIONS							\
	{ "pid", required_argument, NULL, OPT_PID },			\
	{ "pidfd", required_argument, NULL, OPT_PIDFD }
#define NAME_OPTION							\
	{ "name", required_argument, NULL, OPT_NAME }
#define SET_OPTIONS							\
	{ "nest", no_argument, NULL, OPT_NEST },			\
	{ "move", no_argument, NULL, OPT_MOVE },			\
	{ "parent", required_argument, NULL, OPT_PARENT },		\
	{ "subtree", no_argument, NULL, OPT_SUBTREE },			\
	{ "delegate", no_argument, NULL, OPT_DELEGATE },		\
	{ "limit", required_argument, NULL, OPT_LIMIT },		\
	{ "userns", required_argument, NULL, OPT_USERNS },		\
	{ "auditd", no_argument, NULL, OPT_AUDITD },			\
	NAME_OPTION
#define LOG_OPTIONS							\
	{ "raw", no_argument, NULL, OPT_RAW },				\
	{ "interpret", no_argument, NULL, OPT_INTERPRET },		\
	{ "json", no_argument, NULL, OPT_JSON },			\
	{ "trim", no_argument, NULL, OPT_TRIM },			\
	{ "follow", no_argument, NULL, OPT_FOLLOW },			\
	{ "limit", required_argument, NULL, OPT_BYTES },		\
	{ "count", required_argument, NULL, OPT_COUNT },		\
	{ "output", required_argument, NULL, OPT_OUTPUT }
/* Every command takes --help and, with HELP_LETTER in its letters, -h. */
#define HELP_LETTER "h"
#define END_OF_OPTIONS							\
	{ "help", no_argument, NULL, 'h' },				\
	{ NULL, 0, NULL, 0 }

/**
 * struct args - the arguments of a command, taken apart.
 * @pid: of --pid, or NULL
 * @pidfd: of --pidfd, or NULL
 * @from: of --from, or NULL
 * @netns: of --netns, or NULL
 * @userns: of --userns, or NULL
 * @name: of --name, or NULL
 * @contid: of --contid, or NULL
 * @op: of --op, or NULL
 * @parent: of --parent, or NULL
 * @output: of --output, or NULL
 * @timeout: of --timeout in milliseconds, -1 without
 * @interval: of --interval in milliseconds, -1 without
 * @flags: CONTID_FLAG_* of the options
 * @limit: of --limit, 0 without
 * @bytes: of --limit of log, 0 without
 * @count: of --count, 0 without
 * @nested: whether there is --nested
 * @snapshot: whether there is --snapshot
 * @time: whether there is --time
 * @lock: whether there is --lock
 * @raw: whether there is --raw
 * @interpret: whether there is --interpret
 * @json: whether there is --json
 * @follow: whether there is --follow
 * @argc: how many arguments there are beside options
 * @argv: those arguments
 */
struct args {
	const char *pid;
	const char *pidfd;
	const char *from;
	const char *netns;
	const char *userns;
	const char *name;
	const char *contid;
	const char *op;
	const char *parent;
	const char *output;
	int timeout;
	int interval;
	uint32_t flags;
	uint32_t limit;
	uint32_t bytes;
	uint32_t count;
	bool nested;
	bool snapshot;
	bool time;
	bool lock;
	bool raw;
	bool interpret;
	bool json;
	bool follow;
	int argc;
	char **argv;
};

int args_objection(const struct ctl *ctl);
int args_parse(struct ctl *ctl, int argc, char **argv,
	       const struct option *options, struct args *args);
int args_parse_command(struct ctl *ctl, int argc, char **argv,
		       const struct option *options, struct args *args);
int args_contid(struct ctl *ctl, const char *text, uint64_t *contid);
int args_only_contid(struct ctl *ctl, const struct args *args,
		     uint64_t *contid);
bool args_is_path(const char *text);
int args_container(struct ctl *ctl, const char *text, struct contid_ref *ref);
int args_only_container(struct ctl *ctl, const struct args *args,
			struct contid_ref *ref);
int args_none(struct ctl *ctl, const struct args *args);

/* request.c */
int request_open(struct ctl *ctl, const struct args *args,
		 struct contid_request *request);
void request_close(const struct contid_request *request);

/* target.c */
/**
 * struct target - a process.
 * @pid: its id, 0 when it was given as a pidfd
 * @pidfd: pidfd of it; ours to close when @pid is not 0
 */
struct target {
	int pid;
	int pidfd;
};

int target_open(const struct ctl *ctl, struct target *target);
int target_connect(struct ctl *ctl, const struct args *args,
		   struct target *target);
void target_close(const struct target *target);
int target_pidfd(pid_t pid);

#endif /* CONTIDCTL_ARGS_H */
