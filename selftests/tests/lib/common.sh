# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What every guest test shares. To be sourced:
#
#	. "$(dirname "$0")/lib/common.sh"
#
# TAP: each check prints "ok N - WHAT" or "not ok N - WHAT". The plan comes last
# (done_testing), so a test that dies half-way does not look like one that passed.

audit_log=/var/log/audit/audit.log
# How long anything is waited for, in seconds: long enough for a debug kernel
# on an emulated processor that shares its machine with others
: "${timeout:=300}"

# The project's tree, and that of a kernel with YNL; both are the kernel's tree when
# the tests are a part of that.
top=$(cd "$(dirname "$0")/../.." && pwd)
linux=$top/build/linux-6.12
# shellcheck disable=SC2034 # for the tests
case $top in
*/tools/testing/selftests)
	top=${top%/tools/testing/selftests}
	linux=$top
	;;
esac

# debug_kernel: is this one of DEBUG=1, several times slower?
debug_kernel() { [ -e /sys/kernel/debug/kmemleak ]; }

_n=0
_failed=0

# ok COMMAND-STATUS WHAT: `cmd; ok $? "cmd works"`
ok() {
	_n=$((_n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $_n - $2"
	else
		_failed=$((_failed + 1))
		echo "not ok $_n - $2"
		return 1
	fi
}

# is GOT EXPECTED WHAT
is() {
	[ "$1" = "$2" ]
	ok $? "$3" || {
		diag "got:      $1"
		diag "expected: $2"
		return 1
	}
}

# like GOT ERE WHAT
like() {
	printf '%s\n' "$1" | grep -Eq -- "$2"
	ok $? "$3" || {
		diag "got:          $1"
		diag "expected ERE: $2"
		return 1
	}
}

# diag TEXT: for the reader of a failure
diag() {
	printf '%s\n' "$1" | sed 's/^/# /'
}

# skip WHY WHAT: one check that can not be made here
skip() {
	_n=$((_n + 1))
	echo "ok $_n - $2 # SKIP $1"
}

# skip_all WHY: the whole test can not run here
skip_all() {
	echo "1..0 # SKIP $1"
	exit 0
}

# done_testing: the plan, and the exit status
done_testing() {
	echo "1..$_n"
	[ $_failed = 0 ]
	exit $?
}

# until_true COMMAND…: repeat until it succeeds; fail after $timeout seconds.
# For conditions that nothing can be made to announce.
until_true() {
	_deadline=$(($(date +%s) + timeout))
	until "$@"; do
		[ "$(date +%s)" -lt $_deadline ] || return 1
		sleep 0.05
	done
}

# no_containers: all have ended
no_containers() { [ -z "$(contidctl list)" ]; }

# audit_start: the stock auditd, with an empty log. It returns to us once it
# has registered with the kernel.
audit_start() {
	audit_stop
	rm -f $audit_log
	auditd || {
		echo "Bail out! auditd does not start"
		exit 1
	}
	until_true _audit_registered || {
		echo "Bail out! auditd did not register"
		exit 1
	}
	auditctl -D >/dev/null
	# Some tests change these, and not all come to where they would change them back
	auditctl -b 65536 -r 0 -f 1 --backlog_wait_time 60000 >/dev/null
	# What the kernel held back for a daemon is the business of earlier tests
	audit_mark
	audit_sync
	: >$audit_log
	audit_mark
	# and so is what was lost: some lose records on purpose. It prints the number on
	# standard error.
	auditctl --reset-lost >/dev/null 2>&1
}

_audit_registered() {
	[ "$(auditctl -s | awk '$1 == "pid" { print $2 }')" != 0 ] && [ -e $audit_log ]
}

# audit_stop: end auditd, if it runs, and wait until it is gone
audit_stop() {
	_pid=$(cat /run/auditd.pid 2>/dev/null) || return 0
	kill "$_pid" 2>/dev/null || return 0
	until_true _gone "$_pid"
}

_gone() {
	! kill -0 "$1" 2>/dev/null
}

# audit_mark: from here on audit_wait and audit_since look at new records only
audit_mark() {
	audit_marked=$(stat -c %s $audit_log 2>/dev/null || echo 0)
}

# audit_wait ERE: print the first record since the mark that matches, as soon
# as it is there; fail after $timeout seconds
audit_wait() {
	timeout "$timeout" tail -c +$((audit_marked + 1)) -F $audit_log 2>/dev/null |
		grep -E -m 1 -- "$1"
}

# audit_sync: wait until the log has all records that were made until now. The
# kernel keeps their order, so a record of our own is the last of them.
audit_sync() {
	_sentinel="sentinel-$$-$(cat /proc/sys/kernel/random/uuid)"
	auditctl -m "$_sentinel" >/dev/null
	audit_wait "$_sentinel" >/dev/null
}

# audit_since [ERE]: the records since the mark, after audit_sync
audit_since() {
	audit_sync
	tail -c +$((audit_marked + 1)) $audit_log | grep -E -- "${1:-.}"
}

# audit_events: the records since the mark as the program events prints them, a line
# each: the serial number of the event, the type, the fields
audit_events() {
	audit_since . >/tmp/since
	events /tmp/since
}

# At the head of an awk program that reads such lines: f["NAME"] is a field.
# shellcheck disable=SC2016,SC2034 # for awk; for the tests
event_fields='{
	split("", f)
	for (i = 3; i <= NF; i++)
		f[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
}
'

# programs KEY NAMES ERE: those of the programs NAME|… whose events with that key since
# the mark have a record that matches, from its type on; each once
programs() {
	audit_events | awk -v key="\"$1\"" -v names="^\"($2)\"\$" -v ere="^[0-9]+ $3" "$event_fields"'
		$0 ~ ere { found[$1] }
		$2 == "SYSCALL" && f["key"] == key && f["comm"] ~ names {
			comm[$1] = substr(f["comm"], 2, length(f["comm"]) - 2)
		}
		END { for (s in comm) if (s in found) print comm[s] }' | sort -u | xargs
}
