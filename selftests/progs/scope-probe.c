// SPDX-License-Identifier: GPL-2.0
/*
 * scope-probe: no answer to a delegate depends on which identifiers, scopes and
 * serial numbers others use.
 */

#include "scopes.h"

/* What the host, a rival, the container above or nothing at all uses. */
static const uint64_t probed[] = { 606, 50, 51, 808, 707 };

#define FRESH	77777777

static const struct probe {
	const char *what;
	uint8_t cmd;
	bool dump, parent, target;
	uint32_t flags;
} probes[] = {
	{ "GET", .cmd = CONTID_CMD_GET },
	{ "the processes", .cmd = CONTID_CMD_GET, .dump = true, .flags = PROCESSES },
	{ "the dump below", .cmd = CONTID_CMD_GET, .dump = true, .parent = true },
	{ "SET", .cmd = CONTID_CMD_SET, .target = true },
	{ "SET of a subtree", .cmd = CONTID_CMD_SET, .target = true, .flags = SUBTREE },
	{ "NEST", .cmd = CONTID_CMD_SET, .target = true, .flags = NEST },
	{ "MOVE", .cmd = CONTID_CMD_SET, .target = true, .flags = MOVE },
	{ "DELEGATE", .cmd = CONTID_CMD_SET, .target = true, .flags = DELEGATE },
	{ "PARENT", .cmd = CONTID_CMD_SET, .target = true, .parent = true },
	{ "SET out of reach", .cmd = CONTID_CMD_SET },
};

static struct raw_nl_answer probe(const struct probe *probe, struct process *requester,
				  pid_t target, pid_t stranger, uint64_t id)
{
	struct ask ask = {
		.cmd = probe->cmd, .dump = probe->dump, .flags = probe->flags,
	};
	struct raw_nl_answer answer;

	if (probe->parent)
		ask.parent = (struct maybe)WITH(id);
	if (!probe->parent || probe->cmd == CONTID_CMD_SET)
		ask.id = (struct maybe)WITH(probe->parent ? FRESH : id);
	if (probe->cmd == CONTID_CMD_SET)
		ask.pid = probe->target ? target : stranger;
	answer = by(requester, ask)->nl;
	/* A list would give as much away as an error. */
	answer.interrupted = shared->answer.n > (probe->cmd == CONTID_CMD_SET);
	if (probe->cmd == CONTID_CMD_SET && !answer.err)
		must_do(drop(requester, target), "undo");
	return answer;
}

static bool same_answer(const struct raw_nl_answer *a, const struct raw_nl_answer *b)
{
	if (a->err == b->err && !strcmp(a->sentence, b->sentence) &&
	    a->offset == b->offset && a->missing == b->missing &&
	    a->interrupted == b->interrupted)
		return true;
	diag("%d \"%s\", and %d \"%s\"", a->err, a->sentence, b->err,
	     b->sentence);
	return false;
}

static void probe_all(struct process *requester, const char *when, uint64_t own)
{
	struct process target = inside(own), stranger = actor();
	struct raw_nl_answer fresh, used;
	size_t i, j;

	for (i = 0; i < sizeof(probes) / sizeof(*probes); i++) {
		bool same = true;

		fresh = probe(&probes[i], requester, target.pid, stranger.pid, FRESH);
		for (j = 0; j < sizeof(probed) / sizeof(*probed); j++) {
			used = probe(&probes[i], requester, target.pid, stranger.pid,
				     probed[j]);
			same = same_answer(&fresh, &used) && same;
		}
		ok(same, "%s by a delegate, %s: %s whatever others use",
		   probes[i].what, when,
		   fresh.err ? strerrorname_np(-fresh.err) : "done");
	}
	process_end(&target);
	process_end(&stranger);
}

static void check_probing(void)
{
	struct process hosts = actor(), a = inside(808), b = inside(808);
	struct process full, p;
	uint64_t serial;

	must_do(set(NULL, hosts.pid, 606, .flags = 0), "the host's");
	serial = got()->serial;
	must_do(set(&rival, a.pid, 50, .flags = 0), "a rival's");
	must_do(set(&rival, b.pid, 51, .flags = NEST | DELEGATE), "a rival's");
	probe_all(&delegate, "with room", 707);

	full = actor();
	must_do(set(NULL, full.pid, 909, .flags = DELEGATE, .limit = WITH(1)),
		"a delegate");
	p = inside(909);
	must_do(set(&full, p.pid, 1, .flags = 0), "its only container");
	probe_all(&full, "at its limit", 909);
	process_end(&p);
	process_end(&full);

	ok(get(&delegate, .serial = WITH(serial)) == -ENOENT &&
	   get(&delegate, .serial = WITH(rivals)) == -ENOENT &&
	   get(&delegate, .serial = WITH(1ULL << 60)) == -ENOENT &&
	   get(&delegate, .serial = WITH(0)) == -ENOENT,
	   "the serial number of another looks like an unused one");
	ok(get(&delegate, .id = WITH(50), .scope = WITH(rivals)) == -ENOENT &&
	   get(&delegate, .id = WITH(50), .scope = WITH(1ULL << 60)) == -ENOENT &&
	   get(&delegate, .id = WITH(606), .scope = WITH(0)) == -ENOENT &&
	   dump(&delegate, .id = WITH(50), .scope = WITH(rivals),
		.flags = PROCESSES) == -ENOENT &&
	   dump(&delegate, .parent = WITH(50), .scope = WITH(rivals)) == -ENOENT &&
	   dump(&delegate, .parent = WITH(50), .scope = WITH(1ULL << 60)) == -ENOENT,
	   "so does a scope");
	process_end(&a);
	process_end(&b);
	process_end(&hosts);
}

int main(void)
{
	scopes_begin();
	check_probing();
	return scopes_end();
}
