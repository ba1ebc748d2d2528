/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcontid - messages for a netlink socket that the caller has.
 *
 * For a program that has a libnl socket and a loop around it: these functions
 * put together what goes to the kernel and take apart what comes from it, and
 * neither send nor receive. The calls of contid/contid.h and contid/events.h are
 * made of them. None needs a handle.
 *
 * The family's id is what genl_ctrl_resolve() of libnl gives for
 * CONTID_FAMILY_NAME, the group of the notifications what
 * genl_ctrl_resolve_grp() gives for CONTID_MCGRP_EVENTS. The socket needs the
 * option NETLINK_EXT_ACK for refusals to come with a reason, and NETLINK_CAP_ACK
 * for them not to bring the request back.
 *
 * Messages belong to the caller throughout. All functions may be called from
 * any thread, for different messages at the same time.
 */
#ifndef CONTID_MESSAGE_H
#define CONTID_MESSAGE_H

#include <contid/events.h>
#include <contid/read.h>
#include <contid/stats.h>

#ifdef __cplusplus
extern "C" {
#endif

struct nl_msg;		/* of netlink/msg.h */
struct nlmsghdr;	/* of linux/netlink.h */

/*
 * Requests. Each function writes a request into @msg, which is as nlmsg_alloc()
 * of libnl makes it, or NULL for a failure of that to be returned here. Port,
 * sequence number, NLM_F_REQUEST and NLM_F_ACK are left to nl_send_auto() or
 * nl_complete_msg(). What the kernel checks is not checked here.
 *
 * They return 0, or
 *   -ENOMEM  @msg is NULL, or has no room
 *   -EINVAL  @family is not 16 to 65535, the id of a family
 * and @msg is of no use then but to be freed.
 */

/**
 * contid_msg_set - ask for a process to be labelled.
 * @msg: where to put the request
 * @family: id of the family
 * @nlmsg_flags: NLM_F_ECHO to be answered with the resulting container, or 0
 * @request: as with contid_set(); its file descriptors are looked up when the
 *	message is sent, in the file table of the process that sends it
 *
 * Return: 0, -ENOMEM or -EINVAL, see above; -EINVAL also when the library does not
 * know all of @request, or @request is too short. The kernel refuses with the
 * errnos of contid_set(), and does not try again after -EAGAIN.
 */
CONTID_MUST_CHECK CONTID_NONNULL(4)
int contid_msg_set(struct nl_msg *msg, int family, int nlmsg_flags,
		   const struct contid_request *request);

/**
 * contid_msg_drop - ask for the label to be taken off a process.
 * @msg: where to put the request
 * @family: id of the family
 * @nlmsg_flags: NLM_F_ECHO to be answered with the container that the process
 *	falls back to, or 0
 * @pidfd: as with contid_drop(); it is looked up when the message is sent, in
 *	the file table of the process that sends it
 * @flags: as with contid_drop()
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel refuses with the errnos
 * of contid_drop().
 */
CONTID_MUST_CHECK
int contid_msg_drop(struct nl_msg *msg, int family, int nlmsg_flags, int pidfd,
		    uint32_t flags);

/**
 * contid_msg_get_process - ask which container a process is in.
 * @msg: where to put the request
 * @family: id of the family
 * @pidfd: as with contid_msg_drop()
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with one
 * container, or refuses with the errnos of contid_get_process().
 */
CONTID_MUST_CHECK
int contid_msg_get_process(struct nl_msg *msg, int family, int pidfd);

/**
 * contid_msg_get - ask for a container.
 * @msg: where to put the request
 * @family: id of the family
 * @container: which one
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with one
 * container, or refuses with the errnos of contid_get().
 */
CONTID_MUST_CHECK
int contid_msg_get(struct nl_msg *msg, int family, struct contid_ref container);

/**
 * contid_msg_list - ask for all containers that the sender may see.
 * @msg: where to put the request
 * @family: id of the family
 * @parent: as with contid_list()
 * @netns_fd: as with contid_list(); it is looked up when the message is sent
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with a dump, of
 * which NLM_F_DUMP_INTR says that it is not of one moment, see CONTID_CHANGED, or
 * refuses with the errnos of contid_list().
 */
CONTID_MUST_CHECK
int contid_msg_list(struct nl_msg *msg, int family, struct contid_ref parent,
		    int netns_fd);

/**
 * contid_msg_members - ask for the processes that carry a label.
 * @msg: where to put the request
 * @family: id of the family
 * @container: which one
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with a dump, or
 * refuses with the errnos of contid_members().
 */
CONTID_MUST_CHECK
int contid_msg_members(struct nl_msg *msg, int family,
		       struct contid_ref container);

/**
 * contid_msg_ns_get - ask which namespaces a process lives in.
 * @msg: where to put the request
 * @family: id of the family
 * @pidfd: as with contid_msg_drop()
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with the namespaces
 * of the process, or refuses with the errnos of contid_ns_get().
 */
CONTID_MUST_CHECK
int contid_msg_ns_get(struct nl_msg *msg, int family, int pidfd);

/**
 * contid_msg_ns_get_fd - ask what identifies a namespace.
 * @msg: where to put the request
 * @family: id of the family
 * @ns_fd: as with contid_ns_get_fd(); it is looked up when the message is sent
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with one namespace,
 * or refuses with the errnos of contid_ns_get_fd().
 */
CONTID_MUST_CHECK
int contid_msg_ns_get_fd(struct nl_msg *msg, int family, int ns_fd);

/**
 * contid_msg_ns_list - ask for the namespaces of processes.
 * @msg: where to put the request
 * @family: id of the family
 * @container: as with contid_ns_list()
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with a dump, or
 * refuses with the errnos of contid_ns_list().
 */
CONTID_MUST_CHECK
int contid_msg_ns_list(struct nl_msg *msg, int family,
		       struct contid_ref container);

/**
 * contid_msg_stats_get - ask for the counters since boot.
 * @msg: where to put the request
 * @family: id of the family
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel answers with the counters, or
 * refuses with the errnos of contid_stats_get().
 */
CONTID_MUST_CHECK
int contid_msg_stats_get(struct nl_msg *msg, int family);

/**
 * contid_msg_read - ask for the records of a container, or for them to stop.
 * @msg: where to put the request
 * @family: id of the family
 * @container: which one
 * @limit: as with contid_read_start(); 0 with CONTID_FLAG_STOP
 * @flags: CONTID_FLAG_TRIM, CONTID_FLAG_STOP, or 0
 *
 * The socket that sends it is the one that gets the records. They come between the
 * answers to other requests. A datagram has several, and a long record can make it
 * larger than any buffer: MSG_PEEK and MSG_TRUNC of recv(2) give its length.
 *
 * Return: 0, -ENOMEM or -EINVAL, see above. The kernel refuses with the errnos of
 * contid_read_start() and, with CONTID_FLAG_STOP, contid_read_stop().
 */
CONTID_MUST_CHECK
int contid_msg_read(struct nl_msg *msg, int family, struct contid_ref container,
		    uint32_t limit, uint32_t flags);

/*
 * What the kernel sends. @nlh is a message whose length lies within what has
 * been received, as libnl hands it to a callback: nlmsg_hdr() of it. That its
 * type is the family's id is for the caller to see to.
 */

/**
 * contid_msg_container - read the description of a container.
 * @nlh: an answer to contid_msg_get() or contid_msg_get_process(), one asked for
 *	with NLM_F_ECHO, or a message of the dump of contid_msg_list()
 * @fn: called once, with the container
 * @data: handed to @fn
 *
 * In a dump, a container in more network namespaces than a message has room for
 * comes in several messages, one behind the other, with the same serial, and
 * each with some of the namespaces.
 *
 * Attributes that only later kernels know are passed over.
 *
 * Return: what @fn returned, or
 *   -EBADMSG  an attribute is malformed, or missing
 *   -ENOMEM   out of memory
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_msg_container(const struct nlmsghdr *nlh, contid_list_fn fn,
			 void *data);

/**
 * contid_msg_member - read a process of a container.
 * @nlh: a message of the dump of contid_msg_members()
 * @pid: where to put the id of the process; not touched on failure
 *
 * Whether the process still carries the label, and is still the one that had this
 * id, ask with contid_msg_get_process() and a pidfd of it.
 *
 * Return: 0, or
 *   -EBADMSG  the attribute is malformed, or missing
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_msg_member(const struct nlmsghdr *nlh, pid_t *pid);

/**
 * contid_msg_ns - read the namespaces of a process.
 * @nlh: an answer to contid_msg_ns_get() or contid_msg_ns_get_fd(), or a message of
 *	the dump of contid_msg_ns_list()
 * @fn: called once, with the namespaces, and in a dump the process
 * @data: handed to @fn
 *
 * Attributes that only later kernels know are passed over.
 *
 * Return: what @fn returned, or
 *   -EBADMSG  an attribute is malformed, or missing
 *   -ENOMEM   out of memory
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_msg_ns(const struct nlmsghdr *nlh, contid_ns_fn fn, void *data);

/**
 * contid_msg_stats - read the counters.
 * @nlh: an answer to contid_msg_stats_get()
 * @fn: called once, with the counters
 * @data: handed to @fn
 *
 * Counters that only later kernels have are passed over.
 *
 * Return: what @fn returned, or
 *   -EBADMSG  an attribute is malformed, or missing
 *   -ENOMEM   out of memory
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_msg_stats(const struct nlmsghdr *nlh, contid_stats_fn fn, void *data);

/**
 * contid_msg_event - read a notification.
 * @nlh: a message to the group of the notifications
 * @fn: called once, with the notification; not for one that only later kernels
 *	know
 * @data: handed to @fn
 *
 * Return: what @fn returned, 0 if it was not called, or
 *   -EBADMSG  an attribute is malformed, or missing
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_msg_event(const struct nlmsghdr *nlh, contid_event_fn fn,
		     void *data);

/**
 * contid_msg_record - read a record, or the end of a container that is read.
 * @nlh: a message to a socket that reads
 * @fn: called once, with the record; not for a message that is none. @lost is 0
 *	where the message does not say it.
 * @data: handed to @fn
 *
 * Return: what @fn returned, 0 if it was not called, or
 *   -EBADMSG  an attribute is malformed, or missing
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_msg_record(const struct nlmsghdr *nlh, contid_record_fn fn,
		      void *data);

/**
 * contid_msg_ack - read what became of a request.
 * @nlh: a message of type NLMSG_ERROR, or of type NLMSG_DONE at the end of a dump
 * @result: where to put it: 0 when the request was carried out, or the negative
 *	errno that it was refused with; not touched on failure
 *
 * Return: 0, or
 *   -EBADMSG  it is of another type, too short, or says what no kernel says
 */
CONTID_MUST_CHECK CONTID_NONNULL(1, 2)
int contid_msg_ack(const struct nlmsghdr *nlh, int *result);

/**
 * contid_msg_error_text - why the kernel refused.
 * @nlh: a message that contid_msg_ack() has found to be a refusal
 *
 * Return: the kernel's sentence, within @nlh, or NULL when there is none. Never
 * without NETLINK_EXT_ACK.
 */
CONTID_NONNULL(1)
const char *contid_msg_error_text(const struct nlmsghdr *nlh);

/**
 * contid_msg_error_attr - what part of the request the kernel objected to.
 * @nlh: a message that contid_msg_ack() has found to be a refusal
 * @req: the request as it was sent
 *
 * Return: what contid_error_attr() returns.
 */
CONTID_NONNULL(1, 2)
const char *contid_msg_error_attr(const struct nlmsghdr *nlh,
				  const struct nlmsghdr *req);

#ifdef __cplusplus
}
#endif

#endif /* CONTID_MESSAGE_H */
