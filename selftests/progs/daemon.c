// SPDX-License-Identifier: GPL-2.0
/*
 * daemon: audit daemons of containers, without auditd: who may be one, what it may
 * set, what it gets, and what it loses.
 */

#include "identity.h"
#include "raw_audit.h"
#include "raw_contid.h"

#define OWN		707
#define NESTED		4
#define OTHER		808

#define BACKLOG_DEFAULT	8192
#define BACKLOG_SMALL	10
#define MESSAGES	60	/* more than that */
#define RECORDS_OF_ONE	2	/* CONTAINER_ID, USER_LOGIN */

static struct raw_nl nl;
static int lent[2];		/* a line by which a socket is lent */

/* What a process inside is asked to do. Most answer with 0, or what audit says. */
enum order {
	MAKE_NAMESPACES = 1,
	JOIN_NAMESPACES,	/* of the process that it was given */
	STATE_AT_FIRST,
	SETTINGS,
	REGISTER,
	UNREGISTER,
	CLOSE,
	SAY,
	SAY_LAST,
	HEAR,
	ASK_STATE,
	SAY_IN_USERNS,
	ACT_POWERLESS,
	ACT_ON_LENT,
	LIMIT_BACKLOG,
	LIMIT_RATE,
	SAY_BADLY,
	SAY_MUCH,
	FIRST_LOSSES,
	LOSSES,
};

static const char *words;	/* of the process that is asked */
static int daemon_fd = -1;	/* likewise, if it is a daemon */

static int say_on(int fd, const char *text)
{
	return raw_audit_ask(fd, AUDIT_USER_LOGIN, text, strlen(text) + 1);
}

static int say(const char *text)
{
	int fd = raw_audit_socket();
	int err = say_on(fd, text);

	close(fd);
	return err;
}

static int set(struct audit_status status)
{
	int fd = raw_audit_socket();
	int err = raw_audit_set(fd, status);

	close(fd);
	return err;
}

static int get(struct audit_status *status)
{
	int fd = raw_audit_socket();
	int err = raw_audit_get(fd, status);

	close(fd);
	return err;
}

static bool is_as_at_first(void)
{
	struct audit_status s;

	must_do(get(&s), "state");
	return !s.pid && !s.lost && !s.backlog && !s.rate_limit && s.enabled == 1 &&
	       !s.failure && !s.backlog_wait_time && s.backlog_limit == BACKLOG_DEFAULT;
}

static const struct {
	struct audit_status set;
	int answer;
} settings[] = {
	{ { .mask = AUDIT_STATUS_ENABLED, .enabled = 1 }, 0 },
	{ { .mask = AUDIT_STATUS_ENABLED, .enabled = 0 }, -EPERM },
	{ { .mask = AUDIT_STATUS_ENABLED, .enabled = 2 }, -EPERM },
	{ { .mask = AUDIT_STATUS_FAILURE, .failure = 0 }, 0 },
	{ { .mask = AUDIT_STATUS_FAILURE, .failure = 1 }, -EPERM },
	{ { .mask = AUDIT_STATUS_FAILURE, .failure = 2 }, -EPERM },
	{ { .mask = AUDIT_STATUS_BACKLOG_WAIT_TIME, .backlog_wait_time = 0 }, 0 },
	{ { .mask = AUDIT_STATUS_BACKLOG_WAIT_TIME, .backlog_wait_time = 1 }, -EPERM },
	{ { .mask = AUDIT_STATUS_BACKLOG_LIMIT, .backlog_limit = 0 }, -EINVAL },
	{ { .mask = AUDIT_STATUS_BACKLOG_LIMIT, .backlog_limit = 65537 }, -EINVAL },
	{ { .mask = AUDIT_STATUS_BACKLOG_LIMIT, .backlog_limit = 65536 }, 0 },
	{ { .mask = AUDIT_STATUS_RATE_LIMIT, .rate_limit = 7 }, 0 },
	{ { .mask = AUDIT_STATUS_PID, .pid = 1000000 }, -EINVAL },
	{ { .mask = AUDIT_STATUS_PID, .pid = 0 }, 0 },
	/* All or nothing: neither limit is set */
	{ { .mask = AUDIT_STATUS_BACKLOG_LIMIT | AUDIT_STATUS_ENABLED,
	    .backlog_limit = 5 }, -EPERM },
	{ { .mask = AUDIT_STATUS_RATE_LIMIT | AUDIT_STATUS_BACKLOG_LIMIT,
	    .rate_limit = 5 }, -EINVAL },
	{ { .mask = AUDIT_STATUS_LOST }, 0 },
	{ { .mask = 0x80000000 }, 0 },
};

/* Returns the first setting with another answer, or -1. */
static long check_settings(void)
{
	struct audit_status s;
	size_t i;

	for (i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		if (set(settings[i].set) != settings[i].answer)
			return i;
	}
	must_do(get(&s), "state");
	if (s.backlog_limit != 65536 || s.rate_limit != 7)
		return i;
	must_do(set((struct audit_status){ .mask = AUDIT_STATUS_RATE_LIMIT }), "any rate");
	return -1;
}

static int set_pid(pid_t pid)
{
	if (daemon_fd < 0)
		daemon_fd = raw_audit_socket();
	return raw_audit_set(daemon_fd, (struct audit_status){
		.mask = AUDIT_STATUS_PID, .pid = pid });
}

/* What the daemon has heard until the last words, a bit for each. */
#define HEARD_SIBLING	1
#define HEARD_NESTED	2
#define HEARD_ITSELF	4
#define HEARD_OTHER	8
#define HEARD_HOST	16
#define HEARD_BADLY	32	/* a message that is not as audit's are */

static const char * const all_words[] = {
	"op=sibling ", "op=nested ", "op=itself ", "op=other ", "op=host ",
};

static long hear(void)
{
	char text[AUDIT_TEXT_MOST];
	struct pollfd poll_for = { .fd = daemon_fd, .events = POLLIN };
	long heard = 0;
	size_t i;
	int type;

	while (poll(&poll_for, 1, -1) == 1) {
		type = raw_audit_record(daemon_fd, text);
		if (type < 0)
			heard |= HEARD_BADLY;
		for (i = 0; i < sizeof(all_words) / sizeof(*all_words); i++)
			heard |= strstr(text, all_words[i]) ? 1 << i : 0;
		/* Of an event, this record is the last. */
		if (strstr(text, "op=last "))
			return heard;
	}
	return -1;
}

static long ask_state(void)
{
	struct audit_status s;

	return get(&s);
}

/* The same answer twice, or -1 */
static long say_and_ask_on(int fd)
{
	struct audit_status s;
	int err = say_on(fd, "op=unheard res=1");

	return err == raw_audit_get(fd, &s) ? err : -1;
}

static long act_on_lent(void)
{
	size_t n;
	char byte;
	int fd;

	if (!take_over(lent[1], &byte, 1, &fd, &n) || n != 1)
		bail("borrow");
	return say_and_ask_on(fd);
}

/* Texts that would be lines, fields or colours of the log; one too long, one too short. */
static long say_badly(void)
{
	static char text[60000];
	int fd = raw_audit_socket();
	int err;

	memset(text, 'x', sizeof(text));
	memcpy(text, "op=long ", 8);
	err = say_on(fd, "op=bad1\ntype=SYSCALL msg=audit(1.0:1): forged=1");
	err = err ?: say_on(fd, "op=bad2' contid=1 forged=1");
	err = err ?: say_on(fd, "op=bad3 \033[31m forged=1");
	err = err ?: raw_audit_ask(fd, AUDIT_USER_LOGIN, text, sizeof(text));
	if (!err && say_on(fd, "") != -EINVAL)
		err = -1;
	close(fd);
	return err;
}

static long say_much(void)
{
	int i, err = 0;

	for (i = 0; i < MESSAGES && !err; i++)
		err = say(words);
	return err;
}

/*
 * Reads all that waits, when nothing is on its way any more. Returns 0 if what was
 * delivered and what was lost are together what was emitted, and something was lost.
 */
static long losses(unsigned int emitted)
{
	char text[AUDIT_TEXT_MOST];
	unsigned int delivered = 0;
	struct audit_status s;
	int lost;

	do {
		must_do(get(&s), "state");
	} while (s.lost + s.backlog < emitted);
	while (raw_audit_record(daemon_fd, text))
		delivered++;
	lost = set((struct audit_status){ .mask = AUDIT_STATUS_LOST });
	must_do(get(&s), "state");
	if (lost > 0 && delivered && !s.lost && delivered + lost == emitted)
		return 0;
	return 1000 * lost + delivered;
}

static long run_order(char order, void *data)
{
	const struct process *with = data;

	switch ((enum order)order) {
	case MAKE_NAMESPACES:
		must_unshare(CLONE_NEWUSER | CLONE_NEWNET);
		return 0;
	case JOIN_NAMESPACES:
		must_setns(open_namespace(with->pid, "user"), CLONE_NEWUSER);
		must_setns(open_namespace(with->pid, "net"), CLONE_NEWNET);
		return 0;
	case STATE_AT_FIRST:
		return !is_as_at_first();
	case SETTINGS:
		return check_settings();
	case REGISTER:
		return set_pid(getpid());
	case UNREGISTER:
		return set_pid(0);
	case CLOSE:
		close(daemon_fd);
		daemon_fd = -1;
		return 0;
	case SAY:
		return say(words);
	case SAY_LAST:
		return say("op=last res=1");
	case HEAR:
		return hear();
	case ASK_STATE:
		return ask_state();
	case SAY_IN_USERNS:
		must_unshare(CLONE_NEWUSER);
		return say("op=unheard res=1");
	case ACT_POWERLESS:
		keep_only_capability(CAP_AUDIT_READ);
		return say_and_ask_on(raw_audit_socket());
	case ACT_ON_LENT:
		return act_on_lent();
	case LIMIT_BACKLOG:
		return set((struct audit_status){
			.mask = AUDIT_STATUS_BACKLOG_LIMIT | AUDIT_STATUS_RATE_LIMIT,
			.backlog_limit = BACKLOG_SMALL });
	case LIMIT_RATE:
		return set((struct audit_status){
			.mask = AUDIT_STATUS_BACKLOG_LIMIT | AUDIT_STATUS_RATE_LIMIT,
			.backlog_limit = BACKLOG_DEFAULT, .rate_limit = 4 });
	case SAY_BADLY:
		return say_badly();
	case SAY_MUCH:
		return say_much();
	case FIRST_LOSSES:
		/* The first one is logged: CONTAINER_OP op=lost. */
		return losses(MESSAGES * RECORDS_OF_ONE + 1);
	case LOSSES:
		return losses(MESSAGES * RECORDS_OF_ONE);
	}
	return -1;
}

static struct process start_first(const char *what, uint64_t id)
{
	struct process p;

	words = what;
	p = process_start(run_order, NULL);
	must(process_ask(&p, MAKE_NAMESPACES), "namespaces");
	map_root(p.pid);
	must_do(raw_set_as(&nl, p.pidfd, id, CONTID_FLAG_AUDITD, NO_LIMIT, NULL), "label");
	return p;
}

/* Another process where @first is. */
static struct process start_beside(struct process *first, const char *what)
{
	struct process p;

	words = what;
	p = process_start(run_order, first);
	must(process_ask(&p, JOIN_NAMESPACES), "namespaces");
	must_do(raw_set(&nl, p.pidfd, OWN, NULL), "label");
	return p;
}

static bool answers(struct process *p, enum order order, long expected, const char *what)
{
	long answer = process_ask(p, order);

	if (ok(answer == expected, "%s", what))
		return true;
	diag("answer %ld: %s", answer, answer < 0 ? strerror(-answer) : "");
	return false;
}

/* Processes that have no part in the daemon. */
static void check_others(struct process *first)
{
	struct process below = start_beside(first, "op=below res=1");
	struct process weak = start_beside(first, "op=weak res=1");
	struct process borrower = start_beside(first, "op=borrower res=1");
	int fd = raw_audit_socket();

	answers(&below, SAY_IN_USERNS, -ECONNREFUSED, "a user namespace below: no audit");
	answers(&weak, ACT_POWERLESS, -EPERM, "without capabilities: refused");
	hand_over(lent[0], "", 1, &fd, 1);
	answers(&borrower, ACT_ON_LENT, -ECONNREFUSED, "on a socket of the host: no audit");
	close(fd);
	process_end(&below);
	process_end(&weak);
	process_end(&borrower);
}

static void check_registration(struct process *first, struct process *sibling,
			       struct process *nested)
{
	answers(first, STATE_AT_FIRST, 0, "at first there is no daemon, and no limit is set");
	answers(first, SETTINGS, -1, "each setting: its own, or refused");
	answers(first, REGISTER, 0, "a process registers");
	answers(first, REGISTER, -EEXIST, "once");
	answers(sibling, REGISTER, -EEXIST, "another one does not");
	answers(sibling, UNREGISTER, -EACCES, "nor does it end the registration");
	answers(nested, ASK_STATE, -EPERM, "a process in a nested container asks for nothing");
	answers(nested, REGISTER, -EPERM, "and does not register");
	answers(first, UNREGISTER, 0, "the daemon ends its registration");
	answers(sibling, REGISTER, 0, "then another process registers");
	answers(sibling, CLOSE, 0, "it closes its socket");
	answers(first, REGISTER, 0, "and the first one registers again");
}

static void check_hearing(struct process *first, struct process *sibling,
			  struct process *nested, struct process *other)
{
	answers(other, REGISTER, 0, "another container has a daemon as well");
	answers(first, SAY, 0, "the daemon says something");
	answers(nested, SAY, 0, "a process in the nested container does");
	answers(other, SAY, 0, "a process in another container does");
	must_do(say("op=host res=1"), "the host does");
	answers(sibling, SAY, 0, "a process beside the daemon does");
	answers(sibling, SAY_BADLY, 0, "it says what would harm a log");
	answers(sibling, SAY_LAST, 0, "which ends it");
	answers(first, HEAR, HEARD_SIBLING | HEARD_NESTED,
		"the daemon hears its container and nested ones, and no other process");
}

static void check_losses(struct process *first, struct process *sibling)
{
	answers(first, LIMIT_BACKLOG, 0, "room for ten records");
	answers(sibling, SAY_MUCH, 0, "many messages");
	answers(first, FIRST_LOSSES, 0, "those that were lost are counted");
	answers(first, LIMIT_RATE, 0, "four records a second");
	answers(sibling, SAY_MUCH, 0, "many messages");
	answers(first, LOSSES, 0, "those that were lost are counted");
}

int main(void)
{
	struct process first, sibling, nested, other;
	struct raw_set_options host = { .flags = CONTID_FLAG_AUDITD };
	struct process plain = process_start(NULL, NULL);

	nl = raw_connect();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, lent))
		bail("socketpair");
	first = start_first("op=itself res=1", OWN);
	sibling = start_beside(&first, "op=sibling res=1");
	nested = start_beside(&first, "op=nested res=1");
	must_do(raw_nest(&nl, nested.pidfd, NESTED, NULL), "nest");
	other = start_first("op=other res=1", OTHER);

	ok(raw_set_with(&nl, plain.pidfd, 1, host, NULL) == -EXDEV,
	   "none in the initial user namespace");
	check_registration(&first, &sibling, &nested);
	check_others(&first);
	check_hearing(&first, &sibling, &nested, &other);
	check_losses(&first, &sibling);
	/* Its container goes on without a daemon. */
	process_end(&first);
	answers(&sibling, REGISTER, 0, "a daemon that was killed is replaced");
	process_end(&plain);
	process_end(&other);
	process_end(&nested);
	process_end(&sibling);
	return done_testing();
}
