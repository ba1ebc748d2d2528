// SPDX-License-Identifier: GPL-2.0
/*
 * A security module that refuses to label anything with 666, and to take 667
 * off anything.
 */

#include <linux/bpf.h>
#include <linux/errno.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

struct task_struct;

char LICENSE[] SEC("license") = "GPL";

SEC("lsm/task_contid_set")
int BPF_PROG(refuse_set, struct task_struct *p, __u64 contid, int ret)
{
	return contid == 666 ? -EACCES : ret;
}

SEC("lsm/task_contid_drop")
int BPF_PROG(refuse_drop, struct task_struct *p, __u64 contid, int ret)
{
	return contid == 667 ? -EACCES : ret;
}
