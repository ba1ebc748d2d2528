// SPDX-License-Identifier: GPL-2.0
/*
 * threads: SET and DROP cover all threads of a process, exec keeps the label
 * whichever thread calls it, and a leader that has exited takes nothing away.
 */

#include <pthread.h>

#include "raw_contid.h"
#include "process.h"
#include "min_elf.h"

#define THREADS	8

static struct raw_nl nl;
static int min_elf;

/* In the process */

static int to_thread[THREADS][2], from_thread[THREADS][2];

static void *thread_main(void *arg)
{
	long i = (long)arg;
	char order;
	pid_t pid;

	while (read(to_thread[i][0], &order, 1) == 1) {
		switch (order) {
		case 'f':	/* a child shows what its parent's thread carries */
			pid = syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, 0);
			if (!pid)
				for (;;)
					pause();
			break;
		case 'e':
			min_elf_exec(min_elf);
			break;
		case 'q':
			syscall(SYS_exit, 0);
			break;
		default:
			pid = syscall(SYS_gettid);
		}
		if (write(from_thread[i][1], &pid, sizeof(pid)) != sizeof(pid))
			break;
	}
	return NULL;
}

/*
 * Orders: a digit makes the next order go to that thread; 's' starts the
 * threads, 'w' waits for all children, 'x' ends the leader alone, 'E' executes.
 */
static long run_order(char order, void *data)
{
	int *which = data;
	pthread_t thread;
	pid_t answer = 0;
	long i;

	switch (order) {
	case '0' ... '7':
		*which = order - '0';
		return 0;
	case 's':
		for (i = 0; i < THREADS; i++)
			if (pipe(to_thread[i]) || pipe(from_thread[i]) ||
			    pthread_create(&thread, NULL, thread_main, (void *)i))
				return -1;
		return 0;
	case 'w':
		while (wait(NULL) > 0)
			;
		return 0;
	case 'E':
		min_elf_exec(min_elf);
		return -1;
	case 'x':
		syscall(SYS_exit, 0);
		return -1;
	}
	if (write(to_thread[*which][1], &order, 1) != 1 ||
	    (order != 'e' && order != 'q' &&
	     read(from_thread[*which][0], &answer, sizeof(answer)) !=
	     sizeof(answer)))
		return -1;
	return answer;
}

/* In the test */

static int which;

static struct process start_threads(void)
{
	struct process p = process_start(run_order, &which);

	if (process_ask(&p, 's'))
		bail("threads");
	return p;
}

static uint64_t label_of_thread(struct process *p, int i)
{
	uint64_t label;
	pid_t child;
	int pidfd;

	process_ask(p, '0' + i);
	child = process_ask(p, 'f');
	pidfd = must_pidfd(child);
	label = raw_contid_of(&nl, pidfd);
	kill(child, SIGKILL);
	process_ask(p, 'w');
	close(pidfd);
	return label;
}

static int count_with_label(struct process *p, uint64_t label)
{
	int i, n = 0;

	for (i = 0; i < THREADS; i++)
		n += label_of_thread(p, i) == label;
	return n;
}

static uint32_t tasks_of(uint64_t id)
{
	struct raw_desc desc;

	return raw_get(&nl, id, &desc) ? 0 : desc.processes;
}

static void check_all_threads(void)
{
	struct process p = start_threads();

	ok(count_with_label(&p, CONTID_UNSET) == THREADS,
	   "threads have no label to begin with");
	ok(!raw_set(&nl, p.pidfd, 200, NULL), "SET");
	ok(count_with_label(&p, 200) == THREADS, "each thread is labelled");
	ok(tasks_of(200) == 1, "they are one process");
	ok(!raw_drop(&nl, p.pidfd, NULL), "DROP");
	ok(count_with_label(&p, CONTID_UNSET) == THREADS,
	   "no thread is labelled after a DROP");
	ok(raw_is_gone(&nl, 200), "the container ended by the DROP");
	process_end(&p);
}

static void check_threads_born_inside(void)
{
	struct process p = process_start(run_order, &which);

	ok(!raw_set(&nl, p.pidfd, 201, NULL), "SET before the threads");
	if (process_ask(&p, 's'))
		bail("threads");
	ok(count_with_label(&p, 201) == THREADS,
	   "each thread started inside is labelled");
	ok(tasks_of(201) == 1, "they are one process");
	process_end(&p);
	ok(raw_is_gone(&nl, 201), "the container ended with its process");
}

static void check_zombie_leader(uint64_t id, bool labelled_before)
{
	struct process p = start_threads();
	int i;

	if (labelled_before)
		ok(!raw_set(&nl, p.pidfd, id, NULL), "SET");
	for (i = 1; i < THREADS; i++) {
		process_ask(&p, '0' + i);
		process_ask(&p, 'q');
	}
	process_ask(&p, '0');
	process_order(&p, 'x');
	await_zombie_leader(p.pid);

	if (!labelled_before) {
		ok(raw_contid_of(&nl, p.pidfd) == CONTID_UNSET,
		   "GET through a leader that has exited");
		ok(!raw_set(&nl, p.pidfd, id, NULL),
		   "SET through a leader that has exited");
	}
	ok(raw_contid_of(&nl, p.pidfd) == id && tasks_of(id) == 1,
	   "its process is counted still");
	if (labelled_before) {
		ok(!raw_drop(&nl, p.pidfd, NULL) && raw_is_gone(&nl, id),
		   "DROP through a leader that has exited");
		ok(raw_contid_of(&nl, p.pidfd) == CONTID_UNSET, "no label is left");
	}
	process_end(&p);
	ok(raw_is_gone(&nl, id), "the container ends with the last thread");
}

/* Its end of the line is closed on exec, once the other threads are gone. */
static void await_exec(struct process *p)
{
	char answer[16];

	while (read(p->fd, answer, sizeof(answer)) > 0)
		;
}

static void check_exec(uint64_t id, bool by_leader)
{
	struct process p = start_threads();

	ok(!raw_set(&nl, p.pidfd, id, NULL), "SET");
	if (by_leader) {
		process_order(&p, 'E');
	} else {
		process_ask(&p, '3');
		process_order(&p, 'e');
	}
	await_exec(&p);
	ok(raw_contid_of(&nl, p.pidfd) == id && tasks_of(id) == 1,
	   "exec by %s keeps the label", by_leader ? "the leader" : "another thread");
	ok(!raw_drop(&nl, p.pidfd, NULL) && raw_is_gone(&nl, id),
	   "what the other threads held is gone");
	ok(!raw_set(&nl, p.pidfd, id, NULL), "SET after exec");
	process_end(&p);
	ok(raw_is_gone(&nl, id), "the container ended");
}

static void check_last_thread(void)
{
	struct process p = start_threads();
	int i;

	ok(!raw_set(&nl, p.pidfd, 206, NULL), "SET");
	for (i = 0; i < THREADS; i++) {
		process_ask(&p, '0' + i);
		process_ask(&p, 'q');
	}
	for (i = 0; tasks_of(206) != 1 && i < 10; i++)
		;
	ok(tasks_of(206) == 1, "threads come and go, the process counts");
	process_end(&p);
	ok(raw_is_gone(&nl, 206), "the container ended with the leader");
}

int main(void)
{
	nl = raw_connect();
	min_elf = min_elf_open(min_elf_pause, sizeof(min_elf_pause));
	check_all_threads();
	check_threads_born_inside();
	check_zombie_leader(202, true);
	check_zombie_leader(203, false);
	check_exec(204, true);
	check_exec(205, false);
	check_last_thread();
	return done_testing();
}
