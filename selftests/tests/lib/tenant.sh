# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh disable=SC2154 # variables of common.sh and oci.sh
#
# A container that could be a tenant's machine: crun's, with root, user, pid and network
# namespaces, and the distribution's programs. To be sourced after oci.sh.

tenant_uid=100000
tenant_contid=707
# shellcheck disable=SC2034 # for the tests
contid=$tenant_contid

crun_() { (cd "$bundle" && crun --root /tmp/crun "$@") </dev/null; }

# Copies of what has to belong to root there; the rest is the host's /usr
tenant_files() {
	root=$bundle/rootfs
	mkdir -p "$root/etc/audit/plugins.d" "$root/etc/audit/rules.d" "$root/var/log/audit" \
		"$root/var/lib" "$root/run" "$root/tmp" "$root/proc" "$root/dev" "$root/sys" \
		"$root/usr" "$root/root"
	ln -sfn /run "$root/var/run"
	for link in bin sbin lib lib64; do
		ln -sfn "usr/$link" "$root/$link"
	done
	for file in passwd group shadow nsswitch.conf login.defs pam.d security ld.so.cache hostname libaudit.conf; do
		[ ! -e "/etc/$file" ] || cp -R "/etc/$file" "$root/etc/"
	done
	cp /etc/audit/auditd.conf "$root/etc/audit/"
	cat >"$root/init" <<-'END'
		# auditd where there is audit, then what is written to /run/init
		mkfifo /run/init /run/status
		auditd
		echo $? >/run/auditd.status
		while read -r command </run/init; do
			sh -c "$command"
			echo $? >/run/status
		done
	END
	chmod 700 "$root/var/log/audit"
	chmod 640 "$root/etc/audit/auditd.conf" "$root/etc/shadow"
	chown -hR $tenant_uid:$tenant_uid "$root"
}

# tenant_make: the bundle
tenant_make() {
	bundle_make crun || return
	tenant_files
	jq --argjson uid $tenant_uid '
		.process.args = ["sh", "/init"] |
		.process.env = ["PATH=/usr/sbin:/usr/bin", "HOME=/root", "LANG=C.UTF-8"] |
		.root.readonly = false | .hostname = "tenant" |
		([.linux.namespaces[] | select(.type != "user" and .type != "cgroup")] + [{type: "user"}]) as $ns |
		.linux.namespaces = $ns |
		.linux.uidMappings = [{containerID: 0, hostID: $uid, size: 65536}] |
		.linux.gidMappings = [{containerID: 0, hostID: $uid, size: 65536}] |
		["CAP_AUDIT_CONTROL", "CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER",
		 "CAP_KILL", "CAP_SETGID", "CAP_SETUID", "CAP_SYS_RESOURCE"] as $caps |
		.process.capabilities = {bounding: $caps, effective: $caps, permitted: $caps, inheritable: []} |
		.process.noNewPrivileges = false |
		.process.rlimits = [{type: "RLIMIT_NICE", hard: 24, soft: 24},
			{type: "RLIMIT_NOFILE", hard: 1024, soft: 1024}] |
		.mounts = [.mounts[] | select(.destination == "/proc" or .destination == "/dev")] +
			[{destination: "/usr", type: "bind", source: "/usr", options: ["rbind", "ro"]}]' \
		"$bundle/base.json" >"$bundle/tenant.json"
}

# tenant_start ANNOTATION: with this one set to true, if it is not empty. What the runtime
# says is in $bundle/out. The runtime gives that file to the container's root. In /tmp,
# fs.protected_regular would keep the host's root from opening it again.
tenant_start() {
	jq --arg name "$1" --arg contid "$tenant_contid" '
		.annotations["org.contid.contid"] = $contid |
		if $name != "" then .annotations[$name] = "true" else . end' \
		"$bundle/tenant.json" >"$bundle/config.json"
	rm -f "$bundle"/rootfs/run/*
	crun_ run -d tenant >"$bundle/out" 2>&1
}

# tenant_run SCRIPT: as root there
tenant_run() { crun_ exec tenant sh -c "$1" 2>&1; }

# tenant_init COMMAND: its process 1 starts a command, which has its limits; prints the
# status
tenant_init() {
	crun_ exec tenant sh -c "echo '$1' >/run/init; cat /run/status" 2>&1
}

tenant_stop() {
	crun_ delete -f tenant
	until_true _tenant_gone
}
_tenant_gone() { ! contidctl get $tenant_contid >/dev/null 2>&1; }
