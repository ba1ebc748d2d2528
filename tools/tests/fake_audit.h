/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The audit part of a kernel, for tests of contidctl: stands in for libaudit's
 * functions that would talk to the real one. Rules are kept as the kernel
 * does; settings are printed.
 */
#ifndef CONTID_TESTS_FAKE_AUDIT_H
#define CONTID_TESTS_FAKE_AUDIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <libaudit.h>

/**
 * struct fake_audit - how it behaves.
 * @there: without it, contidctl must not so much as connect
 * @open_errno: why a socket cannot be opened, or 0
 * @features: of AUDIT_GET
 * @enabled: 2 when nothing can be changed
 * @refuse: what every change is refused with, or 0
 * @dump: print rules that are added, as they are
 * @reply: what to do to the reply that has a rule
 * @silent: the list of rules never ends
 * @settings: the features that can be on, and locked; its mask has those that the
 *	kernel knows
 * @deny: why features cannot be asked for, or 0
 */
struct fake_audit {
	bool there;
	int open_errno;
	uint32_t features;
	uint32_t enabled;
	int refuse;
	bool dump;
	void (*reply)(struct audit_reply *reply);
	bool silent;
	struct audit_features settings;
	int deny;
};

extern struct fake_audit fake_audit;

#endif /* CONTID_TESTS_FAKE_AUDIT_H */
