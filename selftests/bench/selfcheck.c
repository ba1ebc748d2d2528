// SPDX-License-Identifier: GPL-2.0
/*
 * selfcheck: is the measure right? Loops of a known number of instructions, and
 * what measuring nothing takes. A copy by a string instruction shows how those
 * count: once for each unit that they move.
 */

#include "bench.h"

/* The load, the nop, and two each time round */
static void loop(void *data)
{
	unsigned long n;

	asm volatile("mov %1, %0\n\tnop\n1:\tdec %0\n\tjnz 1b"
		     : "=&r" (n) : "m" (*(unsigned long *)data));
}

static void copy(void *data)
{
	static char from[4096], to[4096];
	unsigned long n = *(unsigned long *)data / 8;
	void *s = from, *d = to;

	asm volatile("rep movsq" : "+S" (s), "+D" (d), "+c" (n) : : "memory");
}

int main(void)
{
	unsigned long i, n;

	bench_init();
	bench_measure(&(struct bench){ .row = "check: nothing",
		      .run = bench_nothing }, "-", 0);
	for (i = 100; i <= 1000000; i *= 100) {
		n = (i - 2) / 2;
		bench_measure(&(struct bench){ .row = "check: loop of X instructions",
			      .run = loop, .data = &n }, "-", i);
	}
	n = 4096;
	bench_measure(&(struct bench){ .row = "check: rep movsq of X bytes",
		      .run = copy, .data = &n }, "-", n);
	return 0;
}
