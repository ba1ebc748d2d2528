// SPDX-License-Identifier: GPL-2.0
/*
 * programs: whole processes, from posix_spawn() until they are waited for.
 */

#include <spawn.h>
#include <sys/mman.h>

#include "containers.h"

static struct raw_nl nl;
static pid_t target;
static int input;
static char pid_arg[16], contid_arg[] = "77";

struct program {
	const char *row;
	char *argv[8];
	bool ours;		/* needs a kernel with containers */
	bool target;		/* acts on a process that is there for it */
	bool labelled;		/* and is labelled already */
	bool round_trip;	/* and then a GET */
	bool state;		/* reads the target's state, as an OCI runtime prints it */
};

/* Another line for another program */
static const struct program programs[] = {
	{ "true", { "true" }, .ours = false },
	{ "true, and a round trip", { "true" }, .ours = true, .target = true,
	  .labelled = true, .round_trip = true },
	{ "contidctl -V", { "contidctl", "-V" }, .ours = false },
	{ "contidctl set", { "contidctl", "set", "--pid", pid_arg, contid_arg },
	  .ours = true, .target = true },
	{ "contidctl set, static", { "contidctl-static", "set", "--pid", pid_arg, contid_arg },
	  .ours = true, .target = true },
	{ "contidctl oci-hook", { "contidctl", "oci-hook" },
	  .ours = true, .target = true, .state = true },
	{ "contidctl oci-hook, static", { "contidctl-static", "oci-hook" },
	  .ours = true, .target = true, .state = true },
	{ "contidctl get", { "contidctl", "get", "--pid", pid_arg },
	  .ours = true, .target = true, .labelled = true },
	{ "contidctl drop", { "contidctl", "drop", "--pid", pid_arg },
	  .ours = true, .target = true, .labelled = true },
};

static void write_state(void)
{
	char state[256];
	int len = snprintf(state, sizeof(state),
			   "{\"ociVersion\":\"1.0.2\",\"id\":\"0123456789abcdef0123\","
			   "\"status\":\"creating\",\"pid\":%d,\"bundle\":\"/\"}",
			   target);

	if (pwrite(input, state, len, 0) != len || ftruncate(input, len) ||
	    lseek(input, 0, SEEK_SET))
		bail("state");
}

static void start_target(void *data)
{
	const struct program *program = data;

	target = process_smallest();
	snprintf(pid_arg, sizeof(pid_arg), "%d", target);
	if (program->labelled)
		must_set(&nl, target, CONTAINERS_FIRST, 0);
	if (program->state)
		write_state();
}

static void end_target(void *data)
{
	kill(target, SIGKILL);
	waitpid(target, NULL, 0);
}

static void run(void *data)
{
	const struct program *program = data;
	struct raw_desc desc;
	posix_spawn_file_actions_t quiet;
	int status;
	pid_t pid;

	posix_spawn_file_actions_init(&quiet);
	if (program->state)
		posix_spawn_file_actions_adddup2(&quiet, input, 0);
	posix_spawn_file_actions_addopen(&quiet, 1, "/dev/null", O_WRONLY, 0);
	if (posix_spawnp(&pid, program->argv[0], &quiet, NULL, program->argv,
			 environ) ||
	    waitpid(pid, &status, 0) != pid || status)
		bail("%s", program->row);
	if (program->round_trip && raw_get(&nl, CONTAINERS_FIRST, &desc))
		bail("GET: %s", nl.answer.sentence);
	posix_spawn_file_actions_destroy(&quiet);
}

int main(void)
{
	unsigned int i;

	bench_init();
	input = memfd_create("state", MFD_CLOEXEC);
	nl = has_contid() ? raw_connect() : (struct raw_nl){ .fd = raw_nl_socket() };
	for (i = 0; i < sizeof(programs) / sizeof(*programs); i++) {
		const struct program *program = &programs[i];
		struct bench b = { .row = program->row, .run = run,
				   .data = (void *)program, .times = 31 };

		if (program->ours && !has_contid())
			continue;
		if (program->target) {
			b.before = start_target;
			b.after = end_target;
		}
		bench_measure(&b, "process", 0);
	}
	return 0;
}
