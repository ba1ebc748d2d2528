# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # variables of common.sh
#
# What the tests of the Debian machine share. To be sourced:
#
#	. "$(dirname "$0")/lib/vm.sh"
#
# Every program of a container is /contained/busybox there, and no program of the host has
# that path. So it is known without a label which events are a container's.

# shellcheck source-path=SCRIPTDIR source=../../../../tests/lib/common.sh
. /opt/tests/selftests/tests/lib/common.sh
export PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
cd /

# A root file system for containers of each engine
contained=/var/lib/contained
if [ ! -e $contained/contained/busybox ]; then
	mkdir -p $contained/contained $contained/bin $contained/sbin $contained/proc $contained/sys $contained/dev \
		$contained/tmp $contained/run $contained/etc $contained/usr/lib $contained/var $contained/root
	cp /bin/busybox $contained/contained/busybox
	for applet in sh true cat sleep id touch rm kill ls mount hostname; do
		ln -s /contained/busybox $contained/bin/$applet
	done
	echo root:x:0:0:root:/root:/bin/sh >$contained/etc/passwd
	echo root:x:0: >$contained/etc/group
	echo ID=contained >$contained/etc/os-release
	echo secret >$contained/etc/secret
fi

# log: the records since the mark, by time; for the functions below it stays in a file
look() { audit_since . >/tmp/since; }

# contid_of ENGINE-ID: the identifier that the hook derives, as the audit log has it
contid_of() { printf %u "0x$(printf %.16s "$1")"; }

# acting: of the events in /tmp/since, a line each: the program, and the lineage of the
# process that acted, or "none"
acting() {
	awk '
		{ match($0, /audit\([^)]*\)/); event = substr($0, RSTART, RLENGTH) }
		/^type=SYSCALL / {
			match($0, / exe=[^ ]*/)
			exe[event] = substr($0, RSTART + 5, RLENGTH - 5)
			gsub(/"/, "", exe[event])
		}
		/^type=(UNKNOWN\[1391\]|CONTAINER_ID) / && / scope=task / {
			match($0, / contid=[^ ]*/)
			contid[event] = substr($0, RSTART + 8, RLENGTH - 8)
		}
		END {
			for (event in exe)
				print exe[event], (event in contid) ? contid[event] : "none"
		}' /tmp/since
}

# operations OP CONTID: how many records there are of it that was done
operations() {
	grep -E '^type=(UNKNOWN\[1390\]|CONTAINER_OP) .* res=1' /tmp/since |
		case $1 in
		end) grep -c " op=end .*old-contid=$2[ ,]" ;;
		*) grep -c " op=$1 .* contid=$2[ ,]" ;;
		esac
}

# labelled NAME CONTID…: of the events since the mark, each of a program of a container
# carries one of these identifiers, each of them has some; no program of the host carries
# any; each container has begun and ended
labelled() {
	name=$1
	shift
	until_true _ended "$@"
	look
	acting | sort | uniq -c >/tmp/acting
	is "$(awk '$2 == "/contained/busybox" { print $3 }' /tmp/acting | sed 's/,.*//' | sort -u | xargs)" \
		"$(printf '%s\n' "$@" | sort -u | xargs)" \
		"$name: every event of the container's programs carries its identifier" || diag "$(cat /tmp/acting)"
	# A runtime enters a container before it becomes the container's program, from a copy
	# of itself in memory, whose name is in hexadecimal digits; catatonit holds a pod together
	is "$(awk '$3 != "none" && $2 !~ "'"^(/contained/busybox|/|/catatonit|2F6D656D66643A.*|/usr/bin/(crun|runc)|${runtimes:-/})"'$"' /tmp/acting)" "" \
		"$name: no program of the host carries one" || diag "$(cat /tmp/acting)"
	for contid; do
		is "$(operations set "$contid") $(operations end "$contid")" "1 1" \
			"$name: begin and end of $contid are logged, once each" ||
			diag "$(grep -E '^type=(UNKNOWN.1390.|CONTAINER_OP)' /tmp/since)"
	done
}
_ended() {
	look
	for contid; do
		[ "$(operations end "$contid")" -gt 0 ] || return 1
	done
}

# lost: how many records audit lost since it was started
lost() { auditctl -s | awk '$1 == "lost" { print $2 }'; }

# image: the root file system as an image of podman and Docker, localhost/contained
podman_image() {
	podman image exists localhost/contained 2>/dev/null ||
		tar -C $contained -c . | podman import - localhost/contained >/dev/null 2>/tmp/err
}

# lxc_container: one of LXC with the name web, in $dir
lxc_container() {
	dir=/var/lib/lxc/web
	mkdir -p $dir
	[ -e $dir/rootfs ] || cp -a $contained $dir/rootfs
	printf '%s\n' '#!/contained/busybox sh' id 'exec sleep 100000' >$dir/rootfs/sbin/init
	chmod +x $dir/rootfs/sbin/init
	cat >$dir/config <<-CONFIG
		lxc.include = /usr/share/lxc/config/common.conf
		lxc.uts.name = web
		lxc.rootfs.path = dir:$dir/rootfs
		lxc.net.0.type = empty
		lxc.apparmor.profile = generated
	CONFIG
}

# nspawn_machine: one of systemd-nspawn with the name web
nspawn_machine() {
	root=/var/lib/machines/web
	[ -e $root ] || cp -a $contained $root
	ln -sf /contained/busybox $root/sbin/init
	printf '%s\n' '::sysinit:/bin/touch /run/up' '::respawn:/bin/sleep 100000' >$root/etc/inittab
}

# ssh_ready: logins into this machine from itself, with a key of its own
ssh_ready() {
	[ -e /root/.ssh/id_ed25519 ] || {
		ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519
		cat /root/.ssh/id_ed25519.pub >>/root/.ssh/authorized_keys
		cat /root/.ssh/id_ed25519.pub >>/home/tenant/.ssh/authorized_keys
	}
}
# ssh_in USER COMMAND
ssh_in() {
	ssh -F none -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
		-o LogLevel=ERROR "$1@127.0.0.1" "$2"
}

# debian_kernel: the release of Debian's own kernel that the machine came with
debian_kernel() {
	dpkg-query -W -f '${Package} ${db:Status-Status}\n' 'linux-image-6.1.*-cloud-amd64' |
		awk '$2 == "installed" && !/contid/ { sub("linux-image-", "", $1); print $1; exit }'
}
# menu_entry RELEASE: of the boot menu, as grub-reboot and grub-set-default take it
menu_entry() {
	awk -v release="$1" -F "'" '
		/^submenu / { menu = $(NF - 1) }
		/^\tmenuentry / && !/recovery/ && index($2, release) { print menu ">" $(NF - 1); exit }' /boot/grub/grub.cfg
}

# refused WHAT COMMAND…: it fails; what it prints is in /tmp/out and /tmp/err
refused() {
	what=$1
	shift
	! "$@" >/tmp/out 2>/tmp/err </dev/null
	ok $? "$what" || diag "$(cat /tmp/out)"
}

# run_ok WHAT COMMAND…: it succeeds; what it prints is in $out
run_ok() {
	what=$1
	shift
	out=$("$@" 2>/tmp/err </dev/null)
	ok $? "$what" || diag "$out
$(cat /tmp/err)"
}

# all but the service that is started at boot have ended
no_containers_but_web() { contidctl list >/tmp/list && ! grep -qv '^contid 707 ' /tmp/list; }

audit_mark
