/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which requester may do what to which target, as an array of struct row of
 * delegation.c: the errno of each cell, 0 for what is done.
 *
 * itself, thread, child, sibling	of the requester
 * outside	of its container, in the host's namespaces
 * above	in the container above
 * below	in one below, which the requester made if it can
 * hosts	in one below, which the host made
 * other	in another container
 * user ns	in another user and network namespace, without label
 * net ns	of its container, in another network namespace
 * ns below	of its container, in a user and network namespace below
 * kernel, zombie	a kernel thread, a process that has exited
 *
 * For a requester without label, only those of "outside" to "other" are labelled.
 */

/* Root of the host may do everything, but to itself. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ HOST,                SET,  { EXDEV,   EINVAL,  0,       0,       0,       EEXIST,  EEXIST,  EEXIST,  EEXIST,  0,       0,       0,       EXDEV,   ESRCH } },
{ HOST,                NEST, { EXDEV,   EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       EXDEV,   ESRCH } },
{ HOST,                MOVE, { EXDEV,   EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       EXDEV,   ESRCH } },
{ HOST,                DROP, { EXDEV,   EINVAL,  ENODATA, ENODATA, ENODATA, 0,       0,       0,       0,       ENODATA, ENODATA, ENODATA, EXDEV,   ESRCH } },
{ HOST,                GET,  { 0,       EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       ESRCH } },

/* It is the capability that counts. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ SERVICE,             SET,  { EXDEV,   EINVAL,  0,       0,       0,       EEXIST,  EEXIST,  EEXIST,  EEXIST,  0,       0,       0,       EXDEV,   ESRCH } },
{ SERVICE,             NEST, { EXDEV,   EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       EXDEV,   ESRCH } },
{ SERVICE,             MOVE, { EXDEV,   EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       EXDEV,   ESRCH } },
{ SERVICE,             DROP, { EXDEV,   EINVAL,  ENODATA, ENODATA, ENODATA, 0,       0,       0,       0,       ENODATA, ENODATA, ENODATA, EXDEV,   ESRCH } },
{ SERVICE,             GET,  { 0,       EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       ESRCH } },

/* From another network namespace nothing leaves a container of the host's. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ VISITOR,             SET,  { EXDEV,   EINVAL,  0,       0,       0,       EEXIST,  EEXIST,  EEXIST,  EEXIST,  0,       0,       0,       EXDEV,   ESRCH } },
{ VISITOR,             NEST, { EXDEV,   EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       EXDEV,   ESRCH } },
{ VISITOR,             MOVE, { EXDEV,   EINVAL,  0,       0,       0,       EPERM,   EPERM,   EPERM,   EPERM,   0,       0,       0,       EXDEV,   ESRCH } },
{ VISITOR,             DROP, { EXDEV,   EINVAL,  ENODATA, ENODATA, ENODATA, EPERM,   EPERM,   EPERM,   EPERM,   ENODATA, ENODATA, ENODATA, EXDEV,   ESRCH } },
{ VISITOR,             GET,  { 0,       EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       ESRCH } },

/* A label takes the host's authority away. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ LABELLED,            SET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ LABELLED,            NEST, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ LABELLED,            MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ LABELLED,            DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ LABELLED,            GET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },

/* Delegation in the host's namespaces reaches what is of its container or below. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ DELEGATED,           SET,  { EXDEV,   EINVAL,  0,       0,       0,       EXDEV,   EEXIST,  EEXIST,  EXDEV,   EXDEV,   0,       0,       EXDEV,   ESRCH } },
{ DELEGATED,           NEST, { EXDEV,   EINVAL,  0,       0,       0,       EXDEV,   0,       0,       EXDEV,   EXDEV,   0,       0,       EXDEV,   ESRCH } },
{ DELEGATED,           MOVE, { EXDEV,   EINVAL,  0,       0,       0,       EXDEV,   0,       0,       EXDEV,   EXDEV,   0,       0,       EXDEV,   ESRCH } },
{ DELEGATED,           DROP, { EXDEV,   EINVAL,  EXDEV,   EXDEV,   EXDEV,   EXDEV,   0,       0,       EXDEV,   EXDEV,   EXDEV,   EXDEV,   EXDEV,   ESRCH } },
{ DELEGATED,           GET,  { 0,       EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       ESRCH } },

/* Root of its own namespaces has no authority without delegation. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ CONTAINED,           SET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ CONTAINED,           NEST, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ CONTAINED,           MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ CONTAINED,           DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ CONTAINED,           GET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },

/* With delegation it reaches its container's processes in its own namespaces, and owns what it makes. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ TENANT,              SET,  { EXDEV,   EINVAL,  0,       0,       EXDEV,   EXDEV,   EEXIST,  EEXIST,  EXDEV,   EXDEV,   EXDEV,   0,       EXDEV,   ESRCH } },
{ TENANT,              NEST, { EXDEV,   EINVAL,  0,       0,       EXDEV,   EXDEV,   0,       0,       EXDEV,   EXDEV,   EXDEV,   0,       EXDEV,   ESRCH } },
{ TENANT,              MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EXDEV,   0,       EPERM,   EXDEV,   EXDEV,   EPERM,   EPERM,   EXDEV,   ESRCH } },
{ TENANT,              DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EXDEV,   0,       EPERM,   EXDEV,   EXDEV,   EPERM,   EPERM,   EXDEV,   ESRCH } },
{ TENANT,              GET,  { 0,       EINVAL,  0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       0,       ESRCH } },

/* On a socket of the host's network namespace it has no authority. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ SOCKET_STAYED,       SET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SOCKET_STAYED,       NEST, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SOCKET_STAYED,       MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SOCKET_STAYED,       DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SOCKET_STAYED,       GET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },

/* Delegation is to the user namespace that the host chose, to none that is made inside. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ SQUATTER,            SET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SQUATTER,            NEST, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SQUATTER,            MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SQUATTER,            DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SQUATTER,            GET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },

/* EPERM for user 65534 on any socket, and for root on a socket that user 65534 opened. */
/* requester           what    itself   thread   child    sibling  outside  above    below    hosts    other    user ns  net ns   ns below kernel   zombie */
{ UNPRIVILEGED,        SET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ UNPRIVILEGED,        NEST, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ UNPRIVILEGED,        MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ UNPRIVILEGED,        DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ UNPRIVILEGED,        GET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SETUID,              SET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SETUID,              NEST, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SETUID,              MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SETUID,              DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ SETUID,              GET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ BORROWER,            SET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ BORROWER,            NEST, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ BORROWER,            MOVE, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ BORROWER,            DROP, { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
{ BORROWER,            GET,  { EPERM,   EINVAL,  EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   EPERM,   ESRCH } },
