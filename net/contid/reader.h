/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Readers: sockets that get the audit records of a container. States, locks and
 * references: Documentation/contid/readers.rst.
 */

#ifndef _NET_CONTID_READER_H
#define _NET_CONTID_READER_H

#include <linux/mutex.h>
#include <linux/ratelimit_types.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/contid_read.h>

struct contid_requester;
struct pid;
struct sock;

/*
 * Bytes of events that wait for the worker, at most. It is the memory of all
 * readers together beside that of their sockets.
 */
#define CONTID_READ_BACKLOG	(16 << 20)

#define CONTID_READ_HASH_BITS	8

/**
 * struct contid_read - all readers, and the events on their way to them
 * @mutex: held while an event is sent, and with @lock to change the lists of
 *	   readers; see readers.rst
 * @lock: irq-safe; see readers.rst
 * @readers: by container
 * @socks: by port
 * @ending: readers whose container has ended, under @lock
 * @open: events whose last record is not here yet, under @lock
 * @queue: events for the worker, under @lock
 * @backlog: bytes of the events in @queue
 * @last_no: number of the last event
 * @nr_readers: how many there are, under @lock
 * @work: sends what is in @queue
 * @delivered: records sent to readers
 * @lost: records lost by readers
 */
struct contid_read {
	struct mutex		mutex;	/* one event, or one reader */
	spinlock_t		lock;	/* irq-safe, innermost */
	struct hlist_head	readers[1 << CONTID_READ_HASH_BITS];
	struct hlist_head	socks[1 << CONTID_READ_HASH_BITS];
	struct list_head	ending;
	struct list_head	open;
	struct list_head	queue;
	size_t			backlog;
	u64			last_no;
	u64			nr_readers;
	struct work_struct	work;
	atomic64_t		delivered;
	atomic64_t		lost;
};

extern struct contid_read contid_read;

/**
 * struct contid_read_sock - a socket that reads
 * @by_port: in contid_read.socks
 * @sk: the socket, with a reference
 * @readers: one for each container that it reads
 * @limit: sum of their limits
 */
struct contid_read_sock {
	struct hlist_node	by_port;
	struct sock		*sk;
	struct list_head	readers;
	u64			limit;
};

/**
 * struct contid_reader - a socket reads a container
 * @by_container: in contid_read.readers
 * @of_sock: in @rs->readers
 * @by_end: in contid_read.ending, or empty
 * @rs: the socket
 * @container: container, with a reference to its memory
 * @delegator: container that the authority to read was delegated to, likewise; or
 *	       NULL
 * @daemon: of @container, if this is its audit daemon; or NULL
 * @opener: process that sent READ, or the daemon; a reference
 * @first: number of the first event that it gets
 * @sent: number of the event that the worker has considered last
 * @counted: and of the one that was counted as lost last; under read->lock
 * @lost: records
 * @reported: value of @lost that the socket has been sent
 * @limit: bytes
 * @trim: whether records are trimmed
 * @loss_logged: whether its first loss is in the log
 */
struct contid_reader {
	struct hlist_node	by_container;
	struct list_head	of_sock;
	struct list_head	by_end;
	struct contid_read_sock	*rs;
	struct contid		*container;
	struct contid		*delegator;
	struct contid_daemon	*daemon;
	struct pid		*opener;
	u64			first;
	u64			sent;
	u64			counted;
	atomic64_t		lost;
	u64			reported;
	u32			limit;
	bool			trim;
	bool			loss_logged;
};

/**
 * struct contid_daemon - what a container with CONTID_FLAG_AUDITD has
 * @reader: its daemon, or NULL; under contid_read.mutex
 * @backlog_limit: records that may wait in the daemon's socket
 * @rate_limit: records a second, or 0
 * @rate_begin: when the present second began, in jiffies; of the worker
 * @rate_sent: records that were sent in it; of the worker
 * @lost: records that its daemons have lost
 * @messages: limits the user messages of the container
 */
struct contid_daemon {
	struct contid_reader	*reader;
	u32			backlog_limit;
	u32			rate_limit;
	unsigned long		rate_begin;
	u32			rate_sent;
	atomic_t		lost;
	struct ratelimit_state	messages;
};

/* reader.c */

int contid_readers_init(void);
struct hlist_head *contid_readers_of(const struct contid *container);
struct contid_reader *contid_reader_alloc(struct contid *container,
					  struct contid *delegator);
struct contid_reader *contid_reader_find(const struct sock *sk, u32 portid,
					 const struct contid *container);
int contid_reader_add(struct contid_reader *reader, struct sock *sk,
		      u32 portid);
void contid_read_count(u64 *readers, u64 *delivered, u64 *lost);
void contid_reader_remove(struct contid_reader *reader);
void contid_reader_lose(struct contid_reader *reader, unsigned int records);
u32 contid_reader_waiting(const struct contid_reader *reader);
void contid_reader_free(struct contid_reader *reader);

/* read_event.c */

void contid_read_event_free(struct contid_read_event *event);

/* read.c */

void contid_read_enable(void);

/* read_visit.c */

typedef void (*contid_read_visitor)(struct contid_reader *reader,
				    const struct contid_read_event *event);

void contid_read_visit(const struct contid_read_event *event,
		       contid_read_visitor visit);
void contid_read_lose_event(struct contid_read_event *event);

/* read_send.c */

struct contid_read_event *contid_read_next(void);
void contid_read_work(struct work_struct *work);

/* read_select.c */

/**
 * enum contid_share - what of an event a reader gets
 * @CONTID_SHARE_NONE: nothing
 * @CONTID_SHARE_OPS: CONTAINER_OP about its containers; the acting process is
 *	outside
 * @CONTID_SHARE_ALL: all records
 */
enum contid_share {
	CONTID_SHARE_NONE,
	CONTID_SHARE_OPS,
	CONTID_SHARE_ALL,
};

enum contid_share contid_read_share(const struct contid_read_event *event,
				    const struct contid *container);
bool contid_read_wants(enum contid_share share, struct sk_buff *record,
		       const struct contid *container, bool trim);
unsigned int contid_read_wanted(const struct contid_reader *reader,
				const struct contid_read_event *event,
				enum contid_share share);

/* read_message.c */

int contid_read_write(struct sk_buff_head *datagrams,
		      struct contid_reader *reader,
		      const struct contid_read_event *event,
		      enum contid_share share, u64 lost);
struct sk_buff *contid_read_write_end(const struct contid_reader *reader);

/* trim.c */

/* Two lineages of one digit become "-1". */
#define CONTID_TRIM_GROWTH	2

size_t contid_trim(char *to, const char *text, size_t len, u32 type,
		   const struct contid_about *about,
		   const struct contid *container);

#endif /* _NET_CONTID_READER_H */
