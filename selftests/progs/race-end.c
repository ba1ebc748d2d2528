// SPDX-License-Identifier: GPL-2.0
/*
 * race-end {exit|exit-threads|kill|exec|exec-thread|drop} ROUNDS FIRST-ID:
 * label a process, or take its label off, while it exits or executes something.
 */

#include "race.h"
#include "thread.h"
#include "min_elf.h"

enum kind { EXIT, EXIT_THREADS, KILL, EXEC, EXEC_THREAD, DROP };

static const char * const kinds[] = {
	"exit", "exit-threads", "kill", "exec", "exec-thread", "drop",
};

static struct race *race;
static enum kind kind;
static int min_elf, turn;

static void *exec_in_thread(void *arg)
{
	race_wait(race, turn);
	min_elf_exec(min_elf);
	return arg;
}

static void do_action(void)
{
	switch (kind) {
	case EXIT_THREADS:
		must_start_thread(idle_thread, NULL);
		must_start_thread(idle_thread, NULL);
		break;
	case EXEC_THREAD:
		must_start_thread(idle_thread, NULL);
		must_start_thread(exec_in_thread, NULL);
		idle();
		break;
	case KILL:
		must_start_thread(idle_thread, NULL);
		race->ready = turn;
		idle();
		break;
	default:
		break;
	}
	race_wait(race, turn);
	if (kind == EXEC)
		min_elf_exec(min_elf);
	_exit(0);
}

static pid_t start(void)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		do_action();
	}
	return pid;
}

static void await_program(pid_t pid)
{
	char path[64], comm[16];
	int fd, n;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	do {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		n = read(fd, comm, sizeof(comm));
		close(fd);
	} while (n > 0 && !memcmp(comm, "race-end", 8));
}

/* The process has executed something meanwhile, and lives. */
static void check_exec(struct raw_nl *nl, pid_t pid, int pidfd, int err,
		       struct tally *t, uint64_t id)
{
	await_program(pid);
	if (err)
		tally_wrong(t, "SET: %s (%s)", strerror(-err), nl->answer.sentence);
	else if (raw_contid_of(nl, pidfd) != id || tasks_of(nl, id) != 1)
		tally_wrong(t, "%u processes after exec", tasks_of(nl, id));
	if (t->rounds % 64 == 0 && tasks_listed(nl, id) != 1)
		tally_wrong(t, "%u processes listed", tasks_listed(nl, id));
	kill(pid, SIGKILL);
}

static void round_of(struct raw_nl *nl, struct tally *t, uint64_t id)
{
	int err, pidfd;
	pid_t pid;

	turn = t->rounds + 1;
	pid = start();
	pidfd = must_pidfd(pid);
	if (kind == DROP && raw_set(nl, pidfd, id, NULL))
		tally_wrong(t, "SET before: %s", nl->answer.sentence);

	if (kind == KILL) {
		race_until(&race->ready, turn);
		kill(pid, SIGKILL);
	}
	race_go(race, turn);
	err = kind == DROP ? raw_drop(nl, pidfd, NULL) :
			     raw_set(nl, pidfd, id, NULL);
	t->done += !err;
	t->refused += err == -ESRCH;
	/* exec refuses nothing */
	if (kind == EXEC || kind == EXEC_THREAD)
		race_sweep(race, t->rounds);
	else
		race_adjust(race, !err);
	if (err && err != -ESRCH)
		tally_wrong(t, "%s (%s)", strerror(-err), nl->answer.sentence);

	if (kind == EXEC || kind == EXEC_THREAD)
		check_exec(nl, pid, pidfd, err, t, id);
	waitpid(pid, NULL, 0);
	/* When it has been waited for and the request answered, the container is gone. */
	if (!raw_is_gone(nl, id))
		tally_wrong(t, "the container is left, after %d", err);
	close(pidfd);
}

int main(int argc, char **argv)
{
	unsigned int n = rounds(argc > 2 ? atoi(argv[2]) : 1000);
	uint64_t id = argc > 3 ? strtoull(argv[3], NULL, 0) : 1;
	struct raw_nl nl = raw_connect();
	struct raw_descs list = {};
	struct tally tally = {};

	while (argc > 1 && strcmp(argv[1], kinds[kind]))
		if (++kind > DROP)
			return 2;
	race = shared_memory(sizeof(*race));
	min_elf = min_elf_open(min_elf_pause, sizeof(min_elf_pause));
	for (; tally.rounds < n; tally.rounds++)
		round_of(&nl, &tally, id + tally.rounds);
	diag("%u rounds: %u done, %u refused", n, tally.done, tally.refused);
	ok(!tally.wrong, "%s: all or nothing in each round", kinds[kind]);
	if (kind != EXEC && kind != EXEC_THREAD)
		ok(tally.done && tally.refused, "%s: it went both ways",
		   kinds[kind]);
	ok(!raw_dump(&nl, &list) && !list.n, "no container is left");
	return done_testing();
}
