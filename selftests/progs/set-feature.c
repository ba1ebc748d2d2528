// SPDX-License-Identifier: GPL-2.0
/*
 * set-feature NUMBER {0|1} [lock]: change a feature of audit, and lock it. Prints
 * "done", or the name of the error.
 */

#include <libaudit.h>

#include "tap.h"

int main(int argc, char **argv)
{
	int err, fd;

	if (argc < 3 || argc > 4) {
		fprintf(stderr, "usage: set-feature NUMBER {0|1} [lock]\n");
		return 2;
	}
	fd = audit_open();
	if (fd < 0)
		bail("audit_open");
	set_aumessage_mode(MSG_QUIET, DBG_NO);
	err = audit_set_feature(fd, atoi(argv[1]), atoi(argv[2]), argc == 4);
	puts(err > 0 ? "done" : strerrorname_np(-err));
	audit_close(fd);
	return err <= 0;
}
