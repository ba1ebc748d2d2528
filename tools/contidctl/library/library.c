// SPDX-License-Identifier: GPL-2.0
/* Libraries, loaded when a command needs them. */

#include <dlfcn.h>
#include <string.h>

#include "common/message.h"
#include "library/library.h"

#ifdef LINK_LIBRARIES
static void *open_library(const struct library *library)
{
	return (void *)library;
}

static void *find(const struct library *library, void *opened, size_t i,
		  const char *name)
{
	(void)opened;
	(void)name;
	return library->linked[i];
}
#else
/* It stays loaded: later lines of a batch file may need it, too. */
static void *open_library(const struct library *library)
{
	return dlopen(library->file, RTLD_LAZY | RTLD_LOCAL);
}

static void *find(const struct library *library, void *opened, size_t i,
		  const char *name)
{
	(void)library;
	(void)i;
	return dlsym(opened, name);
}
#endif

/* The first pointer says whether all are there: it is filled in last. */
static bool find_all(const struct library *library, void *opened,
		     char *functions)
{
	void *first = find(library, opened, 0, library->names);
	const char *name = library->names;
	void *function;
	size_t i;

	for (i = 1; *(name += strlen(name) + 1); i++) {
		function = find(library, opened, i, name);
		if (!function)
			return false;
		memcpy(functions + i * sizeof(function), &function,
		       sizeof(function));
	}
	memcpy(functions, &first, sizeof(first));
	return first;
}

static bool is_loaded(const void *functions)
{
	void *first;

	memcpy(&first, functions, sizeof(first));
	return first;
}

/**
 * library_load - load a library, unless it is loaded.
 * @ctl: the run
 * @library: the library
 * @functions: a structure of pointers to its functions, in the order of the names
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int library_load(const struct ctl *ctl, const struct library *library,
		 void *functions)
{
	void *opened;

	if (is_loaded(functions))
		return CTL_DONE;
	opened = open_library(library);
	if (opened && find_all(library, opened, functions))
		return CTL_DONE;
	ctl_message(ctl, "%s cannot be loaded: install Debian's package %s, or the library from elsewhere",
		    library->file, library->package);
	return CTL_REFUSED;
}
