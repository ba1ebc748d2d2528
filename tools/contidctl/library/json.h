/* SPDX-License-Identifier: GPL-2.0 */
/* json-c: the functions that contidctl calls, once json_load() has succeeded. */
#ifndef CONTIDCTL_LIBRARY_JSON_H
#define CONTIDCTL_LIBRARY_JSON_H

#include <json-c/json.h>

#include "library/library.h"

#define JSON_FUNCTIONS(function) \
	function(json_object_array_add) \
	function(json_object_get_int64) \
	function(json_object_get_object) \
	function(json_object_get_string) \
	function(json_object_get_string_len) \
	function(json_object_get_type) \
	function(json_object_is_type) \
	function(json_object_new_array) \
	function(json_object_new_int64) \
	function(json_object_new_object) \
	function(json_object_new_string) \
	function(json_object_object_add) \
	function(json_object_object_get_ex) \
	function(json_object_put) \
	function(json_object_to_json_string_ext) \
	function(json_tokener_error_desc) \
	function(json_tokener_free) \
	function(json_tokener_get_error) \
	function(json_tokener_get_parse_end) \
	function(json_tokener_new_ex) \
	function(json_tokener_parse_ex) \
	function(json_tokener_set_flags) \
	function(json_type_to_name)

struct json_functions {
	JSON_FUNCTIONS(LIBRARY_POINTER)
};

extern struct json_functions lib_json;

int json_load(const struct ctl *ctl);

/* What has a name of the library's is called through the pointer. */
#ifndef LIBRARY_NAMES
#define json_object_array_add lib_json.json_object_array_add
#define json_object_get_int64 lib_json.json_object_get_int64
#define json_object_get_object lib_json.json_object_get_object
#define json_object_get_string lib_json.json_object_get_string
#define json_object_get_string_len lib_json.json_object_get_string_len
#define json_object_get_type lib_json.json_object_get_type
#define json_object_is_type lib_json.json_object_is_type
#define json_object_new_array lib_json.json_object_new_array
#define json_object_new_int64 lib_json.json_object_new_int64
#define json_object_new_object lib_json.json_object_new_object
#define json_object_new_string lib_json.json_object_new_string
#define json_object_object_add lib_json.json_object_object_add
#define json_object_object_get_ex lib_json.json_object_object_get_ex
#define json_object_put lib_json.json_object_put
#define json_object_to_json_string_ext lib_json.json_object_to_json_string_ext
#define json_tokener_error_desc lib_json.json_tokener_error_desc
#define json_tokener_free lib_json.json_tokener_free
#define json_tokener_get_error lib_json.json_tokener_get_error
#define json_tokener_get_parse_end lib_json.json_tokener_get_parse_end
#define json_tokener_new_ex lib_json.json_tokener_new_ex
#define json_tokener_parse_ex lib_json.json_tokener_parse_ex
#define json_tokener_set_flags lib_json.json_tokener_set_flags
#define json_type_to_name lib_json.json_type_to_name
#endif

#endif /* CONTIDCTL_LIBRARY_JSON_H */
