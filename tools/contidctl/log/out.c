// SPDX-License-Identifier: GPL-2.0
/* Where events are written: standard output, or a file that logrotate moves. */

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio_ext.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/message.h"
#include "log/log.h"

/* One write for many events, when they come fast */
#define BUFFER_SIZE	65536

static void note(struct out *out, bool failed)
{
	if (failed && !out->err)
		out->err = errno ?: EIO;
}

/*
 * End a line that was not written to its end, when the disk was full, say: otherwise
 * what is appended would become a part of it.
 */
static int end_line(int fd)
{
	struct stat st;
	char last;

	if (fstat(fd, &st))
		return -errno;
	if (!S_ISREG(st.st_mode) || !st.st_size)
		return 0;
	if (pread(fd, &last, 1, st.st_size - 1) != 1)
		return -errno;
	return last == '\n' || write(fd, "\n", 1) == 1 ? 0 : -errno;
}

static FILE *open_file(const char *path)
{
	FILE *file;
	int err;
	int fd;

	fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
	if (fd < 0)
		return NULL;
	err = end_line(fd);
	file = err ? NULL : fdopen(fd, "a");
	if (!file) {
		close(fd);
		errno = err ? -err : ENOMEM;
		return NULL;
	}
	setvbuf(file, NULL, _IOFBF, BUFFER_SIZE);
	return file;
}

/* Returns CTL_DONE, or what to exit with, after a message. */
int out_open(const struct ctl *ctl, struct out *out)
{
	out->err = 0;
	out->file = out->path ? open_file(out->path) : stdout;
	if (!out->file)
		return ctl_system(ctl, out->path, -errno);
	out->terminal = isatty(fileno(out->file));
	return CTL_DONE;
}

/* logrotate has moved the file. If it cannot be opened anew, the old one will do. */
void out_reopen(const struct ctl *ctl, struct out *out)
{
	FILE *file;

	out_flush(out);
	if (out->err)
		return;
	file = open_file(out->path);
	if (!file) {
		ctl_system(ctl, out->path, -errno);
		return;
	}
	fclose(out->file);
	out->file = file;
}

void out_write(struct out *out, const char *text, size_t len)
{
	errno = 0;
	note(out, fwrite(text, 1, len, out->file) != len);
}

void out_printf(struct out *out, const char *fmt, ...)
{
	va_list ap;

	errno = 0;
	va_start(ap, fmt);
	note(out, vfprintf(out->file, fmt, ap) < 0);
	va_end(ap);
}

/* Write text that must not control a terminal: \ooo stands for such a byte. */
void out_safe(struct out *out, const char *text, size_t len)
{
	size_t i, done = 0;

	for (i = 0; i < len; i++) {
		unsigned char c = text[i];

		if (c >= ' ' && c != 0x7f)
			continue;
		out_write(out, text + done, i - done);
		out_printf(out, "\\%03o", c);
		done = i + 1;
	}
	out_write(out, text + done, len - done);
}

void out_flush(struct out *out)
{
	errno = 0;
	note(out, fflush(out->file) || ferror(out->file));
}

/*
 * Returns CTL_DONE, or what to exit with after a message. If nobody reads what is
 * printed any more, as with "log | head", that is no failure.
 */
int out_close(const struct ctl *ctl, struct out *out)
{
	int ret = CTL_DONE;

	if (!out->file)
		return CTL_DONE;
	if (!out->err)
		out_flush(out);
	if (out->err && (out->err != EPIPE || out->path))
		ret = ctl_system(ctl, out->path ?: "standard output", -out->err);
	if (out->path) {
		fclose(out->file);
	} else {
		/* What could not be written is no business of what comes later. */
		__fpurge(stdout);
		clearerr(stdout);
	}
	out->file = NULL;
	return ret;
}
