// SPDX-License-Identifier: GPL-2.0
/*
 * Messages to audit from inside a container that may have an audit daemon of its
 * own. What each of them does: Documentation/contid/daemon.rst.
 */

#include <linux/audit.h>
#include <linux/ctype.h>
#include <linux/net.h>
#include <linux/netlink.h>
#include <linux/tty.h>
#include <net/contid_daemon.h>
#include <net/netlink.h>
#include <net/sock.h>

#include "audit.h"

/* A container's daemon stops nothing, and no process waits for it. */
#define FAILURE		AUDIT_FAIL_SILENT
#define BACKLOG_WAIT	0

static bool is_user_message(u16 type)
{
	switch (type) {
	case AUDIT_USER:
	case AUDIT_FIRST_USER_MSG ... AUDIT_LAST_USER_MSG:
	case AUDIT_FIRST_USER_MSG2 ... AUDIT_LAST_USER_MSG2:
		return true;
	default:
		return false;
	}
}

/* In the order of audit_netlink_ok(). */
static int check(const struct sk_buff *skb, const struct contid *container,
		 u16 type)
{
	if (is_user_message(type))
		return contid_daemon_writes(skb, container) ? 0 : -EPERM;
	switch (type) {
	case AUDIT_LIST:
	case AUDIT_ADD:
	case AUDIT_DEL:
		return -EOPNOTSUPP;
	case AUDIT_GET:
	case AUDIT_SET:
	case AUDIT_GET_FEATURE:
	case AUDIT_LIST_RULES:
		return contid_daemon_controls(skb, container) ? 0 : -EPERM;
	case AUDIT_SET_FEATURE:
	case AUDIT_ADD_RULE:
	case AUDIT_DEL_RULE:
	case AUDIT_SIGNAL_INFO:
	case AUDIT_SIGNAL_INFO2:
	case AUDIT_TTY_GET:
	case AUDIT_TTY_SET:
	case AUDIT_TRIM:
	case AUDIT_MAKE_EQUIV:
		return -EPERM;
	default:
		return -EINVAL;
	}
}

/*
 * The acknowledgment comes first, as it does on the host, where another thread
 * sends the reply. libaudit relies on it.
 */
static int reply(struct sk_buff *skb, struct nlmsghdr *nlh, bool *ack,
		 int done, const void *payload, int size)
{
	struct sk_buff *msg;

	msg = audit_make_reply(nlh->nlmsg_seq, nlh->nlmsg_type, done, 0,
			       payload, size);
	if (!msg)
		return -ENOMEM;
	if (*ack)
		netlink_ack(skb, nlh, 0, NULL);
	*ack = false;
	/* As on the host, a reply that has no room is not sent. */
	nlmsg_unicast(skb->sk, msg, NETLINK_CB(skb).portid);
	return 0;
}

static int get(struct sk_buff *skb, struct nlmsghdr *nlh,
	       struct contid *container, bool *ack)
{
	struct contid_daemon_status daemon;
	struct audit_status s = {
		.enabled		= audit_enabled,
		.failure		= FAILURE,
		.feature_bitmap		= AUDIT_FEATURE_BITMAP_ALL |
					  AUDIT_CONTID_FEATURE,
		.backlog_wait_time	= BACKLOG_WAIT,
	};

	contid_daemon_get_status(container, &daemon);
	s.pid = daemon.pid;
	s.rate_limit = daemon.rate_limit;
	s.backlog_limit = daemon.backlog_limit;
	s.backlog = daemon.backlog;
	s.lost = daemon.lost;
	return reply(skb, nlh, ack, 0, &s, sizeof(s));
}

/* The host's, which hold for the container as well. */
static int get_features(struct sk_buff *skb, struct nlmsghdr *nlh,
			bool *ack)
{
	struct audit_features af;

	audit_contid_get_features(&af);
	return reply(skb, nlh, ack, 0, &af, sizeof(af));
}

/* What belongs to the host can be set to what it is, as auditd does. */
static int check_host_settings(const struct audit_status *s)
{
	if ((s->mask & AUDIT_STATUS_ENABLED && s->enabled != audit_enabled) ||
	    (s->mask & AUDIT_STATUS_FAILURE && s->failure != FAILURE) ||
	    (s->mask & AUDIT_STATUS_BACKLOG_WAIT_TIME &&
	     s->backlog_wait_time != BACKLOG_WAIT))
		return -EPERM;
	return 0;
}

static int check_settings(const struct audit_status *s)
{
	if (s->mask & AUDIT_STATUS_PID && s->pid &&
	    s->pid != task_tgid_vnr(current))
		return -EINVAL;
	if (s->mask & AUDIT_STATUS_BACKLOG_LIMIT &&
	    (!s->backlog_limit ||
	     s->backlog_limit > CONTID_DAEMON_BACKLOG_MAX))
		return -EINVAL;
	return check_host_settings(s);
}

static int set(struct sk_buff *skb, struct nlmsghdr *nlh,
	       struct contid *container, bool *ack)
{
	struct audit_status s = {};
	int err;

	/* As audit does: programs know shorter and longer structures. */
	memcpy(&s, nlmsg_data(nlh), min_t(size_t, sizeof(s), nlmsg_len(nlh)));
	err = check_settings(&s);
	if (err)
		return err;
	if (s.mask & AUDIT_STATUS_PID) {
		err = s.pid ? contid_daemon_register(container, skb, ack) :
			      contid_daemon_unregister(container);
		if (err)
			return err;
	}
	if (s.mask & AUDIT_STATUS_RATE_LIMIT)
		contid_daemon_set_rate_limit(container, s.rate_limit);
	if (s.mask & AUDIT_STATUS_BACKLOG_LIMIT)
		contid_daemon_set_backlog_limit(container, s.backlog_limit);
	/* The acknowledgment has the number, as on the host. */
	return s.mask == AUDIT_STATUS_LOST ?
	       contid_daemon_reset_lost(container) : 0;
}

/*
 * Whether a text could end its field, or a line of the log. The host does not
 * trust root inside.
 */
static bool is_harmful(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (iscntrl(text[i]) || text[i] == '\'')
			return true;
	}
	return false;
}

static void log_text(struct audit_buffer *ab, u16 type, const char *text,
		     size_t len)
{
	/* Twice as much in hexadecimal, which has to fit as well. */
	len = min_t(size_t, len, AUDIT_MESSAGE_TEXT_MAX / 2);
	if (type == AUDIT_USER_TTY) {
		if (!text[len - 1])
			len--;
		audit_log_format(ab, " data=");
		audit_log_n_untrustedstring(ab, text, len);
		return;
	}
	len = strnlen(text, len);
	if (is_harmful(text, len)) {
		audit_log_format(ab, " msg=");
		audit_log_n_hex(ab, text, len);
	} else {
		audit_log_format(ab, " msg='%.*s'", (int)len, text);
	}
}

/* As audit_log_user_recv_msg() begins it. */
static struct audit_buffer *start_user_message(u16 type)
{
	struct audit_buffer *ab;

	ab = audit_log_start(NULL, GFP_KERNEL, type);
	if (!ab)
		return NULL;
	audit_log_format(ab, "pid=%d uid=%u ", task_tgid_nr(current),
			 from_kuid(&init_user_ns, current_uid()));
	audit_log_session_info(ab);
	audit_log_task_context(ab);
	return ab;
}

static int user_message(struct contid *container, u16 type, const char *text,
			size_t len)
{
	struct audit_buffer *ab;
	int err;

	if (!audit_enabled && type != AUDIT_USER_AVC)
		return 0;
	if (len < 2)
		return -EINVAL;
	if (audit_filter(type, AUDIT_FILTER_USER) != 1)
		return 0;
	err = contid_daemon_wait_turn(container);
	if (!err && type == AUDIT_USER_TTY)
		err = tty_audit_push();
	if (err)
		return err;

	ab = start_user_message(type);
	if (!ab)
		return 0;
	log_text(ab, type, text, len);
	audit_log_end(ab);
	return 0;
}

static int receive(struct sk_buff *skb, struct nlmsghdr *nlh,
		   struct contid *container, bool *ack)
{
	u16 type = nlh->nlmsg_type;
	int err;

	err = check(skb, container, type);
	if (err)
		return err;
	switch (type) {
	case AUDIT_GET:
		return get(skb, nlh, container, ack);
	case AUDIT_SET:
		return set(skb, nlh, container, ack);
	case AUDIT_GET_FEATURE:
		return get_features(skb, nlh, ack);
	case AUDIT_LIST_RULES:
		return reply(skb, nlh, ack, 1, NULL, 0);
	default:
		return user_message(container, type, nlmsg_data(nlh),
				    nlmsg_len(nlh));
	}
}

/* See audit_contid_receive(). */
bool __audit_contid_receive(struct sk_buff *skb)
{
	struct contid *container = contid_daemon_container(skb);
	struct nlmsghdr *nlh = nlmsg_hdr(skb);
	int len = skb->len;
	bool ack;
	int err;

	if (!container)
		return false;
	while (nlmsg_ok(nlh, len)) {
		ack = nlh->nlmsg_flags & NLM_F_ACK;
		err = receive(skb, nlh, container, &ack);
		if (ack || err)
			netlink_ack(skb, nlh, err, NULL);
		nlh = nlmsg_next(nlh, &len);
	}
	contid_put(container);
	return true;
}
