# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# What the tests of packets share. To be sourced after common.sh, from a script
# that calls net_start and, before done_testing, net_stop.
#
# Two namespaces, left and right, with a veth between them: 10.0.0.1 and
# 10.0.0.2, fd00::1 and fd00::2.

left() { ip netns exec left "$@"; }
right() { ip netns exec right "$@"; }
inum_of() { stat -L -c %i "/run/netns/$1"; }
# net_of NETNS: as records name it
net_of() { echo "netns=$(inum_of "$1") netnsid=$(ns-id "/run/netns/$1")"; }

net_start() {
	ip netns add left
	ip netns add right
	ip link add veth0 netns left type veth peer name veth0 netns right
	_address left 1
	_address right 2
	# Duplicate address detection would only delay it
	left ping -q -c 1 -w "$timeout" 10.0.0.2 >/dev/null
}

_address() {
	ip -n "$1" link set lo up
	ip -n "$1" addr add "10.0.0.$2/24" dev veth0
	ip -n "$1" addr add "fd00::$2/64" dev veth0 nodad
	ip -n "$1" link set veth0 up
}

net_stop() {
	ip netns del left
	ip netns del right
}

# start_idle CONTID NETNS [CONTIDCTL-OPTION…]: a container that does nothing there.
# Sets $pid_out to the pid of its process.
start_idle() {
	_id=$1 _ns=$2
	shift 2
	contidctl exec "$@" "$_id" -- ip netns exec "$_ns" tail -f /dev/null &
	pid_out=$!
	until_true _lives_in "$pid_out" "$(inum_of "$_ns")"
}

_lives_in() { [ "$(readlink "/proc/$1/ns/net")" = "net:[$2]" ]; }

# end PID…: and wait until its container has lost it
end() {
	kill -KILL "$@"
	for _pid; do
		until_true _gone "$_pid"
	done
}

# packets ERE: for each packet since the mark whose record matches, a line of
# the CONTAINER_IDs of its event, in their order, with " | " between them
packets() {
	audit_events | awk -v ere="$1" '
		$2 == "NETFILTER_PKT" && $0 ~ ere { order[++n] = $1 }
		$2 == "CONTAINER_ID" {
			serial = $1
			sub(/^[^ ]+ [^ ]+ /, "")
			if (serial in all)
				$0 = all[serial] " | " $0
			all[serial] = $0
		}
		END { for (i = 1; i <= n; i++) print all[order[i]] }'
}
