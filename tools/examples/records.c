/* SPDX-License-Identifier: CC0-1.0 */
/*
 * records CONTID: print the audit records of a container until it ends.
 *
 * cc -o records records.c $(pkg-config --cflags --libs libcontid)
 */
#include <contid/read.h>

#include <errno.h>
#include <poll.h>
#include <stdio.h>

/* Print what is there. Returns 1 at the end of the container, or 0 or -errno. */
static int print_records(struct contid_handle *h, uint64_t *lost)
{
	const struct contid_record *record;
	int err;

	while (!(err = contid_read_next(h, &record))) {
		if (record->lost != *lost)
			fprintf(stderr, "%llu records lost\n",
				(unsigned long long)(record->lost - *lost));
		*lost = record->lost;
		if (record->type == CONTID_RECORD_END)
			return 1;
		printf("type=%u msg=%s\n", record->type, record->text);
	}
	fflush(stdout);
	return err == -EAGAIN ? 0 : err;
}

int main(int argc, char **argv)
{
	struct pollfd fd = { .events = POLLIN };
	struct contid_handle *h = NULL;
	uint64_t contid, lost = 0;
	const char *why;
	int err;

	if (argc != 2 || contid_parse(argv[1], &contid)) {
		fprintf(stderr, "Usage: records CONTID\n");
		return 1;
	}
	err = contid_open(&h);
	if (!err)
		err = contid_read_start(h, contid_by_id(contid), 0, 0);
	if (!err)
		fd.fd = contid_read_fd(h);
	while (!err)
		err = poll(&fd, 1, -1) < 0 && errno != EINTR ?
		      -errno : print_records(h, &lost);
	if (err < 0) {
		why = h ? contid_error_text(h) : NULL;
		fprintf(stderr, "records: %s\n", why ? why : contid_strerror(err));
	}
	contid_close(h);
	return err < 0;
}
