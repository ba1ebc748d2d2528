// SPDX-License-Identifier: GPL-2.0
/* Requests to ClickHouse's HTTP interface. A query goes in the URL, data in the body. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include <curl/curl.h>

#include "store/http.h"

#define CONNECT_S	5
/* Give up when there is less than a byte a second for so long. */
#ifndef SILENCE_S
#define SILENCE_S	30
#endif
#define ERROR_SIZE	384

/**
 * struct http - a connection.
 * @options: as given
 * @curl: libcurl's handle, which keeps connections open
 * @error: why the last request failed
 * @line: the part of a line that has come
 * @status: HTTP status of the answer
 * @fn: gets lines
 * @data: for @fn
 * @ret: what it has returned
 */
struct http {
	struct http_options options;
	CURL *curl;
	char error[ERROR_SIZE];
	struct bytes line;
	long status;
	http_line_fn fn;
	void *data;
	int ret;
};

struct http *http_new(const struct http_options *options)
{
	struct http *http = calloc(1, sizeof(*http));

	if (!http)
		return NULL;
	http->options = *options;
	http->curl = curl_easy_init();
	if (!http->curl) {
		free(http);
		return NULL;
	}
	return http;
}

void http_free(struct http *http)
{
	if (!http)
		return;
	curl_easy_cleanup(http->curl);
	bytes_free(&http->line);
	free(http);
}

const char *http_error(const struct http *http)
{
	return http->error;
}

/* Give the lines that are complete to the function. */
static void take_lines(struct http *http)
{
	size_t at = 0;
	char *end;

	while (!http->ret && at < http->line.len &&
	       (end = memchr(http->line.data + at, '\n', http->line.len - at))) {
		struct text line = { http->line.data + at,
				     end - http->line.data - at };

		if (http->fn)
			http->ret = http->fn(line, http->data);
		at += line.len + 1;
	}
	http->line.len -= at;
	if (at)
		memmove(http->line.data, http->line.data + at, http->line.len);
}

static size_t on_data(char *data, size_t size, size_t count, void *user)
{
	struct http *http = user;

	size *= count;
	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &http->status);
	/* Of an error, the begin will do. */
	if (http->status != 200 && http->line.len + size > ERROR_SIZE)
		return size;
	bytes_add(&http->line, data, size);
	if (http->line.failed)
		return 0;
	if (http->status == 200)
		take_lines(http);
	return http->ret ? 0 : size;
}

/* The URL of a request, for curl_free(), or NULL */
static char *make_url(struct http *http, int server, const char *database,
		      const char *query, bool insert)
{
	char *escaped = curl_easy_escape(http->curl, query, 0);
	char *url = NULL;

	/* A user who may only read may change no setting. */
	if (escaped &&
	    asprintf(&url, "http%s://%s/?database=%s%s&query=%s",
		     http->options.tls ? "s" : "", http->options.servers[server],
		     database, insert ? "&insert_distributed_sync=1" : "",
		     escaped) < 0)
		url = NULL;
	curl_free(escaped);
	return url;
}

static void set_access(struct http *http)
{
	const struct http_options *options = &http->options;
	CURL *curl = http->curl;

	if (*options->user) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, options->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, options->password);
	}
	if (*options->ca)
		curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca);
}

static void set_request(struct http *http, const char *url, struct text body)
{
	CURL *curl = http->curl;

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, http->options.tls ? "https" : "http");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_POST, 1L);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.at);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)SILENCE_S);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, http);
	set_access(http);
}

/* What became of a request, as 0 or a negative errno with @error set */
static int judge(struct http *http, CURLcode code, const char *server)
{
	if (http->ret)
		return http->ret;
	if (code != CURLE_OK) {
		snprintf(http->error, ERROR_SIZE, "%s: %s", server,
			 curl_easy_strerror(code));
		return code == CURLE_OPERATION_TIMEDOUT ? -ETIMEDOUT : -ECONNREFUSED;
	}
	curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, &http->status);
	if (http->status == 200 && !http->line.len)
		return 0;
	if (http->status == 200)
		snprintf(http->error, ERROR_SIZE, "%s: the answer ends in the middle of a line",
			 server);
	else
		snprintf(http->error, ERROR_SIZE, "%s: HTTP status %ld: %.*s", server,
			 http->status, (int)http->line.len, http->line.data ?: "");
	return -EIO;
}

/**
 * http_ask - make a request.
 * @http: the connection
 * @server: number of the server
 * @database: the database
 * @query: a statement in SQL
 * @body: the data of an "insert"
 * @fn: gets the lines of the answer, or NULL
 * @data: for @fn
 *
 * Return: 0; a negative errno, see http_error(); or what @fn returned.
 */
int http_ask(struct http *http, int server, const char *database,
	     const char *query, struct text body, http_line_fn fn, void *data)
{
	char *url = make_url(http, server, database, query, body.len);
	CURLcode code;

	http->fn = fn;
	http->data = data;
	http->ret = 0;
	http->status = 0;
	bytes_clear(&http->line);
	snprintf(http->error, ERROR_SIZE, "out of memory");
	if (!url)
		return -ENOMEM;
	set_request(http, url, body);
	code = curl_easy_perform(http->curl);
	free(url);
	return judge(http, code, http->options.servers[server]);
}
