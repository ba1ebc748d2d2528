// SPDX-License-Identifier: GPL-2.0
/* -S: system calls and, on the list io_uring, operations of that. */

#include <string.h>

#include "common/message.h"
#include "common/util.h"
#include "rule/rule.h"

/* enum io_uring_op. libaudit has their names from 3.1 on, and under an option. */
static const char *const op_names[] = {
	"nop", "readv", "writev", "fsync", "read_fixed", "write_fixed",
	"poll_add", "poll_remove", "sync_file_range", "sendmsg", "recvmsg",
	"timeout", "timeout_remove", "accept", "async_cancel", "link_timeout",
	"connect", "fallocate", "openat", "close", "files_update", "statx",
	"read", "write", "fadvise", "madvise", "send", "recv", "openat2",
	"epoll_ctl", "splice", "provide_buffers", "remove_buffers", "tee",
	"shutdown", "renameat", "unlinkat", "mkdirat", "symlinkat", "linkat",
	"msg_ring", "fsetxattr", "setxattr", "fgetxattr", "getxattr", "socket",
	"uring_cmd", "send_zc", "sendmsg_zc", "read_multishot", "waitid",
	"futex_wait", "futex_wake", "futex_waitv", "fixed_fd_install",
	"ftruncate", "bind", "listen",
};

#define N_OPS	(sizeof(op_names) / sizeof(op_names[0]))

/* The name of an operation, or NULL. */
const char *rule_op_name(unsigned int nr)
{
	return nr < N_OPS ? op_names[nr] : NULL;
}

static int op_number(const char *name)
{
	unsigned int i;

	for (i = 0; i < N_OPS; i++)
		if (!strcmp(op_names[i], name))
			return i;
	return -1;
}

static int number(const char *name)
{
	/* The last word of the mask stands for classes of system calls. */
	const uint32_t max = (AUDIT_BITMASK_SIZE - 1) * 32 - 1;
	uint32_t nr;

	return parse_number(name, 0, 0, max, &nr) ? (int)nr : -1;
}

/* Whether @name is another system call for 32-bit programs. */
static bool is_ambiguous(const char *name, int machine, int nr)
{
	int machine32 = machine == MACH_86_64 ? MACH_X86 :
			machine == MACH_PPC64 ? MACH_PPC :
			machine == MACH_S390X ? MACH_S390 : -1;

	return machine32 >= 0 && audit_name_to_syscall(name, machine32) != nr;
}

static int add_one(const struct rule_run *run, struct rule *rule, int machine,
		   const char *name, bool *ambiguous)
{
	bool uring = rule->list == AUDIT_FILTER_URING_EXIT;
	int nr;

	if (!strcmp(name, "all")) {
		memset(rule->data->mask, 0xff, sizeof(rule->data->mask));
		return CTL_DONE;
	}
	nr = uring ? op_number(name) : audit_name_to_syscall(name, machine);
	if (nr < 0)
		nr = number(name);
	else if (!uring && is_ambiguous(name, machine, nr))
		*ambiguous = true;
	if (nr < 0)
		return ctl_usage(run->ctl, "'%s' is no %s", name, uring ?
				  "io_uring operation" : "system call");
	rule->data->mask[AUDIT_WORD(nr)] |= AUDIT_BIT(nr);
	return CTL_DONE;
}

/**
 * rule_add_syscalls - have a rule be about some system calls.
 * @run: the run
 * @rule: the rule
 * @names: names or numbers, with commas; gets cut up
 *
 * Return: CTL_DONE, or CTL_USAGE after a message.
 */
int rule_add_syscalls(const struct rule_run *run, struct rule *rule,
		      char *names)
{
	bool ambiguous = false;
	int machine = -1;
	char *save;
	char *name;
	int ret;

	switch (rule->list) {
	case AUDIT_FILTER_EXIT:
	case AUDIT_FILTER_URING_EXIT:
	case RULE_NO_LIST:
		break;
	default:
		return ctl_usage(run->ctl, "-S goes with the lists exit and io_uring");
	}
	if (rule->list != AUDIT_FILTER_URING_EXIT) {
		machine = rule->elf ? audit_elf_to_machine(rule->elf) :
				      audit_detect_machine();
		if (machine < 0)
			return ctl_usage(run->ctl, "the system calls of this machine are not known");
	}

	name = strtok_r(names, ",", &save);
	if (!name)
		return ctl_usage(run->ctl, "-S needs a system call");
	for (; name; name = strtok_r(NULL, ",", &save)) {
		ret = add_one(run, rule, machine, name, &ambiguous);
		if (ret)
			return ret;
	}
	if (ambiguous && !rule->elf && !rule->remove)
		ctl_warn(run->ctl, "32-bit programs have other numbers for these system calls, -F arch= should be given");
	rule->syscalls = true;
	rule->keyable = true;
	return CTL_DONE;
}
