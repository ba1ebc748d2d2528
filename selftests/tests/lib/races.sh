# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# What the tests of races share: an account of the containers in the audit log. To
# be sourced after common.sh.

# races_start: the audit log has CONTAINER_OP only, which is all that is needed
races_start() {
	audit_start
	auditctl -a never,exclude -F msgtype=SYSCALL >/dev/null
	auditctl -a never,exclude -F msgtype=PROCTITLE >/dev/null
}

# races_done LEAST: each container in the log began and ended once, and there are
# at least so many. The end of the test.
races_done() {
	audit_sync
	is "$(accounts "$1" "$audit_log" | head)" "" "each container in the log began once and ended once"
	like "$(auditctl -s)" '^lost 0$' "no record was lost"
	auditctl -D >/dev/null
	audit_stop
	done_testing
}

# accounts LEAST LOG: the containers that did not begin and end once each. For
# identifiers that are used once.
accounts() {
	events "$2" | awk -v least="$1" "$event_fields"'
		$2 != "CONTAINER_OP" { next }
		f["op"] == "set" && f["res"] == 1 { begun[f["contid"]]++ }
		f["op"] == "end" {
			id = f["old-contid"]
			ended[id]++
			if (!(id in begun))
				print id " ended before it began"
		}
		END {
			for (id in begun) {
				n++
				if (begun[id] != 1 || ended[id] != 1)
					print id " began " begun[id] " times, ended " ended[id] + 0 " times"
			}
			if (n < least)
				print "only " n + 0 " containers"
		}'
}
