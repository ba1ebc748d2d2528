// SPDX-License-Identifier: GPL-2.0
/*
 * lend: a labelled process that gets another one to write its request, and a
 * labelled process that writes on a socket that it was given. Neither gains what
 * the other has.
 */

#include "handover.h"
#include "raw_contid.h"
#include "requester.h"

#define LABEL	707
#define ABOVE	700
#define BELOW	708
#define PIDFD	200	/* its number in the writer's table: a good guess */
#define SOCKET	201

static struct raw_nl nl;

/* Order 'o': open a socket; 'a': the answer to what was written on it. */
struct lender {
	struct process p;
	int line[2];
};

static long run_lender_order(char order, void *data)
{
	static struct raw_nl own;
	struct lender *lender = data;
	struct raw_nl_msg msg;

	if (order == 'a') {
		own.seq = 1;
		return raw_nl_receive(&own, NULL, NULL);
	}
	own = raw_connect();
	raw_nl_start(&msg, own.family, CONTID_CMD_DROP, 0);
	raw_nl_put_u32(&msg, CONTID_A_PIDFD, PIDFD);
	msg.nlh.nlmsg_seq = 1;
	hand_over(lender->line[1], &msg, sizeof(msg), &own.fd, 1);
	return 0;
}

/* Labelled with what its request would take off. */
static struct lender lender_start(uint64_t id)
{
	struct lender lender;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, lender.line))
		bail("socketpair");
	lender.p = process_start(run_lender_order, &lender);
	must_do(raw_set(&nl, lender.p.pidfd, id, NULL), "label");
	must(process_ask(&lender.p, 'o'), "socket");
	return lender;
}

/* What the lender has handed over; the descriptor is SOCKET afterwards. */
static void borrow(const struct lender *lender, struct raw_nl_msg *msg)
{
	size_t n;
	int fd;

	if (!take_over(lender->line[0], msg, sizeof(*msg), &fd, &n) || n != 1)
		bail("borrow");
	must(dup2(fd, SOCKET), "dup2");
	must(dup2(lender->p.pidfd, PIDFD), "dup2");
	close(fd);
}

static bool keeps(const struct lender *lender, uint64_t label, int err)
{
	uint64_t now = raw_contid_of(&nl, lender->p.pidfd);

	if (now == label && err == -EPERM)
		return true;
	diag("it carries %lld, and the answer was: %s", (long long)now,
	     strerror(-err));
	return false;
}

/* As for a program that has the socket as its standard output. */
static void write_by_cat(const char *buf, size_t len)
{
	int in[2];
	pid_t pid;

	if (pipe(in) || write(in[1], buf, len) != (ssize_t)len)
		bail("pipe");
	close(in[1]);
	pid = fork();
	if (!pid) {
		dup2(in[0], 0);
		dup2(SOCKET, 1);
		execlp("cat", "cat", NULL);
		_exit(1);
	}
	close(in[0]);
	waitpid(pid, NULL, 0);
}

static void write_by_root_again(const char *buf, size_t len)
{
	must(seteuid(NOBODY), "seteuid");
	must(seteuid(0), "seteuid");
	if (write(SOCKET, buf, len) != (ssize_t)len)
		bail("write");
}

static void write_itself(const char *buf, size_t len)
{
	if (write(SOCKET, buf, len) != (ssize_t)len)
		bail("write");
}

static void send_to_kernel(const char *buf, size_t len)
{
	must_do(send_as(SENDTO, SOCKET, buf, len), "sendto");
}

static void check_writers(void)
{
	static const struct {
		const char *what;
		void (*fn)(const char *buf, size_t len);
	} ways[] = {
		{ "root without label writes", write_itself },
		{ "root without label sends, with an address,", send_to_kernel },
		{ "cat has the socket as its standard output, and writes",
		  write_by_cat },
		{ "root that was the user nobody meanwhile writes", write_by_root_again },
	};
	struct raw_nl_msg msg;
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++) {
		struct lender lender = lender_start(LABEL);

		borrow(&lender, &msg);
		ways[i].fn(msg.buf, msg.nlh.nlmsg_len);
		ok(keeps(&lender, LABEL, process_ask(&lender.p, 'a')),
		   "%s a labelled process's request: its label stays",
		   ways[i].what);
		process_end(&lender.p);
	}
}

/* Order 's': DROP of the process in PIDFD, on the socket that was inherited. */
static long run_borrower_order(char order, void *data)
{
	struct raw_nl own = { .fd = SOCKET, .family = nl.family, .seq = getpid() };

	(void)order;
	(void)data;
	return raw_drop(&own, PIDFD, NULL);
}

static void check_borrowers(void)
{
	struct process sibling = process_start(NULL, NULL);
	struct process outside = process_start(NULL, NULL);
	struct process below = process_start(NULL, NULL);
	struct process labelled, delegate, second;

	must(dup2(nl.fd, SOCKET), "dup2");
	must_do(raw_set(&nl, sibling.pidfd, LABEL, NULL), "sibling");
	must(dup2(sibling.pidfd, PIDFD), "dup2");
	labelled = process_start(run_borrower_order, NULL);
	must_do(raw_set(&nl, labelled.pidfd, LABEL, NULL), "label");
	ok(process_ask(&labelled, 's') == -EPERM &&
	   raw_contid_of(&nl, sibling.pidfd) == LABEL,
	   "a labelled process writes on a socket of root without label: EPERM");

	must_do(raw_set(&nl, outside.pidfd, LABEL + 2, NULL), "outside");
	must(dup2(outside.pidfd, PIDFD), "dup2");
	delegate = process_start(run_borrower_order, NULL);
	must_do(raw_set_as(&nl, delegate.pidfd, ABOVE, CONTID_FLAG_DELEGATE,
			   NO_LIMIT, NULL), "delegate");
	ok(process_ask(&delegate, 's') == -EXDEV &&
	   raw_contid_of(&nl, outside.pidfd) == LABEL + 2,
	   "a delegate does: no further than it reaches");
	must_do(raw_set(&nl, below.pidfd, ABOVE, NULL) ?:
		raw_nest(&nl, below.pidfd, BELOW, NULL), "below");
	must(dup2(below.pidfd, PIDFD), "dup2");
	second = process_start(run_borrower_order, NULL);
	must_do(raw_set(&nl, second.pidfd, ABOVE, NULL), "delegate");
	ok(!process_ask(&second, 's') &&
	   raw_contid_of(&nl, below.pidfd) == ABOVE,
	   "and as far as it does");
	process_end(&second);
	process_end(&delegate);
	process_end(&labelled);
	process_end(&below);
	process_end(&outside);
	process_end(&sibling);
}

int main(void)
{
	nl = raw_connect();
	check_writers();
	check_borrowers();
	return done_testing();
}
