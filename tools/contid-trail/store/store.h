/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Stores of rows. A store is a file that defines a struct store_ops; store.c has the
 * list of them.
 */
#ifndef CONTID_TRAIL_STORE_H
#define CONTID_TRAIL_STORE_H

#include "record/batch.h"
#include "record/lineage.h"

/**
 * struct row - a record of an event in which a container takes part.
 * @contid: the container, as of lineage_each()
 * @time: of the event, in milliseconds since 1970
 * @machine: machine-id of the host
 * @boot: boot-id
 * @serial: of the event
 * @n: the record's place in the event
 * @type: number of the record's type
 * @own: the container takes part itself, not only through a nested one
 * @lineage: a lineage that the container is in
 * @text: what follows "audit(…): "
 * @name: name of the container, if the record has it; lives() alone reads it
 *
 * The key is @contid, @time, @machine, @boot, @serial, @n.
 */
struct row {
	struct text contid;
	uint64_t time;
	struct text machine;
	struct text boot;
	uint64_t serial;
	uint32_t n;
	uint32_t type;
	bool own;
	struct text lineage;
	struct text text;
	struct text name;
};

/**
 * struct query - which rows to read.
 * @contid: the container
 * @nested: also those in which only nested ones take part
 * @since: first time stamp, in milliseconds since 1970
 * @until: last time stamp
 */
struct query {
	const char *contid;
	bool nested;
	uint64_t since;
	uint64_t until;
};

/**
 * struct life_query - of which containers to read the rows of CONTAINER_OP.
 * @contid: the container, or NULL for all
 * @name: rows that have this name alone, or NULL for all
 */
struct life_query {
	const char *contid;
	const char *name;
};

/**
 * struct summary - a container in a list.
 * @contid: the container
 * @hosts: number of hosts
 * @first: time of its first event, in milliseconds since 1970
 * @last: time of its last event
 * @records: number of records
 *
 * Only the events count in which it takes part itself.
 */
struct summary {
	struct text contid;
	uint64_t hosts;
	uint64_t first;
	uint64_t last;
	uint64_t records;
};

/**
 * struct seen - serial numbers of a boot that were seen.
 * @machine: machine-id of the host
 * @boot: boot-id
 * @range: the numbers
 */
struct seen {
	struct text machine;
	struct text boot;
	struct range range;
};

/**
 * struct lost - something of a boot that was lost.
 * @machine: machine-id of the host
 * @boot: boot-id
 * @loss: what
 */
struct lost {
	struct text machine;
	struct text boot;
	struct loss loss;
};

/* They are called for what is read; another value than 0 ends that. */
typedef int (*row_fn)(const struct row *row, void *data);
typedef int (*summary_fn)(const struct summary *summary, void *data);
typedef int (*seen_fn)(const struct seen *seen, void *data);
typedef int (*lost_fn)(const struct lost *lost, void *data);

#define STORE_ERROR_SIZE 512

/**
 * struct store - a store, as the beginning of what its operations know of it.
 * @ops: its operations
 * @error: why the last operation failed, a sentence
 */
struct store {
	const struct store_ops *ops;
	char error[STORE_ERROR_SIZE];
};

/**
 * struct store_ops - the operations of a kind of store.
 * @prefix: what its URLs begin with
 * @size: bytes of its structure, which begins with a struct store
 * @open: open what follows the prefix; create it if so asked
 * @append: store a batch, all of it or nothing; one that is there changes nothing
 * @scan: read the rows of a container, by time, machine, boot, serial number and n
 * @lives: read the rows of CONTAINER_OP in which a container takes part itself, by
 *	container, machine, boot, serial number and n
 * @list: read the containers
 * @seen: read the serial numbers seen of a machine, or with NULL of all, by machine, boot
 *	and number
 * @lost: read what was lost of a machine, or with NULL of all, by machine, boot and time
 * @close: free what @open has made, also after it has failed
 *
 * What returns an int returns 0, a negative errno with a sentence in error, or what
 * the function returned that was called.
 */
struct store_ops {
	const char *prefix;
	size_t size;
	int (*open)(struct store *store, const char *rest, bool create);
	int (*append)(struct store *store, struct text batch);
	int (*scan)(struct store *store, const struct query *query, row_fn fn,
		    void *data);
	int (*lives)(struct store *store, const struct life_query *query,
		     row_fn fn, void *data);
	int (*list)(struct store *store, summary_fn fn, void *data);
	int (*seen)(struct store *store, const char *machine, seen_fn fn, void *data);
	int (*lost)(struct store *store, const char *machine, lost_fn fn, void *data);
	void (*close)(struct store *store);
};

extern const struct store_ops store_sqlite, store_clickhouse;

/* The URLs that there are, for messages and for the help */
#define STORE_URLS	"sqlite:///PATH or clickhouse://HOST:PORT/DATABASE"
#define STORE_HELP							\
	"  - sqlite:///PATH: a file\n"						\
	"  - clickhouse://HOST:PORT/DATABASE: ClickHouse, over HTTP; more servers go behind\n" \
	"    a comma each. Options go behind a '?', with '&' between them: cluster=NAME\n" \
	"    (shard over this cluster of theirs), replicas=zookeeper (have the replicas of a\n" \
	"    shard copy rows by ZooKeeper), credentials=FILE (lines with user and password),\n" \
	"    tls=1, and ca=FILE with certificates\n"

/* store.c */
int store_open(struct store **store, const char *url, bool create,
	       char error[STORE_ERROR_SIZE]);
void store_close(struct store *store);
bool store_has(const char *url);
int __attribute__((format(printf, 3, 4)))
store_error(struct store *store, int err, const char *fmt, ...);

#endif /* CONTID_TRAIL_STORE_H */
