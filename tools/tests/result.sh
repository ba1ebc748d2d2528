# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# For tests that are scripts, to be sourced after "echo 1..N": results as TAP, a
# directory $tmp for the time being, and the exit status that tests/run expects.

n=0
failed=0
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# result STATUS NAME: and that status is passed on
result()
{
	n=$((n + 1))
	if [ "$1" = 0 ]; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		failed=$((failed + 1))
	fi
	return "$1"
}
