// SPDX-License-Identifier: GPL-2.0
/*
 * refusals [FILE]: every row of the refusal table and the order of its checks.
 *
 * A refusal has to carry its errno, a sentence, the attribute where there is
 * one, and to change nothing. FILE gets what the audit log must say of it: a
 * count and an extended regular expression per line.
 */

#include <time.h>

#include "raw_stats.h"
#include "requester.h"

/* Those from LIST are dumps. */
enum command { SET, DROP, GET, NS_GET, READ, LIST, PROCESSES, NS_LIST };

static const char * const command_names[] = {
	"SET", "DROP", "GET", "NS_GET", "READ", "LIST", "PROCESSES", "NS_LIST",
};

#include "refusals.targets.h"

/* Not flags: send the attribute, with that */
#define LIMIT		0x100
#define PARENT_UNSET	0x200
#define PARENT_UNUSED	0x400
#define PARENT_HOSTS	0x800
#define USERNS_OWN	0x1000
#define USERNS_CLOSED	0x2000
#define USERNS_NEGATIVE	0x4000
#define NOT_USERNS	0x8000		/* a namespace of another type */
#define SERIAL_UNUSED	0x10000
#define SERIAL_HOSTS	0x20000		/* of the container HOSTS */
#define SCOPE_UNUSED	0x40000
#define NS_OWN		0x80000
#define NS_CLOSED	0x100000
#define NS_NEGATIVE	0x200000
#define NOT_NS		0x400000
#define NAME		0x800000
#define NAME_EMPTY	0x1000000
#define NAME_LONG	0x2000000
#define NAME_NUL	0x4000000
#define LIMIT_NONE	0x8000000	/* 0 */
#define LIMIT_ABOVE	0x10000000	/* more than the most of READ */
#define ATTRIBUTES	0x1fffff00

#define MISSING	0x100			/* not offending: missing */

#define NEST		CONTID_FLAG_NEST
#define MOVE		CONTID_FLAG_MOVE
#define SUBTREE		CONTID_FLAG_SUBTREE
#define DELEGATE	CONTID_FLAG_DELEGATE
#define AUDITD		CONTID_FLAG_AUDITD
#define FLAG_PROCESSES	CONTID_FLAG_PROCESSES
#define STOP		CONTID_FLAG_STOP
#define TRIM		CONTID_FLAG_TRIM

static const struct row {
	enum command command;
	enum requester kind;
	enum target target;
	enum identifier id;
	unsigned int flags;
	int err;
	int attr;		/* that the refusal names, or 0 */
	const char *sentence;	/* part of it, or NULL for any */
} rows[] = {
#include "refusals.table.h"
};

struct request {
	const struct row *row;
	uint64_t id;
	int pidfd;		/* -1: the requester's own */
};

static void put_u64_if(struct raw_nl_msg *msg, bool wanted, uint16_t type,
		       uint64_t value)
{
	if (wanted)
		raw_nl_put_u64(msg, type, value);
}

static void put_userns(struct raw_nl_msg *msg, unsigned int flags)
{
	if (flags & USERNS_OWN)
		raw_nl_put_u32(msg, CONTID_A_USERNS_FD, userns_fd);
	if (flags & USERNS_CLOSED)
		raw_nl_put_u32(msg, CONTID_A_USERNS_FD, pidfds[CLOSED]);
	if (flags & USERNS_NEGATIVE)
		raw_nl_put_u32(msg, CONTID_A_USERNS_FD, -1);
	if (flags & NOT_USERNS)
		raw_nl_put_u32(msg, CONTID_A_USERNS_FD, netns_fd);
}

static void put_ns(struct raw_nl_msg *msg, unsigned int flags)
{
	if (flags & NS_OWN)
		raw_nl_put_u32(msg, CONTID_A_NS_FD, netns_fd);
	if (flags & NS_CLOSED)
		raw_nl_put_u32(msg, CONTID_A_NS_FD, pidfds[CLOSED]);
	if (flags & NS_NEGATIVE)
		raw_nl_put_u32(msg, CONTID_A_NS_FD, -1);
	if (flags & NOT_NS)
		raw_nl_put_u32(msg, CONTID_A_NS_FD, pidfds[DEV_NULL]);
}

static void put_name(struct raw_nl_msg *msg, unsigned int flags)
{
	char longer[CONTID_NAME_MAX + 1];

	memset(longer, 'x', sizeof(longer));
	if (flags & NAME)
		raw_nl_put(msg, CONTID_A_NAME, "web", 3);
	if (flags & NAME_EMPTY)
		raw_nl_put(msg, CONTID_A_NAME, "", 1);
	if (flags & NAME_LONG)
		raw_nl_put(msg, CONTID_A_NAME, longer, sizeof(longer));
	if (flags & NAME_NUL)
		raw_nl_put(msg, CONTID_A_NAME, "a\0b", 3);
}

static void put_attributes(struct raw_nl_msg *msg, unsigned int flags)
{
	if (flags & LIMIT)
		raw_nl_put_u32(msg, CONTID_A_LIMIT, 5);
	if (flags & LIMIT_NONE)
		raw_nl_put_u32(msg, CONTID_A_LIMIT, 0);
	if (flags & LIMIT_ABOVE)
		raw_nl_put_u32(msg, CONTID_A_LIMIT, CONTID_READ_LIMIT_MAX + 1);
	put_u64_if(msg, flags & PARENT_UNSET, CONTID_A_PARENT, CONTID_UNSET);
	put_u64_if(msg, flags & PARENT_UNUSED, CONTID_A_PARENT, ID_UNUSED);
	put_u64_if(msg, flags & PARENT_HOSTS, CONTID_A_PARENT, ID_HOSTS);
	put_u64_if(msg, flags & SERIAL_UNUSED, CONTID_A_SERIAL, NO_SERIAL);
	put_u64_if(msg, flags & SERIAL_HOSTS, CONTID_A_SERIAL, serial_of_hosts);
	put_u64_if(msg, flags & SCOPE_UNUSED, CONTID_A_SCOPE, NO_SERIAL);
	put_userns(msg, flags);
	put_ns(msg, flags);
	put_name(msg, flags);
}

static int request(struct raw_nl *nl, void *data)
{
	static const uint8_t commands[] = {
		[SET] = CONTID_CMD_SET, [DROP] = CONTID_CMD_DROP,
		[GET] = CONTID_CMD_GET, [LIST] = CONTID_CMD_GET,
		[PROCESSES] = CONTID_CMD_GET, [NS_GET] = CONTID_CMD_NS_GET,
		[NS_LIST] = CONTID_CMD_NS_GET, [READ] = CONTID_CMD_READ,
	};
	const struct request *req = data;
	const struct row *row = req->row;
	const struct nlattr *attr;
	struct raw_nl_msg msg;
	int pidfd = req->pidfd;

	if (row->target == SELF)
		pidfd = must_pidfd(getpid());
	raw_nl_start(&msg, nl->family, commands[row->command],
		     row->command >= LIST ? NLM_F_DUMP : 0);
	if (row->target != NOT_NAMED)
		raw_nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	if (row->id != NO_ID)
		raw_nl_put_u64(&msg, CONTID_A_CONTID, req->id);
	if (row->flags & ~ATTRIBUTES)
		raw_nl_put_u32(&msg, CONTID_A_FLAGS, row->flags & ~ATTRIBUTES);
	put_attributes(&msg, row->flags & ATTRIBUTES);
	raw_nl_request(nl, &msg, NULL, NULL);

	/* From the place in the message to the type. */
	if (nl->answer.offset > 0) {
		attr = (const void *)(msg.buf + nl->answer.offset);
		nl->answer.offset = attr->nla_type;
	} else {
		nl->answer.offset = 0;
	}
	return 0;
}

static uint64_t id_of(const struct row *row)
{
	switch (row->id) {
	case FRESH:
		return ID_FRESH + (row - rows);
	case UNSET:
		return CONTID_UNSET;
	case HOSTS:
		return ID_HOSTS;
	case FOREIGN:
		return ID_FOREIGN;
	case DELEGATES:
		return LABEL_OF_DELEGATE;
	case IN_SCOPE:
		return ID_USES_LIMIT;
	default:
		return ID_UNUSED;
	}
}

/* What the container would have been nested in, or NULL. */
static const char *parent_of(const struct row *row)
{
	bool nests = (row->flags & NEST) ||
		     (row->kind == DELEGATED && row->target == IN_DELEGATED);
	const char *label = label_of(row->target);

	/* Found by those with authority of the host. */
	if (row->flags & (PARENT_UNUSED | PARENT_HOSTS))
		return (row->flags & PARENT_HOSTS) &&
		       (row->kind == HOST || row->kind == NETNS) ?
		       label_of(MEMBER) : NULL;
	/* What a delegate moves stays within its own container. */
	if (row->kind == DELEGATED && (row->flags & MOVE))
		return label_of(IN_DELEGATED);
	return nests && *label != '-' ? label : NULL;
}

/* The log has each request that failed once there was a target. */
static void expect_record(FILE *file, const struct row *row, uint64_t id)
{
	bool logged = row->err != -ESRCH && row->err != -EBADF &&
		      row->err != -EINVAL && row->err != -ERANGE;
	const char *parent = parent_of(row);
	char text[300] = "-1";

	if (row->command > DROP || row->target == SELF)
		return;
	if (row->command == SET)
		snprintf(text, sizeof(text), "%s%llu%s%s",
			 row->kind == DELEGATED || row->kind == LABELLED ? "\\+" : "",
			 (unsigned long long)id, parent ? ",\\^" : "", parent ?: "");
	if (!logged && row->id == FRESH)
		fprintf(file, "0 contid=%s \n", text);
	/* A fresh identifier is in one request only, others in several. */
	if (logged)
		fprintf(file, "%c op=%s opid=%d contid=%s old-contid=%s .*%s res=0$\n",
			row->id == FRESH ? '1' : '+',
			row->command == SET ? "set" : "drop",
			targets[row->target].pid, text, label_of(row->target),
			row->flags & NAME ? " name=\"web\"" : "");
}

/*
 * Up to 6.1 generic netlink hands a dump's start() no extended ack, so that
 * only what its own parser refuses comes with a sentence.
 */
static bool is_mute(const struct row *row, const struct raw_nl_answer *got)
{
	return row->command >= LIST && kernel_is("6.1.") && !got->sentence[0] &&
	       !got->offset;
}

static bool is_explained(const struct row *row, const struct raw_nl_answer *got)
{
	int attr = row->attr & ~MISSING;

	if (!got->sentence[0] ||
	    (row->sentence && !strstr(got->sentence, row->sentence)))
		return false;
	return (row->attr & MISSING ? got->missing : got->offset) == attr;
}

/*
 * A second has ten records of refused requests for lack of authority, for each
 * user. So the tenth one before this has to be more than a second ago: sleep until
 * then. 100 ms more make up for the granularity of the kernel's clock.
 */
static void await_room_in_log(const struct row *row)
{
	static struct timespec until[10];
	static unsigned int oldest;

	if (row->command > DROP || row->err != -EPERM)
		return;
	while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until[oldest],
			       NULL))
		;
	clock_gettime(CLOCK_MONOTONIC, &until[oldest]);
	until[oldest].tv_sec++;
	until[oldest].tv_nsec += 100000000;
	if (until[oldest].tv_nsec >= 1000000000) {
		until[oldest].tv_sec++;
		until[oldest].tv_nsec -= 1000000000;
	}
	oldest = (oldest + 1) % 10;
}

/* Whether generic netlink has refused it, so that the family has not seen it. */
static bool is_by_policy(const struct raw_nl_answer *got)
{
	static const char * const sentences[] = {
		"integer out of range", "reserved bit set", "attribute type",
		"Unsupported attribute", "invalid attribute length",
		"Attribute failed policy validation",
	};
	size_t i;

	for (i = 0; i < sizeof(sentences) / sizeof(*sentences); i++)
		if (strstr(got->sentence, sentences[i]))
			return true;
	return false;
}

/* What the family has refused is counted once, under its errno, and nothing else is. */
static bool is_counted(const struct raw_stats *before, const struct raw_stats *after,
		       const struct raw_nl_answer *got)
{
	uint64_t expected;
	int err;

	for (err = 0; err < RAW_ERRNOS; err++) {
		expected = before->refused[err] + (err == -got->err && !is_by_policy(got));
		if (after->refused[err] == expected)
			continue;
		diag("refused with errno %d: %llu times more", err,
		     (unsigned long long)(after->refused[err] - before->refused[err]));
		return false;
	}
	return true;
}

static void run(struct raw_nl *nl, const struct row *row, FILE *file)
{
	static struct raw_stats count_before, count_after;
	static struct raw_descs before, after;
	struct request req = {
		.row = row, .id = id_of(row), .pidfd = pidfds[row->target],
	};
	struct raw_nl_answer got;
	int attr = row->attr & ~MISSING;
	char what[160];

	snprintf(what, sizeof(what), "row %zd: %s by %s of %s, flags 0x%x: %s",
		 row - rows, command_names[row->command],
		 requester_names[row->kind], target_names[row->target],
		 row->flags, strerrorname_np(-row->err));
	if (row->target == THREAD && pidfds[THREAD] < 0) {
		skip("this kernel has no pidfd of a thread", what);
		return;
	}

	await_room_in_log(row);
	raw_dump(nl, &before);
	must_do(raw_stats_get(nl, &count_before), "STATS_GET");
	got = requester_run(nl, row->kind, request, &req);
	must_do(raw_stats_get(nl, &count_after), "STATS_GET");
	raw_dump(nl, &after);

	if (!ok(got.err == row->err &&
		(is_explained(row, &got) || is_mute(row, &got)) &&
		same_lists(&before, &after) &&
		is_counted(&count_before, &count_after, &got), "%s", what)) {
		diag("got %s, \"%s\", attribute %d, missing %d",
		     strerror(-got.err), got.sentence, got.offset, got.missing);
		diag("expected \"%s\", attribute %d%s", row->sentence ?: "…",
		     attr, row->attr & MISSING ? " missing" : "");
		if (!same_lists(&before, &after))
			diag("the containers changed: %zu, %zu", before.n,
			     after.n);
	}
	if (file)
		expect_record(file, row, req.id);
}

int main(int argc, char **argv)
{
	struct raw_nl nl = raw_connect();
	FILE *file = argc > 1 ? fopen(argv[1], "we") : NULL;
	size_t i;

	make_targets(&nl);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		run(&nl, &rows[i], file);
	if (file)
		fclose(file);
	return done_testing();
}
