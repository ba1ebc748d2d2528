// SPDX-License-Identifier: GPL-2.0
/* contidctl rule: rules made of words, and words made of rules. */

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli.h"
#include "fake_audit.h"

#define EXIT	"-a", "always,exit"
#define KNOWN	0x7f	/* features of a kernel without contid */

/* What goes to the kernel. In buf, 707 is c3 02; the keys are a and b. */
static void rules_are_made_to_the_byte(void **state)
{
	static const struct {
		const char *rule;
		const char *out;
	} rules[] = {
		{ "-a always,exit -F contid=707",
		  "list 4 action 2 sys all 27:40000000:8 buf c302000000000000\n" },
		{ "-a exit,never -F contid!=0x2c3 -F uid=0",
		  "list 4 action 0 sys all 1:40000000:0 27:30000000:8 buf c302000000000000\n" },
		{ "-A always,exit -F arch=b64 -S openat -F contid=unset -k a -F exe=/s -k b",
		  "list 20 action 2 sys 257 11:40000000:3221225534 112:40000000:2 210:40000000:3 27:40000000:8 buf 2f73610162ffffffffffffffff\n" },
		{ "-a never,task -F contid=5",
		  "list 1 action 0 27:40000000:8 buf 0500000000000000\n" },
		{ "-a always,task -F contid!=unset",
		  "list 1 action 2 27:30000000:8 buf ffffffffffffffff\n" },
		{ "-a always,io_uring -S openat,28 -F contid=1 -F contid!=2",
		  "list 7 action 2 sys 18 sys 28 27:40000000:8 27:30000000:8 buf 01000000000000000200000000000000\n" },
		{ "-a always,exclude -F contid=4f2a0000000000012222",
		  "list 5 action 2 sys all 27:40000000:8 buf 0100000000002a4f\n" },
		{ "-a always,filesystem -F fstype=tracefs -F contid=docker-4f2a000000000001.scope",
		  "list 6 action 2 sys all 26:40000000:1953653091 27:40000000:8 buf 0100000000002a4f\n" },
		{ "-a never,user -F contid=18446744073709551614 -k a",
		  "list 0 action 0 sys all 210:40000000:1 27:40000000:8 buf 61feffffffffffffff\n" },
		{ "-w /nowhere// -p WA -F contid=1 -k a",
		  "list 4 action 2 sys all 105:40000000:8 106:40000000:10 210:40000000:1 27:40000000:8 buf 2f6e6f7768657265610100000000000000\n" },
		{ "-w / -k a",
		  "list 4 action 2 sys all 107:40000000:1 106:40000000:15 210:40000000:1 buf 2f61\n" },
	};
	char input[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		snprintf(input, sizeof(input), "rule add %s\n", rules[i].rule);
		cli_input = input;
		run("dump", "-b", "-");
		run_check(0, rules[i].out, "");
	}
}

static void rules_are_listed_as_given(void **state)
{
	static const char *const rules[] = {
		"-a always,exit -S all -F contid=707",
		"-a always,exit -F arch=b64 -S openat -F key=a -F key=b -F contid!=unset -F contid=5",
		"-a never,task -F contid=5",
		"-a never,user -F uid=5 -F contid=18446744073709551614",
		"-a always,exclude -F msgtype=CWD -F contid!=0",
		"-a always,filesystem -F fstype=tracefs -F key=fs -F contid=1",
		"-a never,filesystem -F fstype=12345",
		"-a always,io_uring -S openat,statx,200",
		"-w /nowhere -p rwxa -k a -k b",
		"-w /nowhere -p x",
		"-a always,exit -S all -F path=/nowhere -F perm=wa -F contid=1",
		"-a always,exit -F arch=b32 -S open,1999 -F a0=0x10 -F a3!=0xFFFFFFFF",
		"-a always,exit -S all -F exit=-EACCES -F exit>5 -F exit!=-99999",
		"-a always,exit -S all -F auid=-1 -F inode=4000000000 -F success=1",
		"-a always,exit -S all -F pid<5 -F pid<=5 -F pid>5 -F pid>=5 -F a1&0x5 -F a2&=0x5",
		"-a always,exit -S all -F exe!=/bin/sh -F subj_user=u -F obj_role=r -F ppid=5",
		"-a always,exit -S all -C uid!=euid -F contid=1",
	};
	char input[256];
	char out[256];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		snprintf(input, sizeof(input),
			 "rule add %s\nrule list\nrule del %s\nrule list\n",
			 rules[i], rules[i]);
		snprintf(out, sizeof(out), "%s\nNo rules\n", rules[i]);
		cli_input = input;
		run("audit", "-b", "-");
		run_check(0, out, "");
	}
}

/* One that has a whole word of the mask is not about all. */
static void many_operations_are_not_all(void **state)
{
	static const char ops[] =
		"nop,readv,writev,fsync,read_fixed,write_fixed,poll_add,"
		"poll_remove,sync_file_range,sendmsg,recvmsg,timeout,"
		"timeout_remove,accept,async_cancel,link_timeout,connect,"
		"fallocate,openat,close,files_update,statx,read,write,fadvise,"
		"madvise,send,recv,openat2,epoll_ctl,splice,provide_buffers";
	char input[1024];
	char out[1024];

	(void)state;
	snprintf(input, sizeof(input),
		 "rule add -a always,io_uring -S %s\nrule list\n", ops);
	snprintf(out, sizeof(out), "-a always,io_uring -S %s\n", ops);
	cli_input = input;
	run("audit", "-b", "-");
	run_check(0, out, "");
}

static void comparisons_are_listed_as_given(void **state)
{
	static const char *const pairs[] = {
		"uid=obj_uid", "gid=obj_gid", "euid=obj_uid", "egid=obj_gid",
		"auid=obj_uid", "suid=obj_uid", "sgid=obj_gid",
		"fsuid=obj_uid", "fsgid=obj_gid", "uid=auid", "uid=euid",
		"uid=fsuid", "uid=suid", "auid=fsuid", "auid=suid",
		"auid=euid", "euid=suid", "euid=fsuid", "suid=fsuid",
		"gid=egid", "gid=fsgid", "gid=sgid", "egid=fsgid",
		"egid=sgid", "sgid=fsgid",
	};
	char input[4096] = "";
	char out[4096] = "";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		sprintf(input + strlen(input),
			"rule add -a always,exit -C %s\n", pairs[i]);
		sprintf(out + strlen(out), "-a always,exit -S all -C %s\n",
			pairs[i]);
	}
	strcat(input, "rule list\n");
	cli_input = input;
	run("audit", "-b", "-");
	run_check(0, out, "");
}

static void del_takes_the_words_of_both(void **state)
{
	(void)state;
	cli_input = "rule add -a always,exit -F contid=1 -k a\n"
		    "rule add -A never,exit -F contid=2 -k b\n"
		    "rule add -w /nowhere -p w -k c\n"
		    "rule add -w /elsewhere -p w -k c\n"
		    "rule list -k b\n"
		    "rule list\n"
		    "rule d -A never,exit -F contid=2 -k b\n"
		    "rule del -d always,exit -k a -F contid=1\n"
		    "rule del -W /nowhere -p w -k c\n"
		    "rule l\n"
		    "rule list -k b\n";
	run("audit", "-b", "-");
	run_check(0, "-a never,exit -S all -F key=b -F contid=2\n"
		  "-a never,exit -S all -F key=b -F contid=2\n"
		  "-a always,exit -S all -F key=a -F contid=1\n"
		  "-w /nowhere -p w -k c\n"
		  "-w /elsewhere -p w -k c\n"
		  "-w /elsewhere -p w -k c\n", "");
}

static void rules_are_json(void **state)
{
	(void)state;
	run("audit", "-j", "rule", "list");
	run_check(0, "[]\n", "");
	run("audit", "-j", "rule");
	run_check(0, "[]\n", "");
	cli_input = "rule add -a always,exit -S all\n"
		    "rule add -a always,task -F contid=unset -F contid!=5\n"
		    "rule list\n";
	run("audit", "-j", "-b", "-");
	run_check(0, "[{\"rule\":\"-a always,exit -S all\",\"list\":\"exit\",\"action\":\"always\",\"contid\":[]}"
		  ",{\"rule\":\"-a always,task -F contid=unset -F contid!=5\",\"list\":\"task\",\"action\":\"always\","
		  "\"contid\":[{\"op\":\"=\",\"contid\":null},{\"op\":\"!=\",\"contid\":\"5\"}]}]\n", "");
}

static void names_in_rules_do_no_harm(void **state)
{
	static const char input[] = "rule add -w /tmp/\xff\033[2J\303\251\\x -p w\nrule\n";

	(void)state;
	cli_input = input;
	run("audit", "-b", "-");
	run_check(0, "-w /tmp/\\377\\033[2J\\303\\251\\134x -p w\n", "");
	cli_input = input;
	run("audit", "-j", "-b", "-");
	run_check(0, "[{\"rule\":\"-w /tmp/\\\\377\\\\033[2J\\\\303\\\\251\\\\134x -p w\",\"list\":\"exit\","
		  "\"action\":\"always\",\"contid\":[]}]\n", "");
}

static void kernel_refusals_are_reported(void **state)
{
	static const char *const add[] = {
		"rule", "add", EXIT, "-F", "contid=1", NULL };
	static const char *const del[] = {
		"rule", "del", EXIT, "-F", "contid=1", NULL };
	static const char *const list[] = { "rule", "list", NULL };

	(void)state;
	cli_input = "rule add -a always,exit -F contid=1\n"
		    "rule add -a always,exit -F contid=1\n";
	run("audit", "-b", "-");
	run_check(2, "", "contidctl: rule: rule exists: File exists\n"
		  "contidctl: -:2: command failed\n");
	cli_run("audit", del);
	run_check(2, "", "contidctl: rule: no rule matches: No such file or directory\n");
	cli_run("refuse", add);
	run_check(2, "", "contidctl: rule: rule: Invalid argument\n");
	cli_run("locked", add);
	run_check(2, "", "contidctl: rule: audit is locked until the next boot: Operation not permitted\n");
	cli_run("locked", del);
	run_check(2, "", "contidctl: rule: audit is locked until the next boot: Operation not permitted\n");
	cli_run("denied", add);
	run_check(2, "", "contidctl: rule: rule: Operation not permitted\n");
	cli_run("closed", add);
	run_check(2, "", "contidctl: rule: this kernel has no audit: Protocol not supported\n");
	cli_run("closed", list);
	run_check(2, "", "contidctl: rule: this kernel has no audit: Protocol not supported\n");
}

static void kernel_without_the_field_is_reported(void **state)
{
	(void)state;
	run("old", "rule", "add", EXIT, "-F", "contid=1");
	run_check(3, "", NULL);
	assert_non_null(strstr(result.err, "contidctl: rule: this kernel ("));
	assert_non_null(strstr(result.err, "CONFIG_CONTID=y\n"));
	run("old", "rule", "del", EXIT, "-F", "contid=1");
	run_check(3, "", NULL);
	run("old", "rule", "add", EXIT, "-F", "uid=1");
	run_check(0, "", "");
}

static void garbled_lists_are_reported(void **state)
{
	static const char *const ways[] = {
		"short", "buffer", "text", "contid", "fields", "type",
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		cli_input = "rule add -a always,exit -F exe=/x -F contid=1\n"
			    "rule list\n";
		run(ways[i], "-b", "-");
		run_check(2, "", "contidctl: rule: list of rules: Bad message\n"
			  "contidctl: -:2: command failed\n");
	}
	run("silent", "rule", "list");
	run_check(2, "", "contidctl: rule: list of rules: Resource temporarily unavailable\n");
	cli_input = "rule add -a always,exit -F exe=/x -F contid=1\n"
		    "rule list\n";
	run("error", "-b", "-");
	run_check(2, "", "contidctl: rule: list of rules: Operation not permitted\n"
		  "contidctl: -:2: command failed\n");
}

/* What contidctl does not know is printed as auditctl prints it. */
static void unknown_fields_are_listed(void **state)
{
	(void)state;
	cli_input = "rule add -a always,exit -F pid=5 -F uid=1\n"
		    "rule list\n";
	run("unknown", "-b", "-");
	run_check(0, "-a always,exit -S all f99=5 -F uid=1\n", "");
}

static void doubtful_rules_are_warned_about(void **state)
{
	(void)state;
	run("audit", "rule", "add", EXIT, "-S", "openat");
	run_check(0, "", "contidctl: rule: warning: 32-bit programs have other numbers for these system calls, -F arch= should be given\n");
	run("audit", "rule", "add", EXIT, "-F", "arch=b64", "-S", "openat");
	run_check(0, "", "");
	run("audit", "rule", "del", EXIT, "-S", "openat");
	run_check(2, "", "contidctl: rule: no rule matches: No such file or directory\n");
	run("audit", "rule", "add", "-w", "/no/../where");
	run_check(0, "", "contidctl: rule: warning: audit does not resolve '..' in paths\n");
	run("audit", "rule", "add", "-w", "/no/*");
	run_check(0, "", "contidctl: rule: warning: audit knows no wildcards in paths\n");
}

static void kernel(void)
{
	fake_audit = (struct fake_audit){
		.there = true,
		.features = KNOWN | 0x80,
		.enabled = 1,
	};
}

static void old_kernel(void)
{
	kernel();
	fake_audit.features = KNOWN;
}

static void dumping(void)
{
	kernel();
	fake_audit.dump = true;
}

static void refusing(void)
{
	kernel();
	fake_audit.refuse = EINVAL;
}

static void denying(void)
{
	kernel();
	fake_audit.refuse = EPERM;
}

static void locked(void)
{
	denying();
	fake_audit.enabled = 2;
}

static void closed(void)
{
	kernel();
	fake_audit.open_errno = EPROTONOSUPPORT;
}

static void silent(void)
{
	kernel();
	fake_audit.silent = true;
}

/* An action and an operator that libaudit has no names for */
static void unknown_names_are_listed(void **state)
{
	static const char input[] = "rule add -a always,exit -F contid=707\nrule list\n";

	(void)state;
	cli_input = input;
	run("unnamed", "-b", "-");
	run_check(0, "-a unknown,exit -S all -F contid?707\n", "");
	cli_input = input;
	run("unnamed", "-j", "-b", "-");
	run_check(0, "[{\"rule\":\"-a unknown,exit -S all -F contid?707\",\"list\":\"exit\",\"action\":\"unknown\","
		  "\"contid\":[{\"op\":\"?\",\"contid\":\"707\"}]}]\n", "");
}

static void make_short(struct audit_reply *reply)
{
	reply->nlh->nlmsg_len = NLMSG_LENGTH(sizeof(struct audit_rule_data) - 1);
}

static void make_buffer(struct audit_reply *reply)
{
	reply->ruledata->buflen = UINT32_MAX;
}

static void make_text(struct audit_reply *reply)
{
	reply->ruledata->values[0]++;
}

static void make_contid(struct audit_reply *reply)
{
	reply->ruledata->values[1] = 7;
}

static void make_fields(struct audit_reply *reply)
{
	reply->ruledata->field_count = AUDIT_MAX_FIELDS + 1;
}

static void make_type(struct audit_reply *reply)
{
	reply->type = AUDIT_GET;
}

static void make_error(struct audit_reply *reply)
{
	static struct nlmsgerr err = { .error = -EPERM };

	reply->type = NLMSG_ERROR;
	reply->error = &err;
}

static void make_unknown(struct audit_reply *reply)
{
	reply->ruledata->fields[0] = 99;
}

static void make_unnamed(struct audit_reply *reply)
{
	reply->ruledata->action = 99;
	reply->ruledata->fieldflags[0] = 0;
}

#define GARBLED(name)							\
	static void be_##name(void)					\
	{								\
		kernel();						\
		fake_audit.reply = make_##name;				\
	}

GARBLED(short)
GARBLED(buffer)
GARBLED(text)
GARBLED(contid)
GARBLED(fields)
GARBLED(type)
GARBLED(error)
GARBLED(unknown)
GARBLED(unnamed)

int main(int argc, char **argv)
{
	static const struct scenario scenarios[] = {
		{ "audit", kernel },
		{ "old", old_kernel },
		{ "dump", dumping },
		{ "refuse", refusing },
		{ "denied", denying },
		{ "locked", locked },
		{ "closed", closed },
		{ "silent", silent },
		{ "short", be_short },
		{ "buffer", be_buffer },
		{ "text", be_text },
		{ "contid", be_contid },
		{ "fields", be_fields },
		{ "type", be_type },
		{ "error", be_error },
		{ "unknown", be_unknown },
		{ "unnamed", be_unnamed },
		{ NULL, NULL }
	};
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_are_made_to_the_byte),
		cmocka_unit_test(rules_are_listed_as_given),
		cmocka_unit_test(many_operations_are_not_all),
		cmocka_unit_test(comparisons_are_listed_as_given),
		cmocka_unit_test(del_takes_the_words_of_both),
		cmocka_unit_test(rules_are_json),
		cmocka_unit_test(names_in_rules_do_no_harm),
		cmocka_unit_test(kernel_refusals_are_reported),
		cmocka_unit_test(kernel_without_the_field_is_reported),
		cmocka_unit_test(garbled_lists_are_reported),
		cmocka_unit_test(unknown_fields_are_listed),
		cmocka_unit_test(unknown_names_are_listed),
		cmocka_unit_test(doubtful_rules_are_warned_about),
	};

	return cli_main(argc, argv, scenarios, tests,
			sizeof(tests) / sizeof(tests[0]));
}
