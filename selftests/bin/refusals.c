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

enum target {
	NOT_NAMED,	/* no PIDFD */
	PLAIN,		/* unlabelled, alone */
	PARENT,		/* unlabelled, with a live child */
	MEMBER,		/* labelled by the host */
	MEMBER_PARENT,	/* labelled by the host, then had a child */
	FOREIGN_MEMBER,	/* labelled from another network namespace */
	FOREIGN_PARENT,	/* the same, with a child */
	SELF,		/* the requester */
	KERNEL,		/* kthreadd, which has children */
	ZOMBIE,		/* not reaped yet */
	REAPED,
	CLOSED,		/* a number that is not open */
	HUGE_NUMBER,
	NEGATIVE,
	DEV_NULL,
	SOCKET,
	OTHERS,		/* open in the target's table only */
	THREAD,		/* pidfd of a thread that leads no group */
	NR_TARGETS
};

static const char * const target_names[] = {
	"no process", "plain process", "process with child", "labelled process",
	"labelled process with child", "other owner's process",
	"other owner's process with child", "itself", "kthreadd", "zombie",
	"reaped process", "closed fd", "huge fd", "negative fd", "/dev/null",
	"socket", "fd of another process", "thread",
};

enum identifier {
	NO_ID, FRESH, UNSET,
	HOSTS,		/* MEMBER's, owned by the host */
	FOREIGN,	/* FOREIGN_MEMBER's */
	UNUSED_ID,	/* for GET */
};

#define ID_HOSTS	5000
#define ID_HOSTS_PARENT	5001
#define ID_FOREIGN	6000
#define ID_FOREIGN_PARENT	6001
#define ID_UNUSED	7000
#define ID_FRESH	1000000		/* plus the row */

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

static struct process targets[NR_TARGETS];
static int pidfds[NR_TARGETS];

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
	default:
		return ID_UNUSED;
	}
}

static const char *label_of(enum target target)
{
	switch (target) {
	case MEMBER:
		return "5000";
	case MEMBER_PARENT:
		return "5001";
	case FOREIGN_MEMBER:
		return "6000";
	case FOREIGN_PARENT:
		return "6001";
	default:
		return "-1";
	}
}

/* The log tells of what failed once there was a target. */
static void expect_record(FILE *file, const struct row *row, uint64_t id)
{
	bool logged = row->err != -ESRCH && row->err != -EBADF &&
		      row->err != -EINVAL && row->err != -ERANGE &&
		      row->err != -EOPNOTSUPP;
	char text[24] = "-1";

	if (row->command > DROP || row->target == SELF)
		return;
	if (row->command == SET)
		snprintf(text, sizeof(text), "%llu", (unsigned long long)id);
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

static long beget(char order, void *data)
{
	pid_t pid;

	(void)order;
	(void)data;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	return pid;
}

static void *idle(void *arg)
{
	for (;;)
		pause();
	return arg;
}

static long add_thread(char order, void *data)
{
	pthread_t thread;

	(void)order;
	(void)data;
	return pthread_create(&thread, NULL, idle, NULL);
}

static int label_from_afar(struct nl *nl, void *data)
{
	struct process *p = data;
	uint64_t id = p == &targets[FOREIGN_MEMBER] ? ID_FOREIGN :
		      ID_FOREIGN_PARENT;

	return contid_set(nl, p->pidfd, id, NULL);
}

/* The first thread that is not the leader. */
static pid_t thread_of(pid_t pid)
{
	char path[64];
	pid_t tid;

	for (tid = pid + 1;; tid++) {
		snprintf(path, sizeof(path), "/proc/%d/task/%d", pid, tid);
		if (!access(path, F_OK))
			return tid;
		if (tid > pid + 1000)
			bail("no thread of %d", pid);
	}
}

static void make_targets(struct nl *nl)
{
	struct process reaped;
	int i;

	for (i = PLAIN; i <= FOREIGN_PARENT; i++) {
		targets[i] = process_start(beget, NULL);
		pidfds[i] = targets[i].pidfd;
	}
	process_ask(&targets[PARENT], 'c');
	if (contid_set(nl, pidfds[MEMBER], ID_HOSTS, NULL) ||
	    contid_set(nl, pidfds[MEMBER_PARENT], ID_HOSTS_PARENT, NULL))
		bail("label of a target");
	for (i = FOREIGN_MEMBER; i <= FOREIGN_PARENT; i++)
		if (requester_run(nl, NETNS, label_from_afar, &targets[i]).err)
			bail("label of a target from another namespace");
	process_ask(&targets[MEMBER_PARENT], 'c');
	process_ask(&targets[FOREIGN_PARENT], 'c');

	targets[KERNEL].pid = 2;
	pidfds[KERNEL] = must_pidfd(2);

	targets[ZOMBIE] = process_start(NULL, NULL);
	pidfds[ZOMBIE] = targets[ZOMBIE].pidfd;
	kill(targets[ZOMBIE].pid, SIGKILL);
	await_state(targets[ZOMBIE].pid, targets[ZOMBIE].pid, 'Z');

	reaped = process_start(NULL, NULL);
	pidfds[REAPED] = dup(reaped.pidfd);
	process_end(&reaped);

	pidfds[CLOSED] = dup(pidfds[PLAIN]);
	close(pidfds[CLOSED]);
	pidfds[CLOSED] = 1000;
	pidfds[HUGE_NUMBER] = 0x7fffffff;
	pidfds[NEGATIVE] = -1;
	pidfds[DEV_NULL] = open("/dev/null", O_RDWR | O_CLOEXEC);
	pidfds[SOCKET] = socket(AF_UNIX, SOCK_STREAM, 0);

	/* Opened while the number is free here, then closed on our side. */
	pidfds[OTHERS] = fcntl(pidfds[PLAIN], F_DUPFD, 900);
	targets[OTHERS] = process_start(NULL, NULL);
	close(pidfds[OTHERS]);

	targets[THREAD] = process_start(add_thread, NULL);
	process_ask(&targets[THREAD], 't');
	pidfds[THREAD] = pidfd_open(thread_of(targets[THREAD].pid),
				    PIDFD_OF_THREAD);
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
