// SPDX-License-Identifier: GPL-2.0
/*
 * daemon-messages: each type of message to audit, from root in a container with the
 * flag auditd, from root in one without, and from the host: what it is answered with,
 * and that those from containers change nothing on the host.
 */

#include "identity.h"
#include "raw_audit.h"
#include "raw_contid.h"

#define FLAGGED		707
#define UNFLAGGED	708

enum sender { IN_FLAGGED, IN_UNFLAGGED, HOST, NR_SENDERS };

static const char * const sender_names[] = { "flagged", "unflagged", "host" };

static const struct row {
	uint16_t first, last;
	const char *name;
	int answers[NR_SENDERS];
} rows[] = {
#include "daemon-messages.table.h"
};

#define NR_ROWS		(sizeof(rows) / sizeof(*rows))
#define MAKE_NAMESPACES	'n'

static bool is_user_message(uint16_t type)
{
	return type == AUDIT_USER ||
	       (type >= AUDIT_FIRST_USER_MSG && type <= AUDIT_LAST_USER_MSG) ||
	       (type >= AUDIT_FIRST_USER_MSG2 && type <= AUDIT_LAST_USER_MSG2);
}

/* A user message has text; what changes something changes nothing with zeros. */
static int send_type(int fd, uint16_t type)
{
	static const char zeros[8], text[] = "op=daemon-messages res=1";

	return is_user_message(type) ?
	       raw_audit_ask(fd, type, text, sizeof(text)) :
	       raw_audit_ask(fd, type, zeros, sizeof(zeros));
}

/* Returns the first type of a row with another answer, or -1. */
static long check_row(const struct row *row, enum sender sender)
{
	int fd = raw_audit_socket();
	long wrong = -1;
	unsigned int type;

	for (type = row->first; wrong < 0 && type <= row->last; type++) {
		if (send_type(fd, type) != row->answers[sender])
			wrong = type;
		/* Replies pile up: another socket for each */
		close(fd);
		fd = raw_audit_socket();
	}
	close(fd);
	return wrong;
}

/* Each row is an order. */
static long run_order(char order, void *data)
{
	if (order == MAKE_NAMESPACES) {
		must_unshare(CLONE_NEWUSER | CLONE_NEWNET);
		return 0;
	}
	return check_row(&rows[(unsigned char)order], *(enum sender *)data);
}

static struct process start(struct raw_nl *nl, enum sender *sender)
{
	struct process p = process_start(run_order, sender);

	if (*sender == HOST)
		return p;
	must(process_ask(&p, MAKE_NAMESPACES), "namespaces");
	map_root(p.pid);
	must_do(*sender == IN_FLAGGED ?
		raw_set_as(nl, p.pidfd, FLAGGED, CONTID_FLAG_AUDITD, NO_LIMIT, NULL) :
		raw_set(nl, p.pidfd, UNFLAGGED, NULL), "label");
	return p;
}

static void status_of_host(struct audit_status *status)
{
	int fd = raw_audit_socket();

	must_do(raw_audit_get(fd, status), "status");
	/* These go on by themselves. */
	status->backlog = 0;
	status->lost = 0;
	status->backlog_wait_time_actual = 0;
	close(fd);
}

static void check_sender(struct raw_nl *nl, enum sender sender)
{
	struct process p = start(nl, &sender);
	struct audit_status before, after;
	long wrong;
	size_t i;

	status_of_host(&before);
	for (i = 0; i < NR_ROWS; i++) {
		wrong = process_ask(&p, i);
		if (!ok(wrong < 0, "%s: %s: %s", sender_names[sender], rows[i].name,
			rows[i].answers[sender] ? strerror(-rows[i].answers[sender]) :
						  "done"))
			diag("another answer for %ld", wrong);
	}
	status_of_host(&after);
	ok(!memcmp(&before, &after, sizeof(before)), "%s: the host's state is what it was",
	   sender_names[sender]);
	process_end(&p);
}

int main(void)
{
	struct raw_nl nl = raw_connect();
	enum sender sender;

	for (sender = 0; sender < NR_SENDERS; sender++)
		check_sender(&nl, sender);
	return done_testing();
}
