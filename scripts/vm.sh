# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# The Debian machine of `make vm`: how it starts, how commands get into it, how it
# ends. To be sourced, after common.sh.
#
# VM_MEMORY	default 2G
# VM_CPUS	default 2
# VM_TIMEOUT	seconds that a boot may take, default 900
# NETWORK=1	the machine can reach what this one does; otherwise nothing but this one
# ACCEL		kvm, tcg; default: kvm where selftests/vm/boot has found it to work

# shellcheck disable=SC2154 # of common.sh
vm_dir=$build/vm
vm_pid=
vm_port=
vm_console=
vm_build=

# vm_qemu DISK WORD…: run QEMU in the place of this shell, on a disk and with more words
vm_qemu() {
	local disk=$1 accel=${ACCEL:-} net=restrict=on, machine

	shift
	[ -n "$accel" ] ||
		accel=$(cat "$build/guest/accel-$(cat /proc/sys/kernel/random/boot_id)" 2>/dev/null || echo tcg)
	case $accel in
	kvm) machine=(-accel kvm -cpu host) ;;
	*) machine=(-accel "tcg,thread=multi" -cpu max) ;;
	esac
	[ -z "${NETWORK:-}" ] || net=
	exec qemu-system-x86_64 "${machine[@]}" -m "${VM_MEMORY:-2G}" -smp "${VM_CPUS:-2}" \
		-nodefaults -no-user-config -display none \
		-drive "file=$disk,if=virtio,format=${disk##*.},discard=unmap" \
		-netdev "user,id=net,${net}hostfwd=tcp:127.0.0.1:0-:22" -device virtio-net-pci,netdev=net \
		-device virtio-rng-pci "$@"
}

# vm_base KVER: the disk that build-vm makes, in $base. The build is a process group of its
# own, so that a signal that ends this shell while it waits ends all of it: vm_kill.
vm_base() {
	local printed=$vm_dir/base.$$ status=0

	mkdir -p "$vm_dir"
	set -m
	"$top/scripts/build-vm" "$1" </dev/null >"$printed" &
	set +m
	vm_build=$!
	wait "$vm_build" || status=$?
	vm_build=
	# shellcheck disable=SC2034 # for the caller
	base=$(cat "$printed")
	rm -f "$printed"
	return $status
}

# vm_start DISK WORD…: start the machine in the background
vm_start() {
	vm_console=$1.console
	: >"$vm_console"
	(vm_qemu "$@" -serial "file:$vm_console" </dev/null >"$1.qemu" 2>&1) &
	vm_pid=$!
	vm_wait
}

# vm_failed WHY
vm_failed() {
	echo "${0##*/}: $1; the last that the machine said:" >&2
	tail -n "${GUEST_TAIL:-40}" "$vm_console" | tr -d '\r' >&2
	exit 125
}

# vm_find_port: where QEMU listens for ssh; it picks a free port itself
vm_find_port() {
	vm_port=$(ss -Hltnp src 127.0.0.1 | sed -n "s/.* 127\.0\.0\.1:\([0-9]*\) .*pid=$vm_pid,.*/\1/p")
	[ -n "$vm_port" ]
}

# vm_wait: until ssh gets in and everything that starts at boot has started
vm_wait() {
	local deadline=$((SECONDS + ${VM_TIMEOUT:-900}))

	until vm_find_port && vm_ssh true </dev/null 2>/dev/null; do
		kill -0 "$vm_pid" 2>/dev/null || {
			cat "${vm_console%.console}.qemu" >&2
			vm_failed "the machine died"
		}
		[ $SECONDS -lt $deadline ] || vm_failed "the machine does not answer after ${VM_TIMEOUT:-900} s"
		# ssh itself waits for an answer
		sleep 0.2
	done
	# `is-system-running --wait` misses an end that comes before it listens
	vm_ssh 'while systemctl is-system-running | grep -qx -e initializing -e starting; do sleep 0.5; done' \
		</dev/null || :
}

# vm_ssh [OPTION…] COMMAND: a command in the machine, as root
vm_ssh() {
	ssh -F none -i "$vm_dir/key" -p "$vm_port" -o BatchMode=yes -o StrictHostKeyChecking=no \
		-o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -o ConnectTimeout=30 \
		-o ServerAliveInterval=60 -o ServerAliveCountMax=10 root@127.0.0.1 "$@"
}

# vm_run COMMAND: its status is the command's; 125 if the machine died of it
vm_run() {
	local status=0

	vm_ssh -T "$1" || status=$?
	[ $status = 255 ] || return $status
	# ssh says 255 of itself, too
	! vm_ssh true </dev/null 2>/dev/null || return 255
	vm_failed "the connection to the machine broke"
}

# vm_reboot: as a person would, and wait for the next boot
vm_reboot() {
	local boot deadline=$((SECONDS + ${VM_TIMEOUT:-900}))

	boot=$(vm_ssh cat /proc/sys/kernel/random/boot_id </dev/null)
	vm_ssh "systemctl reboot" </dev/null || :
	until [ "$(vm_ssh cat /proc/sys/kernel/random/boot_id </dev/null 2>/dev/null || echo "$boot")" != "$boot" ]; do
		[ $SECONDS -lt $deadline ] || vm_failed "the machine does not reboot"
		# ssh itself waits for an answer
		sleep 0.2
	done
	vm_wait
}

# vm_stop: power off as a person would, so that what was written is on the disk
vm_stop() {
	[ -n "$vm_pid" ] || return 0
	vm_ssh 'systemctl poweroff' </dev/null >/dev/null 2>&1 || :
	timeout "${VM_TIMEOUT:-900}" tail --pid="$vm_pid" -f /dev/null ||
		vm_failed "the machine does not power off"
	wait "$vm_pid" || :
	vm_pid=
}

# vm_kill: at once
vm_kill() {
	[ -z "$vm_build" ] || kill -- "-$vm_build" 2>/dev/null || :
	[ -z "$vm_build" ] || wait "$vm_build" 2>/dev/null || :
	[ -z "$vm_build" ] || rm -f "$vm_dir/base.$$"
	vm_build=
	[ -z "$vm_pid" ] || kill "$vm_pid" 2>/dev/null || :
	[ -z "$vm_pid" ] || wait "$vm_pid" 2>/dev/null || :
	vm_pid=
}

# vm_overlay BASE FILE: a disk that has of BASE what is not written to it
vm_overlay() {
	rm -f "$2"
	qemu-img create -q -f qcow2 -b "$1" -F "${1##*.}" "$2"
}
