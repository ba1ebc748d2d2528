// SPDX-License-Identifier: GPL-2.0
/*
 * faults [-v] [NAME]: each allocation, and each copy to or from user space, fails once in
 * requests, fork, changes of namespaces, sockets, records and packets. What fails is
 * refused, or done as a whole, and leaves nothing behind; a record is in the log, or
 * counted as lost.
 *
 * The kernel fails the Nth allocation of a task when the task's file fail-nth has N. It
 * counts the number down to 0: one that is left says that there were fewer.
 *
 * With -v it prints where each failed, and the outcome, as lines with tabs. The kernel's
 * log has the place. NAME is that of one operation.
 */

#include "faults.ops.h"

#define MOST	4000	/* of an operation; more is a loop */

static bool verbose;
static int kernel_log;

/*
 * Where the last one failed: the first functions that are not the allocator's. The kernel
 * says nothing of one with __GFP_NOWARN, such as that for the data of a message.
 */
static void print_place(const char *name, unsigned int nth, int err)
{
	static char line[8192];
	char kind[32] = "silent", place[512] = "";
	unsigned int taken = 0;
	char *text, *end, *name_of;
	bool trace = false;
	ssize_t n;

	while ((n = read(kernel_log, line, sizeof(line) - 1)) > 0 || (n < 0 && errno == EPIPE)) {
		if (n < 0)
			continue;
		line[n] = '\0';
		text = strchr(line, ';');
		text = text ? text + 1 : line;
		text[strcspn(text, "\n")] = '\0';
		name_of = strstr(text, "name fail");
		if (name_of && sscanf(name_of, "name %31[^,],", kind) == 1)
			trace = false;
		if (strstr(text, "Call Trace:"))
			trace = true;
		end = strstr(text, "+0x");
		if (!trace || !end || taken >= 4 || strchr(text, '?'))
			continue;
		*end = '\0';
		text += strspn(text, " ");
		if (strstr(text, "fail") || strstr(text, "dump_stack") ||
		    strstr(text, "alloc") || strstr(text, "kmem"))
			continue;
		snprintf(place + strlen(place), sizeof(place) - strlen(place), "%s%s",
			 taken++ ? " < " : "", text);
	}
	printf("%s\t%u\t%s\t%s\t%s\n", name, nth, kind, place,
	       err == NO_ANSWER ? "no answer" : err ? strerror(-err) : "done");
	fflush(stdout);
}

/* Returns false when all of an operation's have failed once. */
static bool attempt(const struct op *op, unsigned int nth, unsigned int *failed)
{
	struct outcome outcome;
	const char *wrong;

	op->prepare();
	outcome = op->inside ? run_inside(op, nth) : run_here(op, nth);
	/* Of a process that was killed there is nothing to look at but what it has left. */
	wrong = op->inside && outcome.err == NO_ANSWER ? NULL : op->check(outcome.err);
	if (op->finish)
		op->finish();
	if (!wrong && !none_is_left())
		wrong = "a container is left behind";
	if (outcome.left && outcome.err)
		bail("%s: without a failure: %s", op->name, strerror(abs(outcome.err)));
	if (outcome.left)
		return false;
	if (verbose)
		print_place(op->name, nth, outcome.err);
	if (wrong) {
		diag("%s, number %u, %s: %s", op->name, nth, strerror(abs(outcome.err)), wrong);
		++*failed;
	}
	return true;
}

static void fail_each(const struct op *op)
{
	unsigned int nth, failed = 0;

	for (nth = 1; nth < MOST; nth++)
		if (!attempt(op, nth, &failed))
			break;
	if (verbose)
		return;
	ok(!failed && nth > 1 && nth < MOST, "%s: %u that fail", op->name, nth - 1);
}

int main(int argc, char **argv)
{
	const char *name;
	unsigned int i;

	verbose = argc > 1 && !strcmp(argv[1], "-v");
	name = argc > 1 + verbose ? argv[1 + verbose] : NULL;
	kernel_log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	lseek(kernel_log, 0, SEEK_END);
	begin();
	for (i = 0; i < sizeof(ops) / sizeof(ops[0]); i++)
		if (!name || !strcmp(name, ops[i].name))
			fail_each(&ops[i]);
	return verbose ? 0 : done_testing();
}
