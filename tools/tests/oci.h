/* SPDX-License-Identifier: GPL-2.0 */
/* States as a runtime writes them, for tests of contidctl oci-hook. */
#ifndef CONTID_TESTS_OCI_H
#define CONTID_TESTS_OCI_H

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

#endif /* CONTID_TESTS_OCI_H */
