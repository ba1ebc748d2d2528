/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Printing, for those who print: what fails is kept in the run until
 * print_flush() tells it.
 */
#ifndef CONTIDCTL_EMIT_H
#define CONTIDCTL_EMIT_H

#include <json-c/json.h>

#include "ctl.h"

/* emit.c */
void __attribute__((format(printf, 2, 3)))
emit(struct ctl *ctl, const char *fmt, ...);
void escape(char *text, size_t size, const char *bytes, size_t len);
void emit_no_memory(struct ctl *ctl);
void emit_flush(struct ctl *ctl);
void emit_object(struct ctl *ctl, struct json_object *object);
void emit_json_line(struct ctl *ctl, struct json_object *object);
void json_add(struct ctl *ctl, struct json_object *object, const char *key,
	      struct json_object *value);
void json_append(struct ctl *ctl, struct json_object *array,
		 struct json_object *value);
void json_add_u64(struct ctl *ctl, struct json_object *object,
		  const char *key, uint64_t value);
void json_add_u32(struct ctl *ctl, struct json_object *object,
		  const char *key, uint32_t value);

/* print_container.c */
void emit_contid(struct ctl *ctl, const char *key, uint64_t contid);
void emit_flags(struct ctl *ctl, const struct contid_info *info);
void emit_owner(struct ctl *ctl, const struct contid_info *info);
void emit_container(struct ctl *ctl, const struct contid_info *info);
void json_add_container(struct ctl *ctl, struct json_object *object,
			const struct contid_info *info);

/* print_netns.c */
void emit_netns(struct ctl *ctl, const char *key, const char *name,
		uint64_t number);
void emit_netns_of(struct ctl *ctl, const struct contid_info *info);
void json_add_name(struct ctl *ctl, struct json_object *object,
		   const char *key, const char *name);
void json_add_netns_of(struct ctl *ctl, struct json_object *object,
		       const struct contid_info *info);

#endif /* CONTIDCTL_EMIT_H */
