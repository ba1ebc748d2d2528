// SPDX-License-Identifier: GPL-2.0
/*
 * A thread that brings what waits in the spool to the store, in order. The thread that
 * reads records never waits for a store that is slow or away.
 */

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "collect/sender.h"
#include "store/store.h"

/* Seconds until the next attempt, from the first failure on */
#define RETRY_FIRST	1
#define RETRY_MAX	30

/**
 * struct sender - the thread.
 * @trail: for messages
 * @spool: what it empties
 * @thread: the thread
 * @lock: guards what follows, up to @stop
 * @changed: something of that has changed
 * @url: URL of the store
 * @reopen: @url has changed
 * @failures: attempts that have failed since the last success
 * @stop: to stop when the spool is empty, or at the next failure
 * @store: the store, NULL while it is not open
 * @error: why the last attempt failed, and a message has been given
 * @batch: the batch that is being sent
 */
struct sender {
	const struct trail *trail;
	struct spool *spool;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	char *url;
	bool reopen;
	unsigned int failures;
	bool stop;
	struct store *store;
	char error[STORE_ERROR_SIZE];
	struct bytes batch;
};

/* Whether they are one text, but for the numbers: of a server's process, of a row */
static bool same_failure(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;;) {
		a += strspn(a, digits);
		b += strspn(b, digits);
		if (*a != *b || !*a)
			return *a == *b;
		a++;
		b++;
	}
}

/* One message for each kind of failure, until there is a success */
static void report(struct sender *sender, const char *error)
{
	uint64_t batches, records = 0;

	if (same_failure(error, sender->error))
		return;
	snprintf(sender->error, sizeof(sender->error), "%s", error);
	batches = spool_waiting(sender->spool, &records);
	trail_failed(sender->trail, "%s; %llu batches of %llu records wait in %s",
		     error, (unsigned long long)batches,
		     (unsigned long long)records, spool_path(sender->spool));
}

static int open_store(struct sender *sender)
{
	char error[STORE_ERROR_SIZE];
	char *url = NULL;
	bool open;
	int err;

	pthread_mutex_lock(&sender->lock);
	if (sender->reopen) {
		store_close(sender->store);
		sender->store = NULL;
		sender->reopen = false;
	}
	open = sender->store;
	if (!open)
		url = strdup(sender->url);
	pthread_mutex_unlock(&sender->lock);
	if (open)
		return 0;
	if (!url)
		return -ENOMEM;

	err = store_open(&sender->store, url, true, error);
	free(url);
	if (err)
		report(sender, error);
	return err;
}

static int append(struct sender *sender)
{
	struct text batch = { sender->batch.data, sender->batch.len };
	int err = open_store(sender);

	if (err)
		return err;
	err = sender->store->ops->append(sender->store, batch);
	if (!err)
		return 0;
	report(sender, sender->store->error);
	/* It may work again through a new connection. */
	store_close(sender->store);
	sender->store = NULL;
	return err;
}

/* What became of an attempt */
enum sent {
	SENT,
	SENT_NONE,	/* none waits */
	SENT_FAILED,	/* after a message */
};

/* Send the next batch. */
static enum sent send_one(struct sender *sender)
{
	uint64_t records;
	int64_t id;
	int err;

	err = spool_first(sender->spool, &id, &sender->batch, &records);
	if (err == -ENOENT)
		return SENT_NONE;
	if (err) {
		report(sender, "the spool cannot be read");
		return SENT_FAILED;
	}
	err = append(sender);
	/* A batch that was damaged on the disk stays so; it shows as a gap. */
	if (err == -EBADMSG)
		trail_failed(sender->trail, "a batch of %llu records is given up",
			     (unsigned long long)records);
	else if (err)
		return SENT_FAILED;
	if (sender->error[0] && err != -EBADMSG)
		trail_failed(sender->trail, "the store takes records again");
	sender->error[0] = '\0';
	err = spool_remove(sender->spool, id, sender->batch.len, records);
	if (err)
		report(sender, "the spool cannot be written");
	return err ? SENT_FAILED : SENT;
}

/* Wait for something to do; after a failure, for a while. */
static void wait_for_work(struct sender *sender, bool failed)
{
	struct timespec until;
	unsigned int seconds = RETRY_MAX;

	clock_gettime(CLOCK_MONOTONIC, &until);
	if (sender->failures < 5)
		seconds = RETRY_FIRST << sender->failures;
	until.tv_sec += seconds;
	while (!sender->stop && !sender->reopen) {
		if (!failed && spool_waiting(sender->spool, NULL))
			break;
		if (!failed)
			pthread_cond_wait(&sender->changed, &sender->lock);
		else if (pthread_cond_timedwait(&sender->changed, &sender->lock,
						&until))
			break;
	}
}

/* After an attempt: wait for the next one. Returns false when there shall be none. */
static bool goes_on(struct sender *sender, enum sent sent)
{
	bool failed = sent == SENT_FAILED;

	sender->failures = failed ? sender->failures + 1 : 0;
	pthread_cond_broadcast(&sender->changed);
	if (sender->stop && failed)
		return false;
	/* A batch may have come since the spool was found empty. */
	if (sender->stop && sent == SENT_NONE)
		return spool_waiting(sender->spool, NULL);
	if (sent != SENT)
		wait_for_work(sender, failed);
	return true;
}

static void *run(void *data)
{
	struct sender *sender = data;
	enum sent sent;
	bool more;

	do {
		sent = send_one(sender);
		pthread_mutex_lock(&sender->lock);
		more = goes_on(sender, sent);
		pthread_mutex_unlock(&sender->lock);
	} while (more);
	return NULL;
}

static void init(struct sender *sender)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&sender->changed, &attr);
	pthread_condattr_destroy(&attr);
	pthread_mutex_init(&sender->lock, NULL);
}

/**
 * sender_start - begin to send.
 * @trail: the run, for messages
 * @spool: what to send
 * @url: where to
 *
 * Return: the thread, for sender_stop(); NULL if there can be none.
 */
struct sender *sender_start(const struct trail *trail, struct spool *spool,
			    const char *url)
{
	struct sender *sender = calloc(1, sizeof(*sender));

	if (!sender)
		return NULL;
	sender->trail = trail;
	sender->spool = spool;
	sender->url = strdup(url);
	init(sender);
	if (sender->url &&
	    !pthread_create(&sender->thread, NULL, run, sender))
		return sender;
	free(sender->url);
	free(sender);
	return NULL;
}

/* There is something new in the spool. */
void sender_wake(struct sender *sender)
{
	pthread_mutex_lock(&sender->lock);
	pthread_cond_broadcast(&sender->changed);
	pthread_mutex_unlock(&sender->lock);
}

/* Wait until at most @batches wait. Returns false if the store has failed thrice. */
bool sender_wait(struct sender *sender, uint64_t batches)
{
	bool fine = true;

	pthread_mutex_lock(&sender->lock);
	while (spool_waiting(sender->spool, NULL) > batches) {
		fine = sender->failures < 3;
		if (!fine)
			break;
		pthread_cond_wait(&sender->changed, &sender->lock);
	}
	pthread_mutex_unlock(&sender->lock);
	return fine;
}

/* The store is another one. */
void sender_change(struct sender *sender, const char *url)
{
	char *copy = strdup(url);

	pthread_mutex_lock(&sender->lock);
	if (copy) {
		free(sender->url);
		sender->url = copy;
	}
	sender->reopen = true;
	pthread_cond_broadcast(&sender->changed);
	pthread_mutex_unlock(&sender->lock);
}

/**
 * sender_stop - send what waits, and end.
 * @sender: the thread, which is freed
 *
 * Return: whether the spool is empty.
 */
bool sender_stop(struct sender *sender)
{
	bool empty;

	pthread_mutex_lock(&sender->lock);
	sender->stop = true;
	pthread_cond_broadcast(&sender->changed);
	pthread_mutex_unlock(&sender->lock);
	pthread_join(sender->thread, NULL);

	empty = !spool_waiting(sender->spool, NULL);
	store_close(sender->store);
	bytes_free(&sender->batch);
	pthread_cond_destroy(&sender->changed);
	pthread_mutex_destroy(&sender->lock);
	free(sender->url);
	free(sender);
	return empty;
}
