/* SPDX-License-Identifier: GPL-2.0 */
/* Messages on standard error. What returns an int returns what to exit with. */
#ifndef CONTIDCTL_MESSAGE_H
#define CONTIDCTL_MESSAGE_H

#include "common/ctl.h"

void ctl_name(struct ctl *ctl, const char *command);
void __attribute__((format(printf, 1, 2)))
ctl_print(const char *fmt, ...);
void __attribute__((format(printf, 2, 3)))
ctl_message(const struct ctl *ctl, const char *fmt, ...);
void ctl_begin(const struct ctl *ctl);
void ctl_warn(const struct ctl *ctl, const char *text);
int ctl_refused(const struct ctl *ctl, int err);
int __attribute__((format(printf, 2, 3)))
ctl_usage(const struct ctl *ctl, const char *fmt, ...);
int ctl_hint(const struct ctl *ctl);
int ctl_system(const struct ctl *ctl, const char *what, int err);

#endif /* CONTIDCTL_MESSAGE_H */
