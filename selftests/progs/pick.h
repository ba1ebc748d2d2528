/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Random numbers that a seed repeats, for each thread.
 */

#ifndef SELFTESTS_PICK_H
#define SELFTESTS_PICK_H

#include <stdint.h>

static __thread uint64_t pick_state = 1;

static inline void pick_seed(uint64_t seed)
{
	pick_state = seed ?: 1;
}

/* 0 to n - 1. */
static inline uint32_t pick(uint32_t n)
{
	/* xorshift64*: the same everywhere, for a seed to mean something */
	pick_state ^= pick_state >> 12;
	pick_state ^= pick_state << 25;
	pick_state ^= pick_state >> 27;
	return (pick_state * 0x2545f4914f6cdd1dULL >> 32) % n;
}

static inline uint32_t pick_bits(void)
{
	return pick(1 << 16) << 16 | pick(1 << 16);
}

#endif /* SELFTESTS_PICK_H */
