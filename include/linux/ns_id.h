/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Namespace ids: part of <linux/proc_ns.h>.
 *
 * Each namespace has an id that no other one of any type ever has, and a mark
 * whether its creation is in the audit log. See
 * Documentation/contid/namespaces.rst.
 */

#ifndef _LINUX_NS_ID_H
#define _LINUX_NS_ID_H

#include <linux/ns_common.h>
#include <linux/types.h>

#ifdef CONFIG_CONTID

/* net/contid/ns.c */

int ns_id_alloc(struct ns_common *ns);
void ns_id_free(void);

/* kernel/audit_contid_ns.c */

void __audit_ns_free(const struct ns_common *ns);

/**
 * ns_id - the id of a namespace
 * @ns: the namespace, past ns_alloc_inum()
 */
static inline u64 ns_id(const struct ns_common *ns)
{
	return ns->ns_id;
}

/**
 * audit_ns_free - log that a namespace is gone, if its creation was logged
 * @ns: the namespace, without references
 *
 * Context: any but NMI; does not sleep.
 */
static inline void audit_ns_free(const struct ns_common *ns)
{
	if (unlikely(ns->logged))
		__audit_ns_free(ns);
}

#else /* CONFIG_CONTID */

static inline int ns_id_alloc(struct ns_common *ns)
{
	return 0;
}

static inline void ns_id_free(void) { }

static inline u64 ns_id(const struct ns_common *ns)
{
	return 0;
}

static inline void audit_ns_free(const struct ns_common *ns) { }

#endif /* CONFIG_CONTID */

#endif /* _LINUX_NS_ID_H */
