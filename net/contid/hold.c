// SPDX-License-Identifier: GPL-2.0
/*
 * For tests: hold a task at a place in the code. A test writes the place to the
 * parameter "hold", reads "held" until a task is held, and writes 0 to release
 * it.
 */

#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/moduleparam.h>
#include <linux/time64.h>
#include <net/contid_hold.h>

#undef MODULE_PARAM_PREFIX
#define MODULE_PARAM_PREFIX "contid."

/* If the test has died, a task that spins is released before it counts as a lockup. */
#define STEP_US		10
#define STEPS_MAX	(4 * USEC_PER_SEC / STEP_US)

/* Long enough for the test to run into a lock that the held task has. */
#define LINGER_US	3000

/* Switched on by the first write to "hold": benchmarks do not count the places. */
DEFINE_STATIC_KEY_FALSE(contid_hold_key);

static int hold;

static int set_hold(const char *value, const struct kernel_param *param)
{
	static_branch_enable(&contid_hold_key);
	return param_set_int(value, param);
}

static const struct kernel_param_ops hold_ops = {
	.set	= set_hold,
	.get	= param_get_int,
};

module_param_cb(hold, &hold_ops, &hold, 0600);
MODULE_PARM_DESC(hold, "where the next task to come is held");

static int held;
module_param(held, int, 0400);
MODULE_PARM_DESC(held, "where a task is held, or 0");

/* Current may have locks, but not between pieces: others may wait for RCU there. */
static void step(enum contid_hold place)
{
	if (place == CONTID_HOLD_PIECE)
		usleep_range(STEP_US, 2 * STEP_US);
	else
		udelay(STEP_US);
}

/* Holds one task at a time. */
void __contid_hold(enum contid_hold place)
{
	unsigned int n;

	if (likely(READ_ONCE(hold) != place) || cmpxchg(&held, 0, place))
		return;
	for (n = 0; n < STEPS_MAX && READ_ONCE(hold) == place; n++)
		step(place);
	udelay(LINGER_US);
	WRITE_ONCE(hold, CONTID_HOLD_NONE);
	WRITE_ONCE(held, CONTID_HOLD_NONE);
}
