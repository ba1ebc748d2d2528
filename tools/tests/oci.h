/* SPDX-License-Identifier: GPL-2.0 */
/*
 * States as a runtime writes them, and what the tests of contidctl oci-hook expect
 * of it.
 */
#ifndef CONTID_TESTS_OCI_H
#define CONTID_TESTS_OCI_H

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli.h"

#define OCI_ID	"4f2a000000000001c57ab8a3a5a4d9ee6f0e2b4b1dbb5a0ffa2c2b1df1c4e2aa"

#define OCI_SAYS	"contidctl: oci-hook: "
#define OCI_CLOSED(id)	OCI_SAYS "container '" id "' is not to start\n"
#define OCI_OPEN(id)	OCI_SAYS "container '" id "' starts without its label: --fail=open\n"
#define OCI_WRONG(id)							\
	OCI_SAYS "container '" id "' is not to start, be it with --fail=open: its label may be a wrong one\n"
#define OCI_TRY		"Try 'contidctl oci-hook help'.\n"

/* A state, in which a member can be another; REST begins with a comma. */
#define OCI_STATE(id, status, pid, rest)				\
	"{\"ociVersion\":\"1.0.2\",\"id\":" id ",\"status\":" status	\
	",\"pid\":" pid ",\"bundle\":\"/run/box\"" rest "}"

/*
 * The process must be the test itself, the parent of contidctl: of its pid the
 * state speaks.
 */
static inline void check_target(struct nlmsghdr *req)
{
	assert_int_equal(fake_target(req), getppid());
}

static inline void refuse_eexist(struct nlmsghdr *req)
{
	fake_check(req, CONTID_CMD_SET, 0, 2);
	fake_refuse(req, EEXIST, "labelled already", 0, 0);
}

static inline void refused(void)
{
	fake_expect(refuse_eexist);
}

/* A state of this process, with what else it has */
static inline const char *state_of(const char *id, const char *rest)
{
	static char text[4096];

	snprintf(text, sizeof(text),
		 OCI_STATE("\"%s\"", "\"creating\"", "%d", "%s"), id, getpid(),
		 rest);
	return text;
}

static inline const char *annotated(const char *annotations)
{
	char rest[2048];

	snprintf(rest, sizeof(rest), ",\"annotations\":{%s}", annotations);
	return state_of(OCI_ID, rest);
}

#endif /* CONTID_TESTS_OCI_H */
