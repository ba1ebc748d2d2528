// SPDX-License-Identifier: GPL-2.0
/*
 * refusals [FILE]: every row of the refusal table and the order of its checks.
 *
 * A refusal has to carry its errno, a sentence, the attribute where there is
 * one, and to change nothing. FILE gets what the audit log must say of it: a
 * count and an extended regular expression per line.
 */

#include <sys/utsname.h>

#include "requester.h"

enum command { SET, DROP, GET, LIST, TASKS };

static const char * const command_names[] = {
	"SET", "DROP", "GET", "LIST", "TASKS",
};

#include "refusals.targets.h"

#define LIMIT	0x100			/* not a flag: send the attribute */
#define MISSING	0x100			/* not offending: missing */

#define NEST		CONTID_FLAG_NEST
#define MOVE		CONTID_FLAG_MOVE
#define SUBTREE		CONTID_FLAG_SUBTREE
#define DELEGATE	CONTID_FLAG_DELEGATE
#define FLAG_TASKS	CONTID_FLAG_TASKS

static const struct row {
	enum command command;
	enum requester who;
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

static int request(struct nl *nl, void *data)
{
	static const uint8_t commands[] = {
		[SET] = CONTID_CMD_SET, [DROP] = CONTID_CMD_DROP,
		[GET] = CONTID_CMD_GET, [LIST] = CONTID_CMD_GET,
		[TASKS] = CONTID_CMD_GET,
	};
	const struct request *req = data;
	const struct row *row = req->row;
	const struct nlattr *attr;
	struct nl_msg msg;
	int pidfd = req->pidfd;

	if (row->target == SELF)
		pidfd = must_pidfd(getpid());
	nl_start(&msg, nl->family, commands[row->command],
		 row->command >= LIST ? NLM_F_DUMP : 0);
	if (row->target != NOT_NAMED)
		nl_put_u32(&msg, CONTID_A_PIDFD, pidfd);
	if (row->id != NO_ID)
		nl_put_u64(&msg, CONTID_A_CONTID, req->id);
	if (row->flags & ~LIMIT)
		nl_put_u32(&msg, CONTID_A_FLAGS, row->flags & ~LIMIT);
	if (row->flags & LIMIT)
		nl_put_u32(&msg, CONTID_A_LIMIT, 5);
	nl_request(nl, &msg, NULL, NULL);

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
	default:
		return ID_UNUSED;
	}
}

/* What the container would have been nested in, or NULL. */
static const char *parent_of(const struct row *row)
{
	bool nests = (row->flags & NEST) ||
		     (row->who == DELEGATED && row->target == TENANT);
	const char *label = label_of(row->target);

	/* What a delegate moves stays within its own container. */
	if (row->who == DELEGATED && (row->flags & MOVE))
		return label_of(TENANT);
	return nests && *label != '-' ? label : NULL;
}

/* The log tells of what failed once there was a target. */
static void expect_record(FILE *file, const struct row *row, uint64_t id)
{
	bool logged = row->err != -ESRCH && row->err != -EBADF &&
		      row->err != -EINVAL && row->err != -ERANGE;
	const char *parent = parent_of(row);
	char text[300] = "-1";

	if (row->command > DROP || row->target == SELF)
		return;
	if (row->command == SET)
		snprintf(text, sizeof(text), "%llu%s%s", (unsigned long long)id,
			 parent ? ",\\^" : "", parent ?: "");
	if (!logged && row->id == FRESH)
		fprintf(file, "0 contid=%s \n", text);
	/* A fresh identifier is in one request only, others in several. */
	if (logged)
		fprintf(file, "%c op=%s opid=%d contid=%s old-contid=%s .* res=0$\n",
			row->id == FRESH ? '1' : '+',
			row->command == SET ? "set" : "drop",
			targets[row->target].pid, text, label_of(row->target));
}

static bool same_lists(const struct contid_descs *a,
		       const struct contid_descs *b)
{
	return a->n == b->n && !memcmp(a->v, b->v, a->n * sizeof(*a->v));
}

/*
 * Up to 6.1 generic netlink hands a dump's start() no extended ack, so that
 * only what its own parser refuses comes with a sentence.
 */
static bool is_mute(const struct row *row, const struct nl_answer *got)
{
	static struct utsname uts;

	if (!uts.release[0])
		uname(&uts);
	return (row->command == LIST || row->command == TASKS) &&
	       !strncmp(uts.release, "6.1.", 4) && !got->sentence[0] &&
	       !got->offset;
}

static bool is_told(const struct row *row, const struct nl_answer *got)
{
	int attr = row->attr & ~MISSING;

	if (!got->sentence[0] ||
	    (row->sentence && !strstr(got->sentence, row->sentence)))
		return false;
	return (row->attr & MISSING ? got->missing : got->offset) == attr;
}

static void run(struct nl *nl, const struct row *row, FILE *file)
{
	static struct contid_descs before, after;
	struct request req = {
		.row = row, .id = id_of(row), .pidfd = pidfds[row->target],
	};
	struct nl_answer got;
	int attr = row->attr & ~MISSING;
	char what[160];

	snprintf(what, sizeof(what), "row %zd: %s by %s of %s, flags 0x%x: %s",
		 row - rows, command_names[row->command],
		 requester_names[row->who], target_names[row->target],
		 row->flags, strerrorname_np(-row->err));
	if (row->target == THREAD && pidfds[THREAD] < 0) {
		skip("this kernel has no pidfd of a thread", what);
		return;
	}

	contid_dump(nl, &before);
	got = requester_run(nl, row->who, request, &req);
	contid_dump(nl, &after);

	if (!ok(got.err == row->err &&
		(is_told(row, &got) || is_mute(row, &got)) &&
		same_lists(&before, &after), "%s", what)) {
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
	struct nl nl = contid_connect();
	FILE *file = argc > 1 ? fopen(argv[1], "we") : NULL;
	size_t i;

	make_targets(&nl);
	for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		run(&nl, &rows[i], file);
	if (file)
		fclose(file);
	return done_testing();
}
