/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which code of the kernel the steps of fuzz.c reach, as KCOV has it.
 */

#ifndef SELFTESTS_FUZZ_COVER_H
#define SELFTESTS_FUZZ_COVER_H

#include "fuzz.world.h"

#define PLACES	(1 << 16)	/* more than there are in our files */
#define PAIRS	(1 << 20)

static uint64_t *cover[NR_ACTORS];
static uint64_t places[PLACES];		/* a hash table of addresses */
static unsigned int nr_places;
static uint8_t pairs[PAIRS / 8];	/* a place and the one before it, hashed */
static bool by_places;

/* Only a kernel of the flavour fuzz has it; with others nothing is kept. */
static int cover_open(unsigned int actor)
{
	int fd = open("/sys/kernel/debug/kcov", O_RDWR);

	if (fd < 0)
		return open("/dev/null", O_RDWR);
	must(ioctl(fd, KCOV_INIT_TRACE, COVER_WORDS), "KCOV_INIT_TRACE");
	cover[actor] = mmap(NULL, COVER_WORDS * sizeof(uint64_t), PROT_READ | PROT_WRITE,
			    MAP_SHARED, fd, 0);
	if (cover[actor] == MAP_FAILED)
		bail("map KCOV");
	return fd;
}

static void cover_by_places(bool only)
{
	by_places = only;
}

static void cover_reset(unsigned int actor)
{
	if (cover[actor])
		__atomic_store_n(&cover[actor][0], 0, __ATOMIC_RELAXED);
}

static bool add_place(uint64_t address)
{
	unsigned int at = (address * 0x9e3779b97f4a7c15ULL) >> 48;

	for (; places[at]; at = (at + 1) % PLACES)
		if (places[at] == address)
			return false;
	if (nr_places == PLACES / 2)
		return false;
	places[at] = address;
	nr_places++;
	return true;
}

static bool add_pair(uint64_t last, uint64_t address)
{
	uint64_t hash = (last * 3 ^ address) * 0x9e3779b97f4a7c15ULL >> 44;
	uint8_t bit = 1 << hash % 8;
	bool new = !(pairs[hash / 8] & bit);

	pairs[hash / 8] |= bit;
	return new;
}

/* Returns true if the actor's step reached something new. */
static bool cover_harvest(unsigned int actor)
{
	uint64_t n, last = 0, i;
	bool new = false;

	if (!cover[actor])
		return false;
	n = __atomic_load_n(&cover[actor][0], __ATOMIC_RELAXED);
	for (i = 1; i <= n && i < COVER_WORDS; i++) {
		new |= add_place(cover[actor][i]);
		if (!by_places)
			new |= add_pair(last, cover[actor][i]);
		last = cover[actor][i];
	}
	return new;
}

static unsigned int cover_places(void)
{
	return nr_places;
}

static void cover_print(void)
{
	unsigned int i;

	for (i = 0; i < PLACES; i++)
		if (places[i])
			printf("place %llx\n", (unsigned long long)places[i]);
}

#endif /* SELFTESTS_FUZZ_COVER_H */
