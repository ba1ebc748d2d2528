// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pauses between tries. */

#include <errno.h>
#include <time.h>

#include "internal.h"

#define NSEC_PER_MSEC	1000000L

/* Sleep for the whole time, also when signals come. */
void contid_pause_ms(unsigned int ms)
{
	struct timespec left = {
		.tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * NSEC_PER_MSEC,
	};

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}
