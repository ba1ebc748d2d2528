# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of the fleet
#
# The hosts of the fleet: guests that live as long as the test, and obey orders. To be
# sourced after common.sh, with a directory for them in $work and the kernel in $image.

hosts="a b c"
# shellcheck disable=SC2034 # for the test
declare -A machine=([a]=aaaaaaaa4bb14e1d9f6f0a2d4c8e0001 [b]=bbbbbbbb4bb14e1d9f6f0a2d4c8e0002
	[c]=cccccccc4bb14e1d9f6f0a2d4c8e0003)
declare -A orders answers guest_pids

# guest_boot HOST: with a network of QEMU's and a directory to share. Both devices have slots
# behind those of every guest: the kernel hangs when the network has the first slot. On a
# busy machine the kernel measures the frequency of the TSC wrong, and its time runs away.
guest_boot() {
	local dir=$work/$1 in out

	mkdir -p "$dir"
	mkfifo "$dir/orders" "$dir/answers"
	# Open at both ends: neither side waits to open it, or sees an end of file
	exec {in}<>"$dir/orders" {out}<>"$dir/answers"
	orders[$1]=$in answers[$1]=$out
	GUEST_ARGS="tsc=unstable ${GUEST_ARGS:-}" GUEST_CPUS=1 GUEST_MEMORY=1G GUEST_QEMU="-netdev user,id=net,ipv6=off
		-device virtio-net-pci,netdev=net,romfile=,addr=0x10
		-fsdev local,id=share,path=$dir,security_model=none
		-device virtio-9p-pci,fsdev=share,mount_tag=share,addr=0x11" \
		setpriv --pdeathsig TERM "$top/selftests/vm/boot" "$image" "$top/selftests/fleet/guest" \
		<"$dir/orders" >"$dir/answers" 2>"$dir/errors" &
	guest_pids[$1]=$!
}

# order HOST WORD…: have a host do something
order() { printf '%s\n' "${*:2}" >&"${orders[$1]}"; }

# answer HOST: wait until it is done. The status is that of the order, what it has printed
# is in $out.
answer() {
	local line

	out=
	while read -r -t "$timeout" -u "${answers[$1]}" line; do
		case $line in
		"done "*) return "${line#done }" ;;
		*) out+=${out:+$'\n'}$line ;;
		esac
	done
	out+=" (no answer)"
	return 125
}

# ask HOST WORD…: both. A failure is shown.
ask() {
	order "$@"
	answer "$1" || {
		diag "$*: $out"
		diag "$(tail -n 20 "$work/$1/errors")"
		return 1
	}
}

# ask_all WORD…: all hosts at once
ask_all() {
	local host failed=0

	for host in $hosts; do
		order "$host" "$@"
	done
	for host in $hosts; do
		answer "$host" || {
			failed=1
			diag "$host: $*: $out"
		}
	done
	return $failed
}

guests_stop() {
	local host

	for host in $hosts; do
		[ -z "${guest_pids[$host]:-}" ] || kill "${guest_pids[$host]}" 2>/dev/null
	done
}
