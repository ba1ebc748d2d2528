/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The container that a socket was created in, for the records of its packets.
 *
 * A socket has a reference to the memory of the container, which does not keep
 * the container from ending. See Documentation/contid/design.rst.
 */

#ifndef _NET_CONTID_SOCK_H
#define _NET_CONTID_SOCK_H

#include <linux/preempt.h>
#include <net/contid.h>
#include <net/sock.h>

#ifdef CONFIG_CONTID

void contid_sock_inherit(struct sock *newsk, const struct sock *sk);
struct contid *contid_sock_of_packet(const struct net *net,
				     const struct sk_buff *packet);

/**
 * contid_sock_create - save the container that a socket is created in
 * @sk: new
 * @kern: it is the kernel's own, so current is not its creator
 *
 * Some protocols make the socket of an incoming connection in softirq, where
 * current is the process that it interrupts. Such a socket has no creator.
 *
 * Context: any.
 */
static inline void contid_sock_create(struct sock *sk, int kern)
{
	if (unlikely(rcu_access_pointer(current->contid_label)) && !kern &&
	    in_task())
		sk->sk_contid = contid_of_current();
}

int contid_sock_listen(struct sock *sk, int group);
bool contid_may_listen(const struct net *net);

/**
 * contid_sock_clone - a connection belongs to the container of its listener
 * @newsk: copy of the listener, so far without a reference of its own
 *
 * Context: any, usually softirq.
 */
static inline void contid_sock_clone(struct sock *newsk)
{
	contid_get(newsk->sk_contid);
}

/**
 * contid_sock_free - put the container of a socket
 * @sk: about to be freed
 *
 * Context: any.
 */
static inline void contid_sock_free(struct sock *sk)
{
	contid_put(sk->sk_contid);
}

#else /* CONFIG_CONTID */

static inline void contid_sock_create(struct sock *sk, int kern) { }
static inline void contid_sock_clone(struct sock *newsk) { }

/* A constant, so that the objects of its callers are as without the call. */
#define contid_sock_listen(...) 0

static inline bool contid_may_listen(const struct net *net)
{
	return false;
}

static inline void contid_sock_inherit(struct sock *newsk,
				       const struct sock *sk) { }
static inline void contid_sock_free(struct sock *sk) { }

#endif /* CONFIG_CONTID */

#endif /* _NET_CONTID_SOCK_H */
