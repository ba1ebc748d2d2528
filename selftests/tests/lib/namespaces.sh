# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# What the tests of records of namespaces share. To be sourced after common.sh.

# Features of audit: linux/audit.h
# shellcheck disable=SC2034 # for the tests
ns_labelled=2 ns_all=3 ns_info=4

# ns_log POLICY: as contidctl ns log does
ns_log() {
	case $1 in
	none) set -- 0 0 ;;
	labelled) set -- 1 0 ;;
	all) set -- 0 1 ;;
	esac
	set-feature $ns_labelled "$1" >/dev/null && set-feature $ns_all "$2" >/dev/null
}

# info_of PID: its NS_INFO
info_of() {
	# shellcheck disable=SC2046 # words
	set -- $(ns-id "/proc/$1/ns/mnt" "/proc/$1/ns/uts" "/proc/$1/ns/ipc" "/proc/$1/ns/pid" \
		"/proc/$1/ns/user" "/proc/$1/ns/net" "/proc/$1/ns/cgroup" "/proc/$1/ns/time")
	echo "mntnsid=$1 utsnsid=$2 ipcnsid=$3 pidnsid=$4 usernsid=$5 netnsid=$6 cgroupnsid=$7 timensid=$8"
}

# left_ns TYPE PID: whether it is no longer in our namespace of that type
left_ns() { [ "$(readlink "/proc/$2/ns/$1")" != "$(readlink "/proc/self/ns/$1")" ]; }
