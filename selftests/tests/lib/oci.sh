# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# What the tests of container runtimes share: a bundle, the hook in it, and what
# the audit log has of those that ran. To be sourced after common.sh.

project=$(cd "$(dirname "$0")/../.." && pwd)
contidctl=$(command -v contidctl)
bundle=/tmp/bundle

# container_id N [PREFIX]: a hex id as engines make them; its first 16 digits
# count. In $id, and the identifier as the audit log has it in $contid.
container_id() {
	id=$(printf '%s%08x%048x' "${2:-c0de0000}" "$1" "$1")
	# shellcheck disable=SC2034 # for the tests
	contid=$(printf %u "0x$(printf %.16s "$id")")
}

# bundle_make RUNTIME: a container that executes workload, with the hook that podman's
# file describes. What that says is in /tmp/hook.log.
bundle_make() {
	mkdir -p $bundle/rootfs/bin $bundle/rootfs/proc $bundle/rootfs/dev $bundle/rootfs/sys
	cp "$(command -v workload)" $bundle/rootfs/
	cp /bin/busybox $bundle/rootfs/bin/
	ln -sf busybox $bundle/rootfs/bin/sh
	rm -f $bundle/config.json
	(cd $bundle && "$1" spec) || return
	jq --slurpfile file "$project/contrib/podman/contid.json" --arg path "$contidctl" '
		.process.terminal = false | .process.args = ["/workload"] |
		.hooks[$file[0].stages[0]] = [$file[0].hook |
			.path = $path | .args += ["--log=/tmp/hook.log"]]' \
		$bundle/config.json >$bundle/base.json
	config .
}

# config FILTER: the bundle's configuration is the base, changed by jq
config() {
	jq "$1" $bundle/base.json >$bundle/config.json
}

# trace_start: from here on, log every system call of workload
trace_start() {
	auditctl -a always,exit -F arch=b64 -S all -F "exe=$bundle/rootfs/workload" -k workload >/dev/null
}

# look: save the records since the mark, for the functions below
look() { audit_since . >/tmp/log; }

# records ERE
records() { grep -E -- "$1" /tmp/log; }

# trace: the events of workload, in order, a line each: its process, its container,
# "none" without, the system call's number, whether it succeeded
trace() {
	events /tmp/log | awk "$event_fields"'
		$2 == "SYSCALL" && f["key"] == "\"workload\"" {
			order[++n] = $1
			pid[$1] = f["pid"]
			call[$1] = f["syscall"] " " f["success"]
		}
		$2 == "CONTAINER_ID" && f["scope"] == "task" { contid[$1] = f["contid"] }
		END {
			for (i = 1; i <= n; i++) {
				s = order[i]
				print pid[s], s in contid ? contid[s] : "none", call[s]
			}
		}'
}

# whole_traces LAST: the processes of the trace on standard input that begin with a
# successful execve, end with the system call LAST, open a file in between, and
# carry the same label from the first event to the last: process and label
whole_traces() {
	awk -v last="$1" '
		!($1 in first) { first[$1] = $3 " " $4; label[$1] = $2 }
		$2 != label[$1] { mixed[$1] = 1 }
		$3 == 257 && $4 == "yes" { opened[$1] = 1 }
		{ final[$1] = $3 }
		END {
			for (pid in first)
				if (first[pid] == "59 yes" && final[pid] == last && \
				    opened[pid] && !mixed[pid])
					print pid, label[pid]
		}' | sort
}
# shellcheck disable=SC2034 # for the tests
pause_call=34 exit_group_call=231

# made, ended: how many containers were created, and ended
made() { grep -Ec 'type=[^ ]*1390.* op=set .* old-contid=-1 .* res=1$' /tmp/log; }
ended() { grep -Ec 'type=[^ ]*1390.* op=end ' /tmp/log; }

# none_left: await that the last container is gone, and look
# shellcheck disable=SC2317 # called by until_true
_none_left() { [ "$(contidctl -j list)" = "[]" ]; }
none_left() { until_true _none_left && look; }
