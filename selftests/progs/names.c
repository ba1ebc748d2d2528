// SPDX-License-Identifier: GPL-2.0
/*
 * names: names of containers as the kernel keeps and gives them: in descriptions,
 * in lists and in notifications, to joiners, and to delegates.
 */

#include "raw_contid.h"
#include "requester.h"

#define FF16	"\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377\377"
#define LONGEST	FF16 FF16 FF16 FF16 FF16 FF16 FF16 FF16

static const char * const names[] = {
	"a", "prod/web-0/nginx", "two words", "\" res=1\nop=end", "\033[2J\r", LONGEST,
};

static struct raw_nl nl;

static void check_kept(void)
{
	struct process p = process_start(NULL, NULL), q = process_start(NULL, NULL);
	struct raw_desc echo, got, by_id;
	struct raw_descs list = {};
	bool good = true;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(*names); i++) {
		good = good && !raw_set_named(&nl, p.pidfd, 800 + i, 0, names[i], &echo) &&
		       !strcmp(echo.name, names[i]) &&
		       !raw_get_process(&nl, p.pidfd, &got) && !memcmp(&echo, &got, sizeof(got)) &&
		       !raw_get(&nl, 800 + i, &by_id) && !memcmp(&echo, &by_id, sizeof(by_id)) &&
		       !raw_dump(&nl, &list) && list.n == 1 &&
		       !memcmp(&echo, list.v, sizeof(echo));
		if (!good) {
			diag("name %zu: '%s'", i, echo.name);
			break;
		}
		raw_drop(&nl, p.pidfd, NULL);
	}
	ok(good, "the echo, GET and the dump have each name, to the byte");

	ok(!raw_set(&nl, p.pidfd, 820, &got) && !(got.present & 1U << CONTID_A_NAME),
	   "a container without name has none");
	ok(raw_set_named(&nl, q.pidfd, 820, 0, "web", NULL) == -ENOTUNIQ,
	   "it gets none from one that joins");
	ok(!raw_set(&nl, q.pidfd, 820, NULL), "which joins without one");
	raw_drop(&nl, p.pidfd, NULL);
	raw_drop(&nl, q.pidfd, NULL);

	ok(!raw_set_named(&nl, p.pidfd, 821, 0, "web", NULL) &&
	   !raw_set_named(&nl, q.pidfd, 821, 0, "web", &got) && got.processes == 2,
	   "one joins a container by its name");
	raw_drop(&nl, q.pidfd, NULL);
	ok(!raw_set(&nl, q.pidfd, 821, &got) && !strcmp(got.name, "web"),
	   "or leaves the name out");
	raw_drop(&nl, q.pidfd, NULL);
	ok(raw_set_named(&nl, q.pidfd, 821, 0, "we", NULL) == -ENOTUNIQ &&
	   raw_set_named(&nl, q.pidfd, 821, 0, "webs", NULL) == -ENOTUNIQ &&
	   raw_set_named(&nl, q.pidfd, 821, 0, "WEB", NULL) == -ENOTUNIQ,
	   "but not by a similar one");
	ok(!raw_set_named(&nl, q.pidfd, 822, 0, "web", NULL),
	   "two containers may have one name");
	ok(!raw_set_named(&nl, q.pidfd, 823, CONTID_FLAG_NEST, "inner", &got) &&
	   !strcmp(got.name, "inner") && !raw_drop(&nl, q.pidfd, &got) &&
	   got.contid == 822 && !strcmp(got.name, "web"),
	   "a nested one has a name of its own");
	ok(!raw_set_named(&nl, q.pidfd, 824, CONTID_FLAG_MOVE, "moved", &got) &&
	   !strcmp(got.name, "moved"), "so has one that a process moves to");
	process_end(&p);
	process_end(&q);
	until(raw_is_gone(&nl, 821) && raw_is_gone(&nl, 824));

	p = process_start(NULL, NULL);
	ok(!raw_set_named(&nl, p.pidfd, 821, 0, "other", &got) && !strcmp(got.name, "other"),
	   "the next container of an identifier may have another name");
	process_end(&p);
}

/* In the delegate. What it sees is said by way of the errno. */
static int look_for_names(struct raw_nl *from, void *data)
{
	struct raw_descs list = {};
	bool good;

	(void)data;
	good = !raw_dump(from, &list) && list.n == 1 && !strcmp(list.v[0].name, "own");
	from->answer.err = good ? 0 : -EIO;
	return 0;
}

struct join {
	int pidfd;
	const char *name;
};

static int nest_named(struct raw_nl *from, void *data)
{
	const struct join *join = data;

	return raw_set_named(from, join->pidfd, 840, 0, join->name, NULL);
}

static void check_delegates(void)
{
	struct process p = process_start(NULL, NULL), q = process_start(NULL, NULL);
	struct process r = process_start(NULL, NULL);
	struct raw_set_options own = {
		.flags = CONTID_FLAG_DELEGATE,
		.limit = &(const uint32_t){ LIMIT_OF_DELEGATE },
		.name = "own",
	};
	struct join join;

	must_do(raw_set_named(&nl, p.pidfd, 830, 0, "hidden", NULL) ?:
		raw_set_with(&nl, q.pidfd, LABEL_OF_DELEGATE, own, NULL) ?:
		raw_set(&nl, r.pidfd, LABEL_OF_DELEGATE, NULL), "the containers");
	ok(!requester_run(&nl, DELEGATED, look_for_names, NULL).err,
	   "a delegate sees the name of its own container, and no other's");
	join = (struct join){ r.pidfd, "below" };
	ok(!requester_run(&nl, DELEGATED, nest_named, &join).err,
	   "it names what it creates");
	join = (struct join){ q.pidfd, "other" };
	ok(requester_run(&nl, DELEGATED, nest_named, &join).err == -ENOTUNIQ,
	   "once");
	process_end(&p);
	process_end(&q);
	process_end(&r);
}

int main(void)
{
	struct raw_descs list = {};

	nl = raw_connect();
	check_kept();
	check_delegates();
	until(!raw_dump(&nl, &list) && !list.n);
	return done_testing();
}
