// SPDX-License-Identifier: GPL-2.0
/*
 * ask PID CONTID: the request itself, of which contidctl would refuse some
 * before the kernel can. Prints the errno, and the kernel's sentence.
 */

#include "contid.h"
#include "process.h"

int main(int argc, char **argv)
{
	struct nl nl = contid_connect();
	int err;

	if (argc != 3)
		bail("usage: ask PID CONTID");
	err = contid_set(&nl, must_pidfd(atoi(argv[1])),
			 strtoull(argv[2], NULL, 0), NULL);
	printf("%s %s\n", err ? strerrorname_np(-err) : "done",
	       nl.answer.sentence);
	return !!err;
}
