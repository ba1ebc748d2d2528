/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libcontid - label processes with audit container identifiers.
 *
 * Every function that can fail returns 0 or a negative errno, unless it says
 * otherwise, prints nothing, and leaves no state outside the handle. What each
 * errno means is listed with the function; these can come from every function
 * that takes a handle and sends a request:
 *
 *   -EPERM     the kernel finds no authority for the request
 *   -ENOMEM    out of memory, in the kernel or here
 *   -EBADMSG   the kernel's answer is not one that this library understands
 *   -ENOBUFS   the kernel's answer was lost: whether the request was carried
 *              out is unknown
 *   -ENOTCONN  an earlier call could not send, or not read the whole answer: the
 *              handle has lost step with the kernel, close it
 *   -EISCONN   the handle is subscribed to notifications, see contid/events.h, or
 *              reads records, see contid/read.h
 *   -ECHILD    the handle was opened by another process: the caller has come
 *              from it by fork()
 *
 * A signal never ends a call early.
 *
 * Threads: a handle is used by one thread at a time; different handles are
 * independent. A handle belongs to the process that opened it, and is
 * close-on-exec. A child that fork() made can only close it; the parent goes on
 * using it.
 *
 * Structures that the caller fills begin with their size, and have an
 * initialiser. Structures that the library fills may grow at their end.
 *
 * Pidfds are resolved in the file table of the calling process, and stay the
 * caller's.
 */
#ifndef CONTID_CONTID_H
#define CONTID_CONTID_H

#include <contid/types.h>
#include <contid/handle.h>
#include <contid/label.h>
#include <contid/container.h>
#include <contid/ns.h>
#include <contid/stats.h>
#include <contid/id.h>

#endif /* CONTID_CONTID_H */
