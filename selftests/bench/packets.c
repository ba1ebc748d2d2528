// SPDX-License-Identifier: GPL-2.0
/*
 * packets ROW: a UDP packet to 10.9.0.2, which a rule of the network namespace
 * audits, with as many containers in that namespace. And what their text costs
 * at the least: it is copied into buffers of a record's size, once for each
 * container, from objects on a list.
 */

#include <arpa/inet.h>

#include "containers.h"

#define RECORD	8560

struct text {
	struct text *next;
	size_t len;
	char text[24];
};

static int sock;

static void send_once(void *data)
{
	if (send(sock, "packet", 6, 0) != 6)
		bail("send");
}

static struct text *texts(unsigned long n)
{
	struct text *first = NULL, *text;

	while (n--) {
		text = malloc(sizeof(*text));
		if (!text)
			bail("out of memory");
		text->len = sprintf(text->text, "%llu",
				    (long long)(CONTAINERS_FIRST + n));
		text->next = first;
		first = text;
	}
	return first;
}

static void copy_once(void *data)
{
	static char records[16][RECORD];
	const struct text *text;
	char *pos = records[0], *end = pos + RECORD;
	unsigned int record = 0;

	for (text = data; text; text = text->next) {
		if ((size_t)(end - pos) <= text->len) {
			pos = records[++record];
			end = pos + RECORD;
		}
		memcpy(pos, text->text, text->len);
		pos += text->len;
		*pos++ = ',';
	}
	asm volatile("" : : "r" (records) : "memory");
}

int main(int argc, char **argv)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET,
		.sin_port = htons(9),
		.sin_addr.s_addr = inet_addr("10.9.0.2"),
	};
	static const unsigned long counts[] = { 0, 1, 10, 100, 1000 };
	struct containers containers;
	unsigned int i;

	if (argc != 2)
		bail("usage: packets ROW");
	bench_init();
	sock = socket(AF_INET, SOCK_DGRAM, 0);
	if (sock < 0 || connect(sock, (void *)&to, sizeof(to)))
		bail("socket");
	if (no_container_yet()) {
		bench_measure(&(struct bench){ .row = argv[1], .run = send_once },
			      unlabelled(), 0);
		return 0;
	}
	containers = containers_new();
	for (i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		containers_grow(&containers, counts[i]);
		bench_measure(&(struct bench){ .row = argv[1], .run = send_once },
			      "containers there", counts[i]);
		bench_measure(&(struct bench){ .row = "copy of the text of containers",
			      .run = copy_once, .data = texts(counts[i]) },
			      "reference", counts[i]);
	}
	containers_end(&containers);
	return 0;
}
