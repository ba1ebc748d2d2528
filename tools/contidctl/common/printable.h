/* SPDX-License-Identifier: GPL-2.0 */
/* Text that is not to control a terminal. */
#ifndef CONTIDCTL_PRINTABLE_H
#define CONTIDCTL_PRINTABLE_H

#include <stdbool.h>

bool is_printable(const char *text);
char *make_printable(const char *text);

#endif /* CONTIDCTL_PRINTABLE_H */
