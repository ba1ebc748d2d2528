/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Output, as text and as JSON from the same calls. In text, an item is a line of
 * words and of "key value" pairs; in JSON, an object. Errors are kept in
 * ctl->out_errno until output_finish() reports them.
 */
#ifndef CONTIDCTL_OUTPUT_H
#define CONTIDCTL_OUTPUT_H

#include <stdarg.h>


#include "common/ctl.h"
#include "library/json.h"

/* output.c */
void __attribute__((format(printf, 2, 0)))
output_vprintf(struct ctl *ctl, const char *fmt, va_list ap);
void __attribute__((format(printf, 2, 3)))
output_printf(struct ctl *ctl, const char *fmt, ...);
void output_no_memory(struct ctl *ctl);
void output_object(struct ctl *ctl, struct json_object *object);
void output_json_line(struct ctl *ctl, struct json_object *object);
void output_end(struct ctl *ctl);
void output_flush(struct ctl *ctl);
int output_finish(struct ctl *ctl);

/* escape.c */
void escape(char *text, size_t size, const char *bytes, size_t len);
void escape_word(char *text, size_t size, const char *bytes, size_t len);

/* item.c */
/* In which of the two a part of an item is printed */
enum form {
	TEXT = 1,
	JSON = 2,
	BOTH = TEXT | JSON,
};

/**
 * struct item - an item of the output, or a part of one that holds others.
 * @ctl: the run
 * @json: JSON object or array that the next part goes to; NULL in text
 */
struct item {
	struct ctl *ctl;
	struct json_object *json;
};

struct item item_begin(struct ctl *ctl);
void item_end(const struct item *item);
void item_end_line(const struct item *item);
struct item item_array(const struct item *item, const char *key);
struct item item_object(const struct item *array);
struct item item_member(const struct item *item, const char *key);
void __attribute__((format(printf, 2, 3)))
item_words(const struct item *item, const char *fmt, ...);
void item_u32(const struct item *item, enum form form, const char *key,
	      uint32_t value);
void item_u64(const struct item *item, enum form form, const char *key,
	      uint64_t value);
void item_string(const struct item *item, enum form form, const char *key,
		 const char *value);
void item_null(const struct item *item, const char *key);
void item_element(const struct item *array, const char *word);

/* time.c */
/**
 * struct moment - a point in time by two clocks.
 * @boot: nanoseconds of CLOCK_BOOTTIME
 * @real: nanoseconds of CLOCK_REALTIME
 */
struct moment {
	uint64_t boot;
	uint64_t real;
};

struct moment moment_now(void);
void item_moment(const struct item *item, const struct moment *moment);
void item_time(const struct item *item, const char *key,
	       const struct moment *moment);
void item_created(const struct item *item, enum form form, uint64_t created);

/* container.c */
/* How much text says of a container; JSON always has all of it. */
enum detail {
	DETAIL_FULL,	/* as in a list */
	DETAIL_TREE,	/* what the place in a tree does not show */
};

void item_contid(const struct item *item, enum form form, const char *key,
		 uint64_t contid, bool delegated);
void item_container(const struct item *item, const struct contid_info *info,
		    enum detail detail);
void output_container(struct ctl *ctl, const struct contid_info *info);
int output_one_container(struct ctl *ctl, const struct contid_info *info);
void output_changed(struct ctl *ctl, const char *what);

/* name.c */
void item_name(const struct item *item, const char *name);
bool name_matches(const struct contid_info *info, const char *text);

/* netns.c */
void item_netns_words(const struct item *item, const char *key,
		      const char *name, uint64_t number);
void item_netns_name(const struct item *item, const char *key,
		     const char *name);
void item_owner(const struct item *item, const struct contid_info *info);
void item_netns_of(const struct item *item, const struct contid_info *info);

/* process.c */
void output_process(struct ctl *ctl, pid_t pid,
		    const struct contid_info *info, const char *name);

#endif /* CONTIDCTL_OUTPUT_H */
