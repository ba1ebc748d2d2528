// SPDX-License-Identifier: GPL-2.0
/*
 * pieces-threads: SET and DROP of a process of so many threads that they are visited in
 * pieces, while its threads fork, exit, execute a program and change their network
 * namespace. Each of these is done by a thread that has been visited, and by one that
 * has not.
 */

#include "min_elf.h"
#include "pieces.h"
#include "race.h"
#include "thread.h"

#define CROWD	300	/* threads besides the leader */
#define SOON	10	/* one of the first piece */
#define LATE	290	/* one of the last piece */

static struct raw_nl nl, other_nl;
static int min_elf, orders[CROWD];

static struct shared {
	volatile pid_t tid[CROWD];
	volatile pid_t child[CROWD];	/* of each thread; -1 if the fork has failed */
	volatile int moved;		/* threads that have changed their network namespace */
	volatile int result;		/* of the request; 1 until then */
} *shared;

/* In the process */

/* The network namespace of the thread that has made one. */
static bool join(void)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/self/task/%d/ns/net", shared->tid[LATE]);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		return false;
	close(fd);
	return true;
}

static void *thread_main(void *arg)
{
	long i = (long)arg;
	eventfd_t order;

	shared->tid[i] = gettid();
	while (!eventfd_read(orders[i], &order)) {
		switch (order) {
		case 'f':
			shared->child[i] = clone_idle(0);
			break;
		case 'n':
			if (!unshare(CLONE_NEWNET))
				__sync_fetch_and_add(&shared->moved, 1);
			break;
		case 'j':
			if (join())
				__sync_fetch_and_add(&shared->moved, 1);
			break;
		case 'e':
			min_elf_exec(min_elf);
			break;
		case 'q':
			syscall(SYS_exit, 0);
		}
	}
	return NULL;
}

static long run_order(char order, void *data)
{
	long i;

	(void)data;
	if (order == 'x')
		syscall(SYS_exit, 0);
	if (order == 'j')
		return join();
	for (i = 0; i < CROWD; i++) {
		must_start_thread(thread_main, (void *)i);
		/* So the list of threads is in this order. */
		until(shared->tid[i]);
	}
	return 0;
}

/* In the test */

static struct process start_crowd(void)
{
	struct process p;

	memset(shared, 0, sizeof(*shared));
	p = process_start(run_order, NULL);
	process_ask(&p, 's');
	return p;
}

static void order(unsigned int i, char what)
{
	must(eventfd_write(orders[i], what), "order to a thread");
}

static bool is_waiting(unsigned int i)
{
	return process_state(shared->tid[i]) == 'D';
}

static bool is_gone(unsigned int i)
{
	return !process_state(shared->tid[i]);
}

static void await_children(unsigned int first, unsigned int end)
{
	unsigned int i;

	for (i = first; i < end; i++) {
		until(shared->child[i]);
		must(shared->child[i], "fork of a thread");
	}
}

/*
 * Children of all threads that are left, which carry what those carry; on a slow kernel, of
 * one in ten. Returns how many.
 */
static unsigned int fork_all(void)
{
	unsigned int i, n = 0, step = kernel_is_slow() ? 10 : 1;

	for (i = 0; i < CROWD; i += step) {
		if (is_gone(i) || shared->child[i])
			continue;
		order(i, 'f');
		await_children(i, i + 1);
		n++;
	}
	return n;
}

static void end_crowd(struct process *p, uint64_t id)
{
	process_end(p);
	until(raw_is_gone(&nl, id));
}

static void provoke_threads(unsigned int at)
{
	int moved = shared->moved;

	order(at, 'n');
	until(shared->moved > moved);
	order(at + 1, 'q');
	until(is_waiting(at + 1));
	order(at + 2, 'f');
	until(is_waiting(at + 2));
}

/* On both sides of the place where the request is held. */
static void provoke(void)
{
	provoke_threads(SOON);
	provoke_threads(LATE);
	ok(shared->result == 1, "threads that exit or fork meanwhile wait for the request");
	ok(!shared->child[SOON + 2] && !shared->child[LATE + 2], "no child is born");
}

static void await_provoked(void)
{
	await_children(SOON + 2, SOON + 3);
	await_children(LATE + 2, LATE + 3);
	until(is_gone(SOON + 1) && is_gone(LATE + 1));
}

static void check_set(void)
{
	struct process p = start_crowd();
	pid_t request = pieces_begin(&other_nl, &p, 1, 0, &shared->result);
	unsigned int n;

	ok(raw_contid_of(&nl, p.pidfd) == 1, "the first threads are labelled");
	provoke();
	pieces_end(request);
	ok(!shared->result, "the SET is done");
	await_provoked();
	ok(tasks_of(&nl, 1) == 1 + 2, "the children that waited carry the label");
	n = fork_all();
	ok(tasks_of(&nl, 1) == 1 + 2 + n, "so do all other threads, by %u children", n);
	end_crowd(&p, 1);
}

static void check_drop(void)
{
	struct process p = start_crowd();
	pid_t request;

	must_do(raw_set(&nl, p.pidfd, 2, NULL), "SET");
	request = pieces_begin(&other_nl, &p, 0, 0, &shared->result);
	ok(tasks_of(&nl, 2) == 1, "the process is counted until its last thread is dropped");
	provoke();
	pieces_end(request);
	ok(!shared->result, "the DROP is done");
	await_provoked();
	fork_all();
	ok(raw_is_gone(&nl, 2), "no thread carries the label, and no child is born with it");
	end_crowd(&p, 2);
}

/* From one container to another, which it takes away from the first. */
static void check_move(void)
{
	struct process p = start_crowd();
	unsigned int n;
	pid_t request;

	must_do(raw_set(&nl, p.pidfd, 3, NULL), "SET");
	request = pieces_begin(&other_nl, &p, 4, CONTID_FLAG_MOVE, &shared->result);
	ok(tasks_of(&nl, 3) == 1 && !tasks_of(&nl, 4),
	   "a process between two containers is counted in one of them");
	provoke();
	pieces_end(request);
	ok(!shared->result, "the move is done");
	await_provoked();
	ok(raw_is_gone(&nl, 3), "no thread is left behind");
	n = fork_all();
	ok(tasks_of(&nl, 4) == 1 + 2 + n, "all threads have moved, by %u children", n);
	end_crowd(&p, 4);
}

static void check_exec(void)
{
	struct process p = start_crowd();
	pid_t request = pieces_begin(&other_nl, &p, 5, 0, &shared->result);

	order(LATE, 'e');
	until(is_waiting(SOON));
	pieces_end(request);
	ok(!shared->result, "SET while a thread executes a program");
	until(threads_of(p.pid) == 1);
	ok(raw_contid_of(&nl, p.pidfd) == 5, "the program carries the label");
	ok(tasks_of(&nl, 5) == 1, "it is one process");
	end_crowd(&p, 5);
}

static void check_kill(void)
{
	struct process p = start_crowd();
	pid_t request = pieces_begin(&other_nl, &p, 6, 0, &shared->result);

	kill(p.pid, SIGKILL);
	until(is_waiting(SOON) && is_waiting(LATE));
	ok(raw_contid_of(&nl, p.pidfd) == 6, "a process that is killed meanwhile waits");
	pieces_end(request);
	ok(!shared->result, "the SET is done before it dies");
	end_crowd(&p, 6);
}

/* A piece cannot end behind it. */
static void check_leader_gone(void)
{
	struct process p = start_crowd();
	unsigned int n;
	pid_t request;

	process_order(&p, 'x');
	until(process_state(p.pid) == 'Z');
	request = pieces_begin(&other_nl, &p, 7, 0, &shared->result);
	provoke();
	pieces_end(request);
	ok(!shared->result, "SET after the leader has exited");
	await_provoked();
	n = fork_all();
	ok(tasks_of(&nl, 7) == 1 + 2 + n, "all other threads carry the label");
	end_crowd(&p, 7);
}

/* The label that they all were given ends, and the rest needs one like it. */
static void check_namespace_left(void)
{
	struct process p = start_crowd();
	pid_t request = pieces_begin(&other_nl, &p, 8, 0, &shared->result);
	unsigned int i, n;

	order(LATE, 'n');
	until(shared->moved == 1);
	for (i = 0; i < CROWD / 2; i++)
		order(i, 'j');
	until(shared->moved == 1 + CROWD / 2);
	ok(process_ask(&p, 'j'), "all that are labelled change their network namespace");
	pieces_end(request);
	ok(!shared->result, "the SET is done");
	n = fork_all();
	ok(tasks_of(&nl, 8) == 1 + n, "all threads carry the label");
	end_crowd(&p, 8);
}

int main(void)
{
	unsigned int i;

	must_have_holds();
	nl = raw_connect();
	other_nl = raw_connect();
	shared = shared_memory(sizeof(*shared));
	min_elf = min_elf_open(min_elf_pause, sizeof(min_elf_pause));
	for (i = 0; i < CROWD; i++) {
		orders[i] = eventfd(0, EFD_CLOEXEC);
		must(orders[i], "eventfd");
	}
	run_on(0);

	check_set();
	check_drop();
	check_move();
	check_exec();
	check_kill();
	check_leader_gone();
	check_namespace_left();
	return done_testing();
}
