// SPDX-License-Identifier: GPL-2.0
/*
 * The container of a socket that the kernel, or a process, makes on behalf of
 * another socket; and of the socket of a packet.
 */

#include <linux/export.h>
#include <net/contid_sock.h>
#include <net/inet_sock.h>
#include <net/net_namespace.h>

/**
 * contid_sock_inherit - a socket belongs to the container of another one
 * @newsk: made to serve @sk, or for a connection of it. Packets may be sent on
 *	   it already.
 * @sk: socket whose container is right
 *
 * Context: any. No other task changes the container of @newsk meanwhile.
 */
void contid_sock_inherit(struct sock *newsk, const struct sock *sk)
{
	struct contid *old = newsk->sk_contid;

	contid_get(sk->sk_contid);
	WRITE_ONCE(newsk->sk_contid, sk->sk_contid);
	/* A packet's record may be reading it: RCU frees the memory. */
	contid_put(old);
}
EXPORT_SYMBOL_GPL(contid_sock_inherit);

static const struct sock *full_sock(const struct sk_buff *packet)
{
	const struct sock *sk = packet->sk;

	if (!sk || sk_fullsock(sk))
		return sk;
	/* A connection request has a listener. */
	sk = skb_to_full_sk(packet);
	return sk && sk_fullsock(sk) ? sk : NULL;
}

/**
 * contid_sock_of_packet - the container that created a packet's local socket
 * @net: network namespace that the packet is in
 * @packet: the packet
 *
 * A packet that has come from another network namespace may still have the
 * socket of that one, which is not local to @net.
 *
 * Context: any that netfilter runs in.
 * Return: the container, or NULL; RCU keeps its memory.
 */
struct contid *contid_sock_of_packet(const struct net *net,
				     const struct sk_buff *packet)
{
	const struct sock *sk = full_sock(packet);

	return sk && net_eq(sock_net(sk), net) ? READ_ONCE(sk->sk_contid) :
						 NULL;
}
