// SPDX-License-Identifier: GPL-2.0
/* Options, through getopt. */

#include <getopt.h>

#include "common/options.h"
#include "common/printable.h"

/*
 * Have getopt begin anew. It prints what it objects to, unless there is a word that could
 * control a terminal: then opterr is 0.
 */
void options_begin(int argc, char **argv)
{
	int i;

	optind = 0;
	opterr = 1;
	for (i = 1; i < argc; i++)
		if (!is_printable(argv[i]))
			opterr = 0;
}
