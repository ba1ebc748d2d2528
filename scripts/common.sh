# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# What every script of the project shares. To be sourced.

set -euo pipefail

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
build=$top/build
kernels="6.12 6.1"

# How loud to be: "" reports progress; "terminal" does so only where a
# person watches, because `make run ARGS=…` owes its caller a clean output.
: "${PROGRESS:=}"

# note MESSAGE…: progress, on stderr so that stdout belongs to results
note() {
	[ "$PROGRESS" != terminal ] || [ -t 2 ] || return 0
	echo "$*" >&2
}

# die MESSAGE…: every failure of the scripts leaves through here
die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

# check_kver KVER
check_kver() {
	case " $kernels " in
	*" $1 "*) ;;
	*) die "KVER=$1: no such kernel here; there is: $kernels" ;;
	esac
}

# source_version KVER: the version of Debian's source package
source_version() {
	# shellcheck disable=SC2016 # dpkg-query's own syntax
	dpkg-query -W -f '${Version}\n' "linux-source-$1" 2>/dev/null
}

# hooked_files KVER: the C files of the kernel that the series changes, without their ".c"
hooked_files() {
	"$top/scripts/list-patches" "$1" | xargs sed -n 's,^+++ b/\(.*\)\.c$,\1,p' | sort -u
}

# same_builds: what kbuild and ccache are given, so that all clones have the same command
# lines and the same kernel from them, and share one cache
same_builds() {
	# A cache of this project's size must not be trimmed by a small default
	export CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-10G}
	export CCACHE_BASEDIR=$top CCACHE_NOHASHDIR=1 CCACHE_COMPILERCHECK=content
	export KBUILD_BUILD_USER=contid KBUILD_BUILD_HOST=contid
	export KBUILD_BUILD_TIMESTAMP='Thu Jan  1 00:00:00 UTC 1970' KBUILD_BUILD_VERSION=1
}

# explain_full_disk LOG DIR [NEED]: programs that run out of space report it in many
# ways, and may not even be able to write it down; say it once, in plain words.
explain_full_disk() {
	local left

	left=$(df --output=avail -k "$2" | tail -n 1)
	if [ "$left" -lt 32768 ] ||
		grep -q -e 'No space left on device' -e 'Disk quota exceeded' "$1"; then
		die "the disk is full: $2 has $((left / 1024)) MB left;" \
			"${3:-a kernel needs about 3 GB below $build}; make room and start again"
	fi
}

# lock FILE: hold FILE until this process and its children are gone
lock() {
	mkdir -p "$(dirname "$1")"
	exec {lock_fd}>"$1"
	flock -n "$lock_fd" || {
		note "waiting for another run that works on ${1%.lock}"
		flock "$lock_fd"
	}
}

# guests_at_once PROCESSORS: how many guests of so many processors this machine
# bears: each of theirs has one of its, and each guest takes up to 5 GB. JOBS says
# otherwise.
guests_at_once() {
	local memory most

	memory=$(awk '/^MemAvailable:/ { print int($2 / 5000000) }' /proc/meminfo)
	most=${JOBS:-$(printf '%s\n' $(($(nproc) / $1)) "$memory" | sort -n | head -n 1)}
	echo $((most < 1 ? 1 : most))
}
