// SPDX-License-Identifier: GPL-2.0
/*
 * set-raw PID CONTID: SET without contidctl, which would refuse some requests before
 * the kernel can. Prints the errno, and the kernel's sentence.
 */

#include "raw_contid.h"
#include "process.h"

int main(int argc, char **argv)
{
	struct raw_nl nl = raw_connect();
	int err;

	if (argc != 3)
		bail("usage: set-raw PID CONTID");
	err = raw_set(&nl, must_pidfd(atoi(argv[1])),
		      strtoull(argv[2], NULL, 0), NULL);
	printf("%s %s\n", err ? strerrorname_np(-err) : "done",
	       nl.answer.sentence);
	return !!err;
}
