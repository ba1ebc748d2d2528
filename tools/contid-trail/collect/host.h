/* SPDX-License-Identifier: GPL-2.0 */
/* What identifies this host and its boot, and what its kernel has lost. */
#ifndef CONTID_TRAIL_HOST_H
#define CONTID_TRAIL_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool host_machine_id(char *id, size_t size);
bool host_boot_id(char *id, size_t size);
bool host_kernel_lost(uint64_t *lost);

#endif /* CONTID_TRAIL_HOST_H */
