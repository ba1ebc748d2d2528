/* SPDX-License-Identifier: GPL-2.0 */
/* A peer of a handle that answers with the bytes of an input. */
#ifndef CONTID_FUZZ_PEER_H
#define CONTID_FUZZ_PEER_H

#include <stddef.h>
#include <stdint.h>

struct contid_handle;

#define PEER_FAMILY	0x1b
#define PEER_GROUP	0x2c
#define PEER_SEQ	1

/**
 * peer_open - open a handle on the peer.
 * @data: what it answers with, which must outlive the handle
 * @size: bytes of that
 * @resolve: it also answers the request for the family; otherwise a kernel does
 *
 * A datagram is two bytes of length and flags, and then so many bytes: the lower 12 bits
 * are the length; bit 12 is for one that another socket has sent, bit 13 for a lack of
 * buffers, bit 14 for nothing being there yet. Behind the last one, the connection is
 * reset. All requests have the sequence number PEER_SEQ.
 *
 * Return: the handle, for contid_close(), or NULL if the peer has answered so.
 */
struct contid_handle *peer_open(const uint8_t *data, size_t size, int resolve);

#endif /* CONTID_FUZZ_PEER_H */
