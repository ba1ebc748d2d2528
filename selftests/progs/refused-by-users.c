// SPDX-License-Identifier: GPL-2.0
/*
 * refused-by-users COUNT: one SET each by COUNT users, which are refused. The kernel
 * counts refusals without a record for a limited number of requesters, and a
 * requester that it has no count for takes over that of an earlier one: as many
 * users as it has counts for, within a second, bring all of them into the log.
 */

#include "raw_contid.h"
#include "process.h"

#define FIRST_USER	100000
#define MOST		256

struct user {
	uid_t uid;	/* one that no earlier run has been */
	struct raw_nl nl;
	int pidfd;
};

enum { CONNECT = 'c', REQUEST = 'r' };

static long run_order(char order, void *data)
{
	struct user *user = data;

	if (order == REQUEST)
		return raw_set(&user->nl, user->pidfd, 1, NULL);
	user->pidfd = must_pidfd(getpid());
	if (setresgid(user->uid, user->uid, user->uid) ||
	    setresuid(user->uid, user->uid, user->uid))
		bail("become user %d", user->uid);
	user->nl = raw_connect();
	return 0;
}

int main(int argc, char **argv)
{
	unsigned long i, count = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	struct process process[MOST];
	struct user user[MOST];

	if (!count || count > MOST)
		bail("usage: refused-by-users COUNT, of at most %d", MOST);
	for (i = 0; i < count; i++) {
		user[i] = (struct user){ .uid = FIRST_USER + getpid() * MOST + i };
		process[i] = process_start(run_order, &user[i]);
		process_ask(&process[i], CONNECT);
	}
	for (i = 0; i < count; i++) {
		if (process_ask(&process[i], REQUEST) != -EPERM)
			bail("user %d is not refused", user[i].uid);
	}
	return 0;
}
