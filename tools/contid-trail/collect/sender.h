/* SPDX-License-Identifier: GPL-2.0 */
/* A thread that brings what waits in the spool to the store. */
#ifndef CONTID_TRAIL_SENDER_H
#define CONTID_TRAIL_SENDER_H

#include "cli/trail.h"
#include "collect/spool.h"

struct sender;

struct sender *sender_start(const struct trail *trail, struct spool *spool,
			    const char *url);
void sender_wake(struct sender *sender);
bool sender_wait(struct sender *sender, uint64_t batches);
void sender_change(struct sender *sender, const char *url);
bool sender_stop(struct sender *sender);

#endif /* CONTID_TRAIL_SENDER_H */
