// SPDX-License-Identifier: GPL-2.0
/*
 * scope-join: what SET joins, where PARENT puts a container, and to which user
 * namespace it is delegated.
 */

#include "scopes.h"

/* What SET joins, and where PARENT puts a container */

/* From 22 in 21, which is in 20; @q is unlabelled. */
static void check_moves(const struct process *p, const struct process *q)
{
	ok(!set(NULL, p->pid, 23, .flags = MOVE, .parent = WITH(20)) &&
	   carries(p->pid, 23, OF_HOST, 20, 1) &&
	   get(NULL, .id = WITH(22)) == -ENOENT, "MOVE with PARENT");
	ok(!set(NULL, p->pid, 23, .flags = MOVE, .parent = WITH(20)) &&
	   carries(p->pid, 23, OF_HOST, 20, 1), "MOVE to where it is");
	ok(set(NULL, p->pid, 23, .flags = MOVE) == -ENOTUNIQ &&
	   set(NULL, p->pid, 23, .flags = MOVE, .parent = WITH(21)) == -ENOTUNIQ &&
	   carries(p->pid, 23, OF_HOST, 20, 1), "MOVE joins on the same terms");
	ok(set(NULL, p->pid, 23, .flags = MOVE, .parent = WITH(23)) == -ENOTUNIQ &&
	   set(NULL, q->pid, 24, .parent = WITH(24)) == -ENOENT,
	   "no container is its own parent");
}

static void check_joins(void)
{
	struct process top = actor(), nested = actor(), p = actor(), q = actor();
	uint64_t serial;

	must_do(set(NULL, top.pid, 20, .flags = 0), "top");
	must_do(set(NULL, nested.pid, 20, .flags = 0) ?:
		set(NULL, nested.pid, 21, .flags = NEST), "nested");
	serial = got()->serial;

	ok(set(NULL, p.pid, 21, .flags = 0) == -ENOTUNIQ && is_unlabelled(p.pid),
	   "a nested container is not joined by mistake");
	ok(set(NULL, p.pid, 20, .parent = WITH(21)) == -ENOTUNIQ &&
	   is_unlabelled(p.pid), "nor one at the top with a PARENT");
	ok(!set(NULL, p.pid, 21, .parent = WITH(20)) &&
	   carries(p.pid, 21, OF_HOST, 20, 1) && got()->serial == serial,
	   "the same PARENT joins it");
	ok(!drop(NULL, p.pid) && carries(p.pid, 20, OF_HOST, NONE, 0) &&
	   !drop(NULL, p.pid), "DROP falls back to a parent that it never was in");
	ok(!set(NULL, p.pid, 22, .parent = WITH(21)) &&
	   carries(p.pid, 22, OF_HOST, 21, 2), "PARENT nests in one step");
	ok(set(NULL, q.pid, 22, .parent = WITH(20)) == -ENOTUNIQ,
	   "another PARENT does not join");
	ok(set(NULL, p.pid, 22, .parent = WITH(21)) == -EEXIST,
	   "a process that has a label keeps it without MOVE");
	check_moves(&p, &q);
	process_end(&nested);
	until(get(NULL, .id = WITH(21)) == -ENOENT);
	ok(set(NULL, q.pid, 24, .parent = WITH(21)) == -ENOENT &&
	   is_unlabelled(q.pid), "PARENT has ended: ENOENT");
	process_end(&p);
	process_end(&q);
	process_end(&top);
}

static void check_owners(void)
{
	struct process far = actor(), top = actor(), p = actor(), q = actor();

	must(process_ask(&far, 'n'), "network namespace");
	must_do(set(NULL, top.pid, 20, .flags = 0), "top");
	must_do(set(&far, p.pid, 30, .flags = 0), "another owner's");
	ok(set(&far, q.pid, 31, .parent = WITH(20)) == -ENOTUNIQ &&
	   strstr(sentence(), "parent"), "PARENT of another owner: ENOTUNIQ");
	ok(!set(NULL, q.pid, 31, .parent = WITH(30)) &&
	   carries(q.pid, 31, OF_HOST, 30, 1),
	   "but for the host in the initial network namespace");
	ok(!set(&far, top.pid, 32, .flags = NEST) &&
	   carries(top.pid, 32, OF_HOST, 20, 1), "NEST needs no owner's leave");
	process_end(&far);
	process_end(&top);
	process_end(&p);
	process_end(&q);
}

static void check_other_delegation(int own_ns, int other_ns)
{
	struct process p = actor(), q = actor();

	must_do(set(NULL, p.pid, 40, .flags = DELEGATE, .limit = WITH(3),
		    .userns_fd = WITH(own_ns)), "a delegation");
	ok(set(NULL, q.pid, 40, .flags = DELEGATE, .limit = WITH(4)) == -ENOTUNIQ &&
	   set(NULL, q.pid, 40, .flags = DELEGATE,
	       .userns_fd = WITH(other_ns)) == -ENOTUNIQ &&
	   strstr(sentence(), "delegation"), "SET with another delegation: ENOTUNIQ");
	ok(!set(NULL, q.pid, 40, .flags = DELEGATE, .limit = WITH(3),
		.userns_fd = WITH(own_ns)) && !drop(NULL, q.pid) &&
	   !set(NULL, q.pid, 40, .flags = DELEGATE) && !drop(NULL, q.pid) &&
	   !set(NULL, q.pid, 40, .flags = 0),
	   "with the same one, or none named, it joins");
	process_end(&p);
	process_end(&q);
}

static void check_malformed_userns(int own_ns)
{
	struct process p = actor(), q = actor();

	ok(set(NULL, p.pid, 41, .userns_fd = WITH(own_ns)) == -EINVAL &&
	   set(NULL, p.pid, 41, .flags = DELEGATE, .userns_fd = WITH(1000)) == -EBADF &&
	   set(NULL, p.pid, 41, .flags = DELEGATE,
	       .userns_fd = WITH(q.pidfd)) == -EINVAL && is_unlabelled(p.pid),
	   "USERNS_FD without delegation, closed, and of another kind");
	process_end(&p);
	process_end(&q);
}

static void check_delegations(void)
{
	struct process in_ns = actor();
	int own_ns, other_ns;

	must(process_ask(&in_ns, 'u'), "user namespace");
	own_ns = open_namespace(0, "user");
	other_ns = open_namespace(in_ns.pid, "user");
	check_other_delegation(own_ns, other_ns);
	check_malformed_userns(own_ns);

	must_do(set(NULL, in_ns.pid, 42, .flags = DELEGATE,
		    .userns_fd = WITH(own_ns)), "delegated to the host's");
	ok(get(&in_ns, .pid = in_ns.pid) == -EPERM,
	   "USERNS_FD, and not the target's user namespace, has the authority");
	must_do(drop(NULL, in_ns.pid), "drop");
	must_do(set(NULL, in_ns.pid, 42, .flags = DELEGATE), "to its own");
	ok(get(&in_ns, .pid = in_ns.pid) == -EPERM,
	   "a socket of the container before has none");
	/* Another one, in another network namespace of its own. */
	must(process_ask(&in_ns, 'n'), "network namespace");
	ok(!get(&in_ns, .pid = in_ns.pid) && got()->contid == 42,
	   "without it, the target's");

	process_end(&in_ns);
	close(own_ns);
	close(other_ns);
}

/* A delegate hands on no more than was delegated to it. */
static void check_tenant(void)
{
	int hosts = open_namespace(0, "user");
	struct process tenant = actor();
	uint64_t serial;
	pid_t child;
	long own;

	must(process_ask(&tenant, 'u'), "user namespace");
	must_do(set(NULL, tenant.pid, 43, .flags = DELEGATE), "a tenant");
	serial = got()->serial;
	child = process_ask(&tenant, 'f');
	own = process_ask(&tenant, 'o');
	must(own, "its user namespace");
	ok(set(&tenant, child, 5, .flags = DELEGATE,
	       .userns_fd = WITH(hosts)) == -EXDEV &&
	   carries(child, 43, OF_HOST, NONE, 0),
	   "a tenant does not delegate to the host's user namespace");
	ok(!set(&tenant, child, 5, .flags = DELEGATE,
		.userns_fd = WITH((uint64_t)own)) &&
	   carries(child, 5, serial, 43, 1), "but to its own");
	process_end(&tenant);
	close(hosts);
}

/* A user namespace that is made inside a container gives no authority. */
static void check_squat(void)
{
	static const struct {
		char order;
		const char *what;
	} squatters[] = {
		{ 'u', "root" }, { 'k', "root on a socket of before" },
		{ 's', "an unprivileged user" },
	};
	size_t i;

	for (i = 0; i < sizeof(squatters) / sizeof(*squatters); i++) {
		struct process p = inside(707);
		pid_t child;

		must_do(get(&p, .pid = p.pid), "authority before");
		must(process_ask(&p, squatters[i].order), "user namespace");
		child = process_ask(&p, 'f');
		ok(set(&p, child, 5, .flags = 0) == -EPERM &&
		   set(&p, child, 5, .flags = DELEGATE) == -EPERM &&
		   get(&p, .pid = child) == -EPERM &&
		   dump(&p, .flags = 0) == -EPERM &&
		   carries(child, 707, OF_HOST, NONE, 0) && !got()->children,
		   "%s in a user namespace of its own: EPERM",
		   squatters[i].what);
		process_end(&p);
	}
}

int main(void)
{
	scopes_begin();
	check_joins();
	check_owners();
	check_delegations();
	check_tenant();
	check_squat();
	return scopes_end();
}
