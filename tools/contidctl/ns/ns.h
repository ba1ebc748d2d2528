/* SPDX-License-Identifier: GPL-2.0 */
/* What contidctl ns is made of. */
#ifndef CONTIDCTL_NS_H
#define CONTIDCTL_NS_H

#include <linux/audit.h>

#include "common/ctl.h"

/* list.c */
int ns_list(struct ctl *ctl, int argc, char **argv);

/* table.c */
/**
 * struct ns_row - a process in a namespace.
 * @ns: the namespace
 * @pid: the process, 0 for a row that has no process but only makes sure that the
 *	namespace is in the table
 * @wanted: the namespace is to be printed because of this row
 * @contid: identifier of the process's container, CONTID_UNSET without one
 * @scope: the scope that @contid belongs to
 * @serial: serial number of the container, 0 without one
 */
struct ns_row {
	struct contid_ns ns;
	pid_t pid;
	bool wanted;
	uint64_t contid;
	uint64_t scope;
	uint64_t serial;
};

/**
 * struct ns_table - all processes in all namespaces.
 * @rows: them; after ns_table_sort() each process once for each namespace, in the
 *	order of namespace ids, and of containers from the oldest on
 * @count: how many there are
 * @room: for how many there is room
 */
struct ns_table {
	struct ns_row *rows;
	size_t count;
	size_t room;
};

int ns_table_add(struct ns_table *table,
		 const struct contid_ns_process *process, bool wanted);
void ns_table_sort(struct ns_table *table);

/* print.c */
void ns_print(struct ctl *ctl, const struct ns_table *table);

/* log.c */
int ns_log(struct ctl *ctl, int argc, char **argv);

/* features.c */
/* Features of audit, which a header of before has no names for */
#ifndef AUDIT_FEATURE_NS_LABELLED
#define AUDIT_FEATURE_NS_LABELLED	2
#define AUDIT_FEATURE_NS_ALL		3
#define AUDIT_FEATURE_NS_INFO		4
#endif

#define NS_LABELLED	AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_NS_LABELLED)
#define NS_ALL		AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_NS_ALL)
#define NS_INFO		AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_NS_INFO)

int ns_features_get(const struct ctl *ctl, struct audit_features *features);
int ns_features_set(const struct ctl *ctl, const struct audit_features *change);

#endif /* CONTIDCTL_NS_H */
