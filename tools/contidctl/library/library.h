/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Libraries that only some commands call. To be linked with one would cost every run of
 * contidctl 150,000 instructions, also that of a hook which starts containers: so the
 * commands load them. With LINK_LIBRARIES, for a static program and for tests, the
 * library is linked, and to load it only fills in the pointers.
 */
#ifndef CONTIDCTL_LIBRARY_H
#define CONTIDCTL_LIBRARY_H

#include "common/ctl.h"

/**
 * struct library - a library.
 * @file: its name for the dynamic linker
 * @package: Debian's package that has it
 * @names: the names of the functions, each with a NUL behind it, and a NUL more
 * @linked: their addresses if the library is linked
 */
struct library {
	const char *file;
	const char *package;
	const char *names;
#ifdef LINK_LIBRARIES
	void *const *linked;
#endif
};

/* For a list of functions: members of a structure of pointers to them */
#define LIBRARY_POINTER(name)	typeof(name) *name;

/* For a list of functions: members of a struct library */
#define LIBRARY_NAME(name)	#name "\0"
#define LIBRARY_ADDRESS(name)	(void *)name,
#ifdef LINK_LIBRARIES
#define LIBRARY_SYMBOLS(functions)					\
	.names = functions(LIBRARY_NAME),				\
	.linked = (void *const []){ functions(LIBRARY_ADDRESS) }
#else
#define LIBRARY_SYMBOLS(functions)	.names = functions(LIBRARY_NAME)
#endif

int library_load(const struct ctl *ctl, const struct library *library,
		 void *functions);

#endif /* CONTIDCTL_LIBRARY_H */
