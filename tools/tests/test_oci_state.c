// SPDX-License-Identifier: GPL-2.0
/*
 * contidctl oci-hook: states that are no states. None of them may reach the
 * kernel, and the message says what is wrong with it.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "oci/oci.h"
#include "oci.h"

#define ID	"\"" OCI_ID "\""
#define ANNOTATIONS(text)						\
	OCI_STATE(ID, "\"created\"", "1", ",\"annotations\":" text)
#define ANNOTATION(name, value)						\
	ANNOTATIONS("{\"org.contid." name "\":\"" value "\"}")

static void is_refused(const char *text, const char *why)
{
	char err[1024];
	size_t len;

	cli_input = text;
	run("none", "oci-hook");
	/* Last comes which container it is, as far as that is known. */
	len = snprintf(err, sizeof(err), OCI_SAYS "%s\n" OCI_TRY OCI_SAYS
		       "container '", why);
	if (strncmp(result.err, err, len))
		assert_string_equal(result.err, err);
	assert_non_null(strstr(result.err + len, "' is not to start\n"));
	run_check(1, "", NULL);
}

static void wrong_states_are_reported(void **state)
{
	static const struct {
		const char *text;
		const char *err;
	} wrong[] = {
		{ "", "standard input is empty: an OCI runtime writes the container's state to it" },
		{ " \n", "the state is no JSON at byte 2: unexpected end of data" },
		{ "pid 1", "the state is no JSON at byte 0: unexpected character" },
		{ "null", "the state is no JSON object" },
		{ "[]", "the state is no JSON object" },
		{ "\"{}\"", "the state is no JSON object" },
		{ "17", "the state is no JSON object" },
		{ "{}", "the state has no 'ociVersion'" },
		{ "{} {}", "the state is no JSON at byte 3: unexpected character" },
		{ "{}x", "the state is no JSON at byte 2: unexpected character" },
		{ "{", "the state is no JSON at byte 1: unexpected end of data" },
		{ "{\"pid\":1,}", "the state is no JSON at byte 9: unexpected character" },
		{ "{/**/}", "the state is no JSON at byte 1: quoted object property name expected" },
		{ "{\"pid\":01}", "the state is no JSON at byte 9: number expected" },
		{ "{\"a\":\"\xff\"}", "the state is no JSON at byte 6: invalid utf-8 string" },
		{ OCI_STATE("\"4f2a000000000001\\u00002\"", "\"created\"", "1", ""),
		  "'id' of the state has a NUL in it" },
		{ ANNOTATION("contid", "7\\u00008"),
		  "annotation 'org.contid.contid' has a NUL in it" },
		{ "{\"\\\\u0000\":1}", "the state has no 'ociVersion'" },

		/* Members */
		{ "{\"ociVersion\":1}", "'ociVersion' of the state is of type int, and should be string" },
		{ "{\"ociVersion\":\"\"}", "'ociVersion' of the state is empty" },
		{ "{\"ociVersion\":\"1.0.2\"}", "the state has no 'id'" },
		{ "{\"ociVersion\":\"1.0.2\",\"id\":\"1\"}", "the state has no 'status'" },
		{ "{\"ociVersion\":\"1.0.2\",\"id\":\"1\",\"status\":\"created\"}",
		  "the state has no 'pid'" },
		{ "{\"ociVersion\":\"1.0.2\",\"id\":\"1\",\"status\":\"created\",\"pid\":1}",
		  "the state has no 'bundle'" },
		{ OCI_STATE("17", "\"created\"", "1", ""),
		  "'id' of the state is of type int, and should be string" },
		{ OCI_STATE("\"\"", "\"created\"", "1", ""), "'id' of the state is empty" },
		{ OCI_STATE(ID, "null", "1", ""),
		  "'status' of the state is of type null, and should be string" },
		{ OCI_STATE(ID, "\"running\"", "1", ""),
		  "the container is 'running', neither 'creating' nor 'created': have the hook run at createRuntime or prestart" },
		{ OCI_STATE(ID, "\"stopped\"", "1", ""),
		  "the container is 'stopped', neither 'creating' nor 'created': have the hook run at createRuntime or prestart" },
		{ OCI_STATE(ID, "\"\\u001b[31m\\\\\"", "1", ""),
		  "the container is '\\033[31m\\134', neither 'creating' nor 'created': have the hook run at createRuntime or prestart" },
		{ OCI_STATE(ID, "\"created\"", "\"1\"", ""),
		  "'pid' of the state is of type string, and should be int" },
		{ OCI_STATE(ID, "\"created\"", "1.0", ""),
		  "'pid' of the state is of type double, and should be int" },
		{ OCI_STATE(ID, "\"created\"", "1e3", ""),
		  "'pid' of the state is of type double, and should be int" },
		{ OCI_STATE(ID, "\"created\"", "true", ""),
		  "'pid' of the state is of type boolean, and should be int" },
		{ OCI_STATE(ID, "\"created\"", "null", ""),
		  "'pid' of the state is of type null, and should be int" },
		{ OCI_STATE(ID, "\"created\"", "[1]", ""),
		  "'pid' of the state is of type array, and should be int" },
		{ OCI_STATE(ID, "\"created\"", "0", ""),
		  "'pid' of the state is 0, which is no process id" },
		{ OCI_STATE(ID, "\"created\"", "-1", ""),
		  "'pid' of the state is -1, which is no process id" },
		{ OCI_STATE(ID, "\"created\"", "2147483648", ""),
		  "'pid' of the state is 2147483648, which is no process id" },
		/* 2^32 + 1, which is 1 when cut to 32 bits; 2^64 + 1 */
		{ OCI_STATE(ID, "\"created\"", "4294967297", ""),
		  "'pid' of the state is 4294967297, which is no process id" },
		{ OCI_STATE(ID, "\"created\"", "18446744073709551617", ""),
		  "'pid' of the state is 18446744073709551615, which is no process id" },
		{ OCI_STATE(ID, "\"created\"", "-18446744073709551617", ""),
		  "'pid' of the state is -9223372036854775808, which is no process id" },
		{ ANNOTATIONS("null"),
		  "'annotations' of the state is of type null, and should be object" },
		{ ANNOTATIONS("[]"),
		  "'annotations' of the state is of type array, and should be object" },
		{ ANNOTATIONS("{\"other\":1}"),
		  "annotation 'other' is of type int, and should be string" },
		{ ANNOTATIONS("{\"org.contid.delegate\":true}"),
		  "annotation 'org.contid.delegate' is of type boolean, and should be string" },
		{ ANNOTATIONS("{\"org.contid.contid\":null}"),
		  "annotation 'org.contid.contid' is of type null, and should be string" },

		/* Identifiers */
		{ OCI_STATE("\"box\"", "\"created\"", "1", ""),
		  "container id 'box' is no hex id of 16 or more digits: give the container an annotation org.contid.contid" },
		{ OCI_STATE("\"4f2a00000000001\"", "\"created\"", "1", ""),
		  "container id '4f2a00000000001' is no hex id of 16 or more digits: give the container an annotation org.contid.contid" },
		{ OCI_STATE("\"4f2a000000000001g\"", "\"created\"", "1", ""),
		  "container id '4f2a000000000001g' is no hex id of 16 or more digits: give the container an annotation org.contid.contid" },
		{ OCI_STATE("\"707\"", "\"created\"", "1", ""),
		  "container id '707' is no hex id of 16 or more digits: give the container an annotation org.contid.contid" },
		{ OCI_STATE("\"1234567890123456\"", "\"created\"", "1", ""),
		  "container id '1234567890123456' is no hex id of 16 or more digits: give the container an annotation org.contid.contid" },
		{ OCI_STATE("\"0x4f2a000000000001\"", "\"created\"", "1", ""),
		  "container id '0x4f2a000000000001' is no hex id of 16 or more digits: give the container an annotation org.contid.contid" },
		{ OCI_STATE("\"ffffffffffffffff01\"", "\"created\"", "1", ""),
		  "the container's id is 'ffffffffffffffff01', which is no CONTID: 0 to 18446744073709551614" },
		{ OCI_STATE("\"\\u00e9\"", "\"created\"", "1", ""),
		  "container id '\\303\\251' is no hex id of 16 or more digits: give the container an annotation org.contid.contid" },
		{ ANNOTATION("contid", ""),
		  "org.contid.contid is '', which is no CONTID: a number or a hex id of 16 or more digits" },
		{ ANNOTATION("contid", "-1"),
		  "org.contid.contid is '-1', which is no CONTID: a number or a hex id of 16 or more digits" },
		{ ANNOTATION("contid", " 7"),
		  "org.contid.contid is ' 7', which is no CONTID: a number or a hex id of 16 or more digits" },
		{ ANNOTATION("contid", "7e1"),
		  "org.contid.contid is '7e1', which is no CONTID: a number or a hex id of 16 or more digits" },
		{ ANNOTATION("contid", "4f2a00000000001"),
		  "org.contid.contid is '4f2a00000000001', which is no CONTID: a number or a hex id of 16 or more digits" },
		{ ANNOTATION("contid", "18446744073709551615"),
		  "org.contid.contid is '18446744073709551615', which is no CONTID: 0 to 18446744073709551614" },
		{ ANNOTATION("contid", "18446744073709551616"),
		  "org.contid.contid is '18446744073709551616', which is no CONTID: 0 to 18446744073709551614" },
		{ ANNOTATION("contid", "0xFFFFFFFFFFFFFFFF"),
		  "org.contid.contid is '0xFFFFFFFFFFFFFFFF', which is no CONTID: 0 to 18446744073709551614" },
		{ ANNOTATION("contid", "unset"),
		  "org.contid.contid is 'unset', which is no CONTID: a number or a hex id of 16 or more digits" },
		{ ANNOTATION("parent", "pod"),
		  "org.contid.parent is 'pod', which is no CONTID: a number or a hex id of 16 or more digits" },
		{ ANNOTATION("parent", OCI_ID),
		  "org.contid.parent is '" OCI_ID "', which is the container itself" },
		{ ANNOTATION("delegate", "yes"),
		  "org.contid.delegate is 'yes', neither 'true' nor 'false'" },
		{ ANNOTATION("auditd", "yes"),
		  "org.contid.auditd is 'yes', neither 'true' nor 'false'" },
		{ ANNOTATION("delegate", "TRUE"),
		  "org.contid.delegate is 'TRUE', neither 'true' nor 'false'" },
		{ ANNOTATION("delegate", ""),
		  "org.contid.delegate is '', neither 'true' nor 'false'" },
		{ ANNOTATION("limit", "5"),
		  "org.contid.limit goes with org.contid.delegate 'true'" },
		{ ANNOTATION("limit", "5\",\"org.contid.delegate\":\"false"),
		  "org.contid.limit goes with org.contid.delegate 'true'" },
		{ ANNOTATION("limit", "0\",\"org.contid.delegate\":\"true"),
		  "org.contid.limit is '0', which is no limit: 1 to 4294967295" },
		{ ANNOTATION("limit", "-1\",\"org.contid.delegate\":\"true"),
		  "org.contid.limit is '-1', which is no limit: 1 to 4294967295" },
		{ ANNOTATION("limit", "4294967296\",\"org.contid.delegate\":\"true"),
		  "org.contid.limit is '4294967296', which is no limit: 1 to 4294967295" },
		{ ANNOTATION("limit", "18446744073709551617\",\"org.contid.delegate\":\"true"),
		  "org.contid.limit is '18446744073709551617', which is no limit: 1 to 4294967295" },
		{ ANNOTATION("limit", "0x5\",\"org.contid.delegate\":\"true"),
		  "org.contid.limit is '0x5', which is no limit: 1 to 4294967295" },
		{ ANNOTATION("name", ""),
		  "org.contid.name is '', which is no name: 1 to 128 bytes" },
		{ ANNOTATION("delegated", "true"),
		  "annotation 'org.contid.delegated' is unknown; there are contid, parent, delegate, limit, auditd and name" },
		{ ANNOTATION("CONTID", "7"),
		  "annotation 'org.contid.CONTID' is unknown; there are contid, parent, delegate, limit, auditd and name" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		is_refused(wrong[i].text, wrong[i].err);
}

/* An object of as many levels */
static void nest(char *text, int levels)
{
	int i;

	strcpy(text, "{\"x\":");
	for (i = 1; i < levels; i++)
		strcat(text, "[");
	for (i = 1; i < levels; i++)
		strcat(text, "]");
	strcat(text, "}");
}

static void states_have_limits(void **state)
{
	static char text[2000001];

	(void)state;
	nest(text, 16);
	is_refused(text, "the state has no 'ociVersion'");
	nest(text, 17);
	is_refused(text, "the state is nested more than 16 deep");
	nest(text, 10000);
	is_refused(text, "the state is nested more than 16 deep");

	memset(text, ' ', sizeof(text) - 1);
	memcpy(text, "{}", 2);
	is_refused(text, "the state is larger than 1048576 bytes: give the container fewer annotations");
	text[1048577] = '\0';
	is_refused(text, "the state is larger than 1048576 bytes: give the container fewer annotations");
	text[1048576] = '\0';
	is_refused(text, "the state has no 'ociVersion'");
}

static void container_is_named(void **state)
{
	(void)state;
	cli_input = OCI_STATE("\"a\\nb\"", "\"running\"", "1", "");
	run("none", "oci-hook");
	run_check(1, "", OCI_SAYS "the container is 'running', neither 'creating' nor 'created': have the hook run at createRuntime or prestart\n"
		  OCI_TRY OCI_CLOSED("a\\012b"));
	cli_input = OCI_STATE("7", "\"running\"", "1", "");
	run("none", "oci-hook", "--fail=open");
	run_check(0, "", OCI_SAYS "'id' of the state is of type int, and should be string\n"
		  OCI_TRY OCI_OPEN("?"));
}

static int hole;

static void from_hole(void)
{
	dup2(hole, STDIN_FILENO);
}

static void input_is_read_as_bytes(void **state)
{
	static const char bytes[] = "{\"pid\":1}\0";

	(void)state;
	hole = memfd_create("state", MFD_CLOEXEC);
	assert_true(hole >= 0);
	assert_int_equal(write(hole, bytes, sizeof(bytes)), sizeof(bytes));
	lseek(hole, 0, SEEK_SET);
	cli_before = from_hole;
	run("none", "oci-hook");
	run_check(1, "", OCI_SAYS "the state has a NUL in it\n" OCI_TRY
		  OCI_CLOSED("?"));
	close(hole);

	/* A directory cannot be read. */
	hole = open("/", O_RDONLY | O_CLOEXEC);
	cli_before = from_hole;
	run("none", "oci-hook");
	run_check(2, "", OCI_SAYS "standard input: Is a directory\n"
		  OCI_CLOSED("?"));
	close(hole);
}

/* Whether the hook takes @len bytes for a state. */
static bool is_state(const char *text, size_t len)
{
	static const struct oci_options options = { .annotations = true, .pod = "pod" };
	struct ctl ctl = { .name = "contidctl: oci-hook" };
	struct json_object *root;
	struct oci_state state;
	struct oci_spec spec;
	int fd = memfd_create("state", MFD_CLOEXEC);
	int ret;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, len), len);
	lseek(fd, 0, SEEK_SET);
	ret = oci_json_read(&ctl, fd, &root);
	close(fd);
	if (!ret) {
		ret = oci_state_read(&ctl, root, &state);
		if (!ret)
			ret = oci_spec_parse(&ctl, &state, &options, &spec);
		json_object_put(root);
	}
	assert_in_range(ret, CTL_DONE, CTL_USAGE);
	return !ret;
}

/*
 * A state with everything in it, cut at each byte, and with each byte replaced,
 * doubled, left out: whatever becomes of it, nothing is read or written where it
 * should not be, which the sanitizers watch.
 */
static void damage_does_no_harm(void **state)
{
	static const char whole[] =
		"{\"ociVersion\":\"1.0.2\",\"id\":" ID ",\"status\":\"created\","
		"\"pid\":1,\"bundle\":\"/\\u00e9\",\"annotations\":{"
		"\"org.contid.contid\":\"0xC0FFEE\",\"org.contid.parent\":\"7\","
		"\"org.contid.delegate\":\"true\",\"org.contid.limit\":\"5\","
		"\"pod\":\"8\"},\"x\":[{\"y\":-1.5e3},null,false]}";
	static const char with[] = "\"\\{}[]:,'u0-.eEtI/ \n\x7f\x80\xc3\xff";
	const size_t len = sizeof(whole) - 1;
	char text[sizeof(whole) + 1];
	int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
	int err = dup(STDERR_FILENO);
	size_t i, j;

	(void)state;
	dup2(null, STDERR_FILENO);	/* thousands of messages */
	assert_true(is_state(whole, len));
	for (i = 0; i < len; i++) {
		assert_false(is_state(whole, i));
		memcpy(text, whole, len);
		for (j = 0; j < sizeof(with); j++) {
			text[i] = with[j];
			is_state(text, len);
		}
		memcpy(text + i, whole + i + 1, len - i - 1);
		is_state(text, len - 1);
		memcpy(text, whole, i + 1);
		memcpy(text + i + 1, whole + i, len - i);
		is_state(text, len + 1);
	}
	dup2(err, STDERR_FILENO);
	close(err);
	close(null);
}

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = { { NULL, NULL } };
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_states_are_reported),
		cmocka_unit_test(container_is_named),
		cmocka_unit_test(states_have_limits),
		cmocka_unit_test(input_is_read_as_bytes),
		cmocka_unit_test(damage_does_no_harm),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
