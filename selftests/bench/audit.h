/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Audit on and off.
 */

#ifndef BENCH_AUDIT_H
#define BENCH_AUDIT_H

#include <libaudit.h>

#include "../progs/tap.h"

static inline void audit_switch(bool on)
{
	int fd = audit_open();

	if (fd < 0 || audit_set_enabled(fd, on) <= 0)
		bail("audit_set_enabled");
	audit_close(fd);
}

#endif /* BENCH_AUDIT_H */
