/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What audit answers to each type of message, as an array of struct row of
 * daemon-messages.c: to root in a container with the flag auditd, to one without, and
 * to the host. Rows without a type in them are of numbers that are none.
 */

/* first last  name                        flagged       unflagged      host */
{ 0,    999,  "numbers below audit's",  { -EINVAL,      -ECONNREFUSED, -EINVAL } },
{ 1000, 1000, "AUDIT_GET",              { 0,            -ECONNREFUSED, 0 } },
{ 1001, 1001, "AUDIT_SET",              { 0,            -ECONNREFUSED, 0 } },
{ 1002, 1002, "AUDIT_LIST",             { -EOPNOTSUPP,  -ECONNREFUSED, -EOPNOTSUPP } },
{ 1003, 1003, "AUDIT_ADD",              { -EOPNOTSUPP,  -ECONNREFUSED, -EOPNOTSUPP } },
{ 1004, 1004, "AUDIT_DEL",              { -EOPNOTSUPP,  -ECONNREFUSED, -EOPNOTSUPP } },
{ 1005, 1005, "AUDIT_USER",             { 0,            -ECONNREFUSED, 0 } },
{ 1006, 1009, "AUDIT_LOGIN, watches",   { -EINVAL,      -ECONNREFUSED, -EINVAL } },
{ 1010, 1010, "AUDIT_SIGNAL_INFO",      { -EPERM,       -ECONNREFUSED, 0 } },
{ 1011, 1011, "AUDIT_ADD_RULE",         { -EPERM,       -ECONNREFUSED, -EINVAL } },
{ 1012, 1012, "AUDIT_DEL_RULE",         { -EPERM,       -ECONNREFUSED, -EINVAL } },
{ 1013, 1013, "AUDIT_LIST_RULES",       { 0,            -ECONNREFUSED, 0 } },
{ 1014, 1014, "AUDIT_TRIM",             { -EPERM,       -ECONNREFUSED, 0 } },
{ 1015, 1015, "AUDIT_MAKE_EQUIV",       { -EPERM,       -ECONNREFUSED, -EINVAL } },
{ 1016, 1016, "AUDIT_TTY_GET",          { -EPERM,       -ECONNREFUSED, 0 } },
{ 1017, 1017, "AUDIT_TTY_SET",          { -EPERM,       -ECONNREFUSED, 0 } },
{ 1018, 1018, "AUDIT_SET_FEATURE",      { -EPERM,       -ECONNREFUSED, -EINVAL } },
{ 1019, 1019, "AUDIT_GET_FEATURE",      { 0,            -ECONNREFUSED, 0 } },
{ 1020, 1020, "a number that is none",  { -EINVAL,      -ECONNREFUSED, -EINVAL } },
{ 1021, 1021, "AUDIT_SIGNAL_INFO2",     { -EPERM,       -ECONNREFUSED, 0 } },
{ 1022, 1099, "numbers that are none",  { -EINVAL,      -ECONNREFUSED, -EINVAL } },
{ 1100, 1123, "AUDIT_*_USER_MSG",       { 0,            -ECONNREFUSED, 0 } },
/* Without auditing of its terminal */
{ 1124, 1124, "AUDIT_USER_TTY",         { -EPERM,       -ECONNREFUSED, -EPERM } },
{ 1125, 1199, "AUDIT_*_USER_MSG",       { 0,            -ECONNREFUSED, 0 } },
{ 1200, 2099, "records of the kernel",  { -EINVAL,      -ECONNREFUSED, -EINVAL } },
{ 2100, 2999, "AUDIT_*_USER_MSG2",      { 0,            -ECONNREFUSED, 0 } },
{ 3000, 4000, "numbers above audit's",  { -EINVAL,      -ECONNREFUSED, -EINVAL } },
