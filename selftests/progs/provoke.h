/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What provokes the kernel to write audit records of its own accord.
 */

#ifndef SELFTESTS_PROVOKE_H
#define SELFTESTS_PROVOKE_H

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

/* Each getppid() of this process is a SECCOMP record. Returns 0 or -1. */
static inline int seccomp_log_getppid(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_LOG),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog prog = { 4, filter };

	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &prog);
}

/* The end of this process is an ANOM_ABEND record. */
static inline void crash(void)
{
	struct rlimit none = { 0, 0 };

	setrlimit(RLIMIT_CORE, &none);
	raise(SIGSEGV);
}

#endif /* SELFTESTS_PROVOKE_H */
