/* SPDX-License-Identifier: GPL-2.0 */
/* An audit part of a kernel that takes every rule, and keeps none. */
#ifndef CONTID_FUZZ_AUDIT_H
#define CONTID_FUZZ_AUDIT_H

#include <libaudit.h>

/* Called for each rule that is added or deleted; the target defines it. */
void on_rule(const struct audit_rule_data *data, int list, int action);

#endif /* CONTID_FUZZ_AUDIT_H */
