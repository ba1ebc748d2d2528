/* SPDX-License-Identifier: GPL-2.0 */
/* Options, through getopt. */
#ifndef CONTIDCTL_OPTIONS_H
#define CONTIDCTL_OPTIONS_H

void options_begin(int argc, char **argv);

#endif /* CONTIDCTL_OPTIONS_H */
