/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A lineage: the containers that one is nested in.
 */

#ifndef _NET_CONTID_LINEAGE_H
#define _NET_CONTID_LINEAGE_H

#include <net/contid.h>
#include <net/contid_types.h>

/**
 * contid_is_within - whether a container is another one or nested in it
 * @container: container whose memory the caller keeps, or NULL
 * @ancestor: container
 */
static inline bool contid_is_within(const struct contid *container,
				    const struct contid *ancestor)
{
	return container == ancestor || contid_is_below(container, ancestor);
}

bool contid_scope_is_below(const struct contid *container,
			   const struct contid *ancestor);
size_t contid_id_print(u64 scope, u64 id, char *buf);
size_t contid_lineage_make(u64 scope, u64 id, const struct contid *parent,
			   char *buf);

#endif /* _NET_CONTID_LINEAGE_H */
