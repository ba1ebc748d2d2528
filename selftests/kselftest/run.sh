#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# run.sh [TEST…]: run all tests, or some, on the running kernel. For a machine that is
# there for tests: they delete its audit rules and end its audit daemon. Its files are
# safe: the tests see a temporary file system in the place of its logs, its auditd.conf,
# and what programs write to.

here=$(cd "$(dirname "$0")" && pwd)
skip=4

# needs CONDITION… : WHAT: skip all, unless it holds
needs() {
	what=$1
	shift
	"$@" >/dev/null 2>&1 && return
	echo "1..0 # SKIP $what"
	exit $skip
}

if [ -z "$CONTID_MOUNTS" ]; then
	needs "root is needed" [ "$(id -u)" = 0 ]
	needs "a kernel with CONFIG_CONTID is needed" genl ctrl get name CONTID
	for program in contidctl auditd auditctl ausearch python3 nft iptables; do
		needs "$program is needed" command -v $program
	done
	CONTID_MOUNTS=1 exec unshare --mount --propagation private "$0" "$@"
fi

# The daemon of the machine would be in the way of that of a test
pkill -x auditd
for dir in /run /var/tmp /var/log /etc/audit; do
	mount -t tmpfs tmpfs $dir
done
mountpoint -q /sys/kernel/debug || mount -t debugfs debugfs /sys/kernel/debug
mkdir -p /run/lock /var/log/audit /etc/audit/plugins.d /etc/audit/rules.d
chmod 1777 /var/tmp
cp "$here/vm/auditd.conf" /etc/audit/
chmod 640 /etc/audit/auditd.conf

# shellcheck disable=SC2046 # words
[ $# -gt 0 ] || set -- $(cd "$here/tests" && find . -maxdepth 1 -type f -printf '%f\n' | sort)
# The programs are installed beside this script, and built below progs
export PATH="$here:$here/progs:$PATH"
echo "TAP version 13"
printf '%s\n' "$@" "" | "$here/vm/run-tests" | awk '
	$1 == "ok" || $1 == "not" { n++; bad += $1 == "not" }
	!/^# ready$/ { print; fflush() }
	END { print "1.." n + 0; exit bad > 0 }'
