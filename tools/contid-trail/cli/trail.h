/* SPDX-License-Identifier: GPL-2.0 */
/* A run of contid-trail: its commands, arguments, configuration, messages. */
#ifndef CONTID_TRAIL_TRAIL_H
#define CONTID_TRAIL_TRAIL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What contid-trail exits with; HELP is for the inside. */
enum {
	TRAIL_DONE = 0,
	TRAIL_USAGE = 1,
	TRAIL_FAILED = 2,
	TRAIL_MISSING = 3,
	TRAIL_HELP = -1,
};

#define TRAIL_CONF	"/etc/contid/trail.conf"
/* Where the spool is by default */
#define SPOOL_DIR	"/var/lib/contid"
#define BOOTS_MAX	64

/**
 * struct args - what the command line and the configuration file say.
 * @conf: the configuration file
 * @store: URL of the store
 * @store_given: it is an option, so the file does not change it
 * @spool: file that keeps what waits for the store
 * @spool_limit: bytes that may wait there
 * @skew: difference of clocks up to which the order of two hosts is not certain, in
 *	milliseconds
 * @input: file to read, or NULL
 * @machine: machine-id, or NULL for that of this host
 * @boots: boot-ids, in the order of the input
 * @nr_boots: how many there are
 * @contid: the container, an argument
 * @name: name of a container, or NULL
 * @since: first time, in milliseconds since 1970
 * @until: last time
 * @host: machine-id, or the beginning of one
 * @type: type of a record
 * @nested: also events of nested containers
 * @json: print JSON
 * @interpret: print records as ausearch -i does
 * @html: file to write HTML to, or NULL
 */
struct args {
	const char *conf;
	char *store;
	bool store_given;
	char *spool;
	uint64_t spool_limit;
	uint64_t skew;
	const char *input;
	const char *machine;
	const char *boots[BOOTS_MAX];
	int nr_boots;
	const char *contid;
	const char *name;
	uint64_t since;
	uint64_t until;
	const char *host;
	uint32_t type;
	bool nested;
	bool json;
	bool interpret;
	const char *html;
};

/**
 * struct trail - a run.
 * @name: what messages begin with, "contid-trail: show"
 * @syslog: messages also go to the system log
 * @args: its arguments
 */
struct trail {
	char name[32];
	bool syslog;
	struct args args;
};

/**
 * struct command - a command.
 * @name: by which it is called
 * @args: its arguments, for the usage line
 * @about: what it does, for the list of commands
 * @help: what else there is to say
 * @options: letters of the options that it takes, see args.c
 * @contid: it takes a CONTID, or --name in its place
 * @run: does it
 */
struct command {
	const char *name;
	const char *args;
	const char *about;
	const char *help;
	const char *options;
	bool contid;
	int (*run)(struct trail *trail);
};

extern const struct command cmd_collect, cmd_show, cmd_list, cmd_verify;
extern const struct command *const commands[];

/* help.c */
int help_print(void);
int help_print_command(const struct command *cmd);

/* args.c */
int args_parse(struct trail *trail, const struct command *cmd, int argc,
	       char **argv);
void args_free(struct args *args);

/* config.c */
int config_read(struct trail *trail);

/* time.c */
bool time_parse(const char *text, bool end, uint64_t *ms);

/* message.c */
int __attribute__((format(printf, 2, 3)))
trail_usage(const struct trail *trail, const char *fmt, ...);
int __attribute__((format(printf, 2, 3)))
trail_failed(const struct trail *trail, const char *fmt, ...);

#endif /* CONTID_TRAIL_TRAIL_H */
