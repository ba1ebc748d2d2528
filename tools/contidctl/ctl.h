/* SPDX-License-Identifier: GPL-2.0 */
#ifndef CONTIDCTL_CTL_H
#define CONTIDCTL_CTL_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <contid/contid.h>

/* What contidctl exits with, but for exec, which exits as its command does. */
enum {
	DONE = 0,
	USAGE = 1,	/* wrong arguments */
	REFUSED = 2,	/* by the kernel */
	NO_CONTID = 3,	/* the kernel knows nothing of containers */
};

struct netns_names;

/**
 * struct ctl - what is common to the commands of one run.
 * @handle: connection to the kernel, NULL until ctl_open()
 * @netns: network namespace to connect from, a name or path, or NULL
 * @names: names of network namespaces, for a command that shows them, or NULL
 * @json: print JSON
 * @pretty: indent it
 * @objects: how many a command has printed
 * @out_errno: why printing failed, or 0
 * @name: what messages begin with, "contidctl: set"
 */
struct ctl {
	struct contid_handle *handle;
	const char *netns;
	struct netns_names *names;
	bool json;
	bool pretty;
	size_t objects;
	int out_errno;
	char name[32];
};

/**
 * struct command - a command.
 * @name: by which it is called
 * @args: its arguments, for the usage line
 * @about: what it does, for the list of commands
 * @help: what else there is to say, lines with newlines, or ""
 * @run: does it; argv[0] is what messages begin with
 */
struct command {
	const char *name;
	const char *args;
	const char *about;
	const char *help;
	int (*run)(struct ctl *ctl, int argc, char **argv);
};

extern const struct command cmd_set, cmd_get, cmd_drop, cmd_list, cmd_ps,
	cmd_tree, cmd_monitor, cmd_netns, cmd_exec, cmd_new, cmd_rule,
	cmd_oci_hook, cmd_help;

/* command.c */
extern const struct command *const commands[];
const struct command *command_find(const char *name);
int command_run(struct ctl *ctl, int argc, char **argv);

/* batch.c */
int batch_run(struct ctl *ctl, const char *file, bool force);

/* help.c */
void help_print(void);
void help_print_command(const struct command *cmd);

/* ctl.c */
void ctl_name(struct ctl *ctl, const char *command);
int ctl_connect(struct ctl *ctl, struct contid_handle **handle);
int ctl_open(struct ctl *ctl);
int ctl_refused(struct ctl *ctl, int err);
int __attribute__((format(printf, 2, 3)))
ctl_usage(const struct ctl *ctl, const char *fmt, ...);
int ctl_hint(const struct ctl *ctl);
int ctl_system(const struct ctl *ctl, const char *what, int err);

/* args.c */
enum {
	OPT_PID = 256,
	OPT_PIDFD,
	OPT_NEST,
	OPT_MOVE,
	OPT_SUBTREE,
	OPT_DELEGATE,
	OPT_LIMIT,
	OPT_PARENT,
	OPT_SNAPSHOT,
	OPT_FROM,
	OPT_NETNS,
};

#define TARGET_OPTIONS							\
	{ "pid", required_argument, NULL, OPT_PID },			\
	{ "pidfd", required_argument, NULL, OPT_PIDFD }
#define SET_OPTIONS							\
	{ "nest", no_argument, NULL, OPT_NEST },			\
	{ "move", no_argument, NULL, OPT_MOVE },			\
	{ "subtree", no_argument, NULL, OPT_SUBTREE },			\
	{ "delegate", no_argument, NULL, OPT_DELEGATE },		\
	{ "limit", required_argument, NULL, OPT_LIMIT }
#define END_OF_OPTIONS { NULL, 0, NULL, 0 }

/**
 * struct args - the arguments of a command, taken apart.
 * @pid: of --pid, or NULL
 * @pidfd: of --pidfd, or NULL
 * @from: of --from, or NULL
 * @netns: of --netns, or NULL
 * @parent: of --parent, CONTID_UNSET without
 * @flags: CONTID_FLAG_* of the options
 * @limit: of --limit, 0 without
 * @snapshot: whether there is --snapshot
 * @argc: how many arguments there are beside options
 * @argv: those arguments
 */
struct args {
	const char *pid;
	const char *pidfd;
	const char *from;
	const char *netns;
	uint64_t parent;
	uint32_t flags;
	uint32_t limit;
	bool snapshot;
	int argc;
	char **argv;
};

int args_parse(struct ctl *ctl, int argc, char **argv,
	       const struct option *options, struct args *args);
int args_contid(struct ctl *ctl, const char *text, uint64_t *contid);
int args_only_contid(struct ctl *ctl, const struct args *args,
		     uint64_t *contid);
int args_none(struct ctl *ctl, const struct args *args);

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

int target_parse(struct ctl *ctl, const struct args *args,
		 struct target *target);
int target_open(struct ctl *ctl, struct target *target);
void target_close(const struct target *target);

/* print.c */
/**
 * struct rule_contid - what a rule says of containers.
 * @op: "=" or "!="
 * @contid: which
 */
struct rule_contid {
	const char *op;
	uint64_t contid;
};

void print_member(struct ctl *ctl, pid_t pid, const struct contid_info *info);
void print_contid(struct ctl *ctl, uint64_t contid);
void print_rule(struct ctl *ctl, const char *text, const char *list,
		const char *action, const struct rule_contid *contids,
		size_t n);
void print_no_rules(struct ctl *ctl);

/* print_container.c */
void print_container(struct ctl *ctl, const struct contid_info *info);

/* emit.c */
void print_end(struct ctl *ctl);
int print_flush(struct ctl *ctl);

#endif /* CONTIDCTL_CTL_H */
