# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# What the tests of readers share: one reader of the container 500, and what it ought to
# have got. To be sourced after common.sh.

# reader_start [OPTION…]: a process in 500, and a reader of it, with options of read-log
reader_start() {
	sleep 100000 >/dev/null 2>&1 &
	sleeper=$!
	contidctl set --pid "$sleeper" 500
	audit_sync
	audit_mark
	read-log "$@" 500 >/tmp/read 2>/tmp/read.err &
	reader=$!
	until_true grep -q reading /tmp/read.err
}

# reader_end: the container ends, and with it the reader. Sets delivered and lost, and
# /tmp/since, the log since the reader's registration.
reader_end() {
	kill "$sleeper"
	wait "$reader"
	delivered=$(sed -n 's/^end: \([0-9]*\) delivered, \([0-9]*\) lost$/\1/p' /tmp/read.err)
	lost=$(sed -n 's/^end: \([0-9]*\) delivered, \([0-9]*\) lost$/\2/p' /tmp/read.err)
	until_true no_containers
	audit_sync
	tail -c +"$((audit_marked + 1))" "$audit_log" | sed -n '/ op=read opid=/,$p' >/tmp/since
}

# emitted: the records in the log on standard input of events that a process in 500, or
# below it, caused, and CONTAINER_OP about these containers. auditd does not write EOE, which the event of a
# system call ends with. From the raw text: the records are too many for auparse.
emitted() {
	awk '
		!/^type=/ { next }
		{ stamp = substr($2, 1, index($2, "):") + 1); n[stamp]++ }
		/ op=[a-z]* opid=.* (old-)?contid=([0-9]+,\^)*500 / { about[stamp]++ }
		/ scope=task contid=([0-9]+,\^)*500$/ { acts[stamp] = 1 }
		/^type=SYSCALL / { n[stamp]++ }
		END {
			for (stamp in n)
				sum += stamp in acts ? n[stamp] : about[stamp]
			print sum
		}'
}

# reader_account WHAT: what was delivered and what was lost are what was emitted, and what
# was delivered is in the host's log
reader_account() {
	is $((delivered + lost)) "$(emitted </tmp/since)" "$1: delivered and lost are what was emitted" ||
		diag "$(cat /tmp/read.err)"
	is $(($(wc -l </tmp/read) + $(grep -c '^type=SYSCALL ' /tmp/read))) "$delivered" \
		"$1: each that was delivered was read"
	is "$(grep -vxF -f /tmp/since /tmp/read | head -n 5)" "" "$1: and is a line of the host's log"
	like "$(auditctl -s)" '^lost 0$' "$1: the host lost none"
	diag "$delivered delivered, $lost lost"
}
