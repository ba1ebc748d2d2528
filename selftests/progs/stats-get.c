// SPDX-License-Identifier: GPL-2.0
/*
 * stats-get NAME: print a counter of STATS_GET.
 */

#include "raw_stats.h"

static const char * const names[CONTID_A_STATS_MAX + 1] = {
	[CONTID_A_STATS_CONTAINERS] = "containers",
	[CONTID_A_STATS_CONTAINERS_EVER] = "containers-ever",
	[CONTID_A_STATS_PROCESSES] = "processes",
	[CONTID_A_STATS_SETS] = "sets",
	[CONTID_A_STATS_DROPS] = "drops",
	[CONTID_A_STATS_ADOPTIONS] = "adoptions",
	[CONTID_A_STATS_ENDS] = "ends",
	[CONTID_A_STATS_SUPPRESSED] = "suppressed",
	[CONTID_A_STATS_NAMESPACES] = "namespaces",
	[CONTID_A_STATS_NAMESPACES_EVER] = "namespaces-ever",
	[CONTID_A_STATS_READERS] = "readers",
	[CONTID_A_STATS_RECORDS_DELIVERED] = "records-delivered",
	[CONTID_A_STATS_RECORDS_LOST] = "records-lost",
};

int main(int argc, char **argv)
{
	struct raw_nl nl = raw_connect();
	struct raw_stats stats;
	int i;

	must_do(raw_stats_get(&nl, &stats), "STATS_GET");
	for (i = 1; i <= CONTID_A_STATS_MAX; i++) {
		if (argc == 2 && names[i] && !strcmp(names[i], argv[1])) {
			printf("%llu\n", (unsigned long long)stats.v[i]);
			return 0;
		}
	}
	bail("usage: stats-get NAME");
}
