// SPDX-License-Identifier: GPL-2.0
/*
 * AUDIT_SIGNAL_INFO2: the container of the process that signalled the audit
 * daemon last.
 */

#include <linux/audit.h>
#include <linux/security.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <net/contid.h>

#include "audit.h"

static DEFINE_SPINLOCK(signaller_lock);
static struct contid *signaller;	/* a reference, or NULL */

/**
 * audit_contid_save_signaller - save the container of current, which signals
 * the audit daemon
 *
 * The reference keeps the lineage when process and container have ended.
 *
 * Context: any that may signal, interrupts perhaps off; does not sleep.
 */
void audit_contid_save_signaller(void)
{
	struct contid *container = contid_of_current();
	struct contid *old;
	unsigned long flags;

	spin_lock_irqsave(&signaller_lock, flags);
	old = signaller;
	signaller = container;
	spin_unlock_irqrestore(&signaller_lock, flags);
	contid_put(old);
}

static size_t print_signaller(char *lineage)
{
	unsigned long flags;
	size_t len;

	spin_lock_irqsave(&signaller_lock, flags);
	len = contid_lineage_print(signaller, lineage);
	spin_unlock_irqrestore(&signaller_lock, flags);
	return len;
}

/**
 * audit_contid_signal_info - build the answer to AUDIT_SIGNAL_INFO2
 * @uid: of the process that signalled
 * @pid: of that process
 * @sid: its security identity, 0 is none
 * @len: set to the length of the answer
 *
 * Context: may sleep.
 * Return: the answer, to be freed with kfree(), or an error pointer.
 */
void *audit_contid_signal_info(kuid_t uid, pid_t pid, u32 sid, int *len)
{
	struct audit_sig_info2 *info;
	char lineage[CONTID_LINEAGE_SIZE];
	u32 contid_len, ctx_len = 0;
	char *ctx = NULL;
	int err;

	if (sid) {
		err = security_secid_to_secctx(sid, &ctx, &ctx_len);
		if (err)
			return ERR_PTR(err);
	}

	contid_len = print_signaller(lineage);
	*len = struct_size(info, data, contid_len + ctx_len);
	info = kmalloc(*len, GFP_KERNEL);
	if (info) {
		info->uid = from_kuid(&init_user_ns, uid);
		info->pid = pid;
		info->contid_len = contid_len;
		memcpy(info->data, lineage, contid_len);
		memcpy(info->data + contid_len, ctx, ctx_len);
	}

	if (ctx)
		security_release_secctx(ctx, ctx_len);
	return info ?: ERR_PTR(-ENOMEM);
}
