// SPDX-License-Identifier: GPL-2.0
/*
 * act COUNT: make so many system calls that a rule for prctl(0x7ead) audits.
 */

#include <stdlib.h>
#include <sys/prctl.h>

int main(int argc, char **argv)
{
	long n = argc > 1 ? atol(argv[1]) : 1;

	while (n-- > 0)
		prctl(0x7ead);
	return 0;
}
