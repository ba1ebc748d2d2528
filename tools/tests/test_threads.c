// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Threads with a handle each, and the kernel that runs, whose family "nlctrl"
 * answers whether it has CONTID or not: no thread gets the answer to another one.
 */

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <linux/genetlink.h>
#include <netlink/attr.h>
#include <netlink/genl/genl.h>

#include "fake.h"

#define THREADS	8
#define ROUNDS	300

struct worker {
	pthread_t thread;
	pthread_barrier_t *start;
	unsigned int n;
	const char *wrong;
};

static int take_name(struct nlmsghdr *nlh, void *data)
{
	struct nlattr *name = nlmsg_find_attr(nlh, GENL_HDRLEN,
					      CTRL_ATTR_FAMILY_NAME);

	*(bool *)data = name && !nla_strcmp(name, "nlctrl");
	return 0;
}

static int ask(struct contid_handle *h, const char *name, bool *found)
{
	struct nl_msg *msg = contid_request_new(h);
	int err = contid_msg_begin(msg, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 0);

	*found = false;
	if (!err && !nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, name))
		err = contid_exchange(h, msg, take_name, found);
	nlmsg_free(msg);
	return err;
}

/* Threads of even number ask for what is there, others for what never is. */
static const char *work(struct contid_handle *h, unsigned int n)
{
	uint64_t contid;
	bool found;
	int err;
	int i;

	h->owner = getpid();
	h->ops = &contid_socket_ops;
	h->family = GENL_ID_CTRL;
	h->sk = nl_socket_alloc();
	if (!h->sk || h->ops->connect(h->sk))
		return "no connection";
	for (i = 0; i < ROUNDS; i++) {
		if (n % 2) {
			err = ask(h, "a name that is too long", &found);
			if (err != -EINVAL || found || !contid_error_text(h))
				return "no refusal of its own";
		} else {
			err = ask(h, "nlctrl", &found);
			if (err || !found || contid_error_text(h))
				return "no answer of its own";
		}
		if (contid_from_name("abc", &contid) ||
		    contid != 13436514500253700074ULL)
			return "another identifier";
	}
	return NULL;
}

static void *run(void *data)
{
	struct contid_handle *h = calloc(1, sizeof(*h));
	struct worker *worker = data;

	pthread_barrier_wait(worker->start);
	worker->wrong = work(h, worker->n);
	contid_close(h);
	return NULL;
}

static void handles_are_independent(void **state)
{
	struct worker workers[THREADS];
	pthread_barrier_t start;
	unsigned int i;

	(void)state;
	pthread_barrier_init(&start, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){ .start = &start, .n = i };
		assert_int_equal(pthread_create(&workers[i].thread, NULL, run,
						&workers[i]), 0);
	}
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_join(workers[i].thread, NULL), 0);
	pthread_barrier_destroy(&start);
	for (i = 0; i < THREADS; i++)
		assert_null(workers[i].wrong);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(handles_are_independent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
