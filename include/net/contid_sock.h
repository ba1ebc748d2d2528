/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The container that a socket was created in, for the records of its packets.
 *
 * A socket remembers it and does not keep it from ending: the reference is to
 * the memory only. See Documentation/contid/design.rst.
 */

#ifndef _NET_CONTID_SOCK_H
#define _NET_CONTID_SOCK_H

#include <net/contid.h>
#include <net/sock.h>

#ifdef CONFIG_CONTID

/**
 * contid_sock_create - remember who creates a socket
 * @sk: new
 * @kern: it is the kernel's own, and nobody's
 *
 * Context: any; for a socket that is not the kernel's, that of its creator.
 */
static inline void contid_sock_create(struct sock *sk, int kern)
{
	if (unlikely(rcu_access_pointer(current->contid)) && !kern)
		sk->sk_contid = contid_of_current();
}

/**
 * contid_sock_clone - a connection belongs to the container of its listener
 * @newsk: copy of the listener, so far without a reference of its own
 *
 * Context: any, usually softirq.
 */
static inline void contid_sock_clone(struct sock *newsk)
{
	contid_ref_get(newsk->sk_contid);
}

/**
 * contid_sock_free - forget who created a socket
 * @sk: about to be freed
 *
 * Context: any.
 */
static inline void contid_sock_free(struct sock *sk)
{
	contid_ref_put(sk->sk_contid);
}

#else /* CONFIG_CONTID */

static inline void contid_sock_create(struct sock *sk, int kern) { }
static inline void contid_sock_clone(struct sock *newsk) { }
static inline void contid_sock_free(struct sock *sk) { }

#endif /* CONFIG_CONTID */

#endif /* _NET_CONTID_SOCK_H */
