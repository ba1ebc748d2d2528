# SPDX-License-Identifier: GPL-2.0
#
# Of an audit log, or part of it: each container that began has ended, once.
# For identifiers that are used once; LEAST is how many there have to be.

/^type=(CONTAINER_OP|UNKNOWN\[1390\]) / {
	split("", f)
	for (i = 3; i <= NF; i++)
		f[substr($i, 1, index($i, "=") - 1)] = substr($i, index($i, "=") + 1)
	if (f["op"] == "set" && f["res"] == 1) {
		begun[f["contid"]]++
	} else if (f["op"] == "end") {
		id = f["old-contid"]
		ended[id]++
		if (!(id in begun))
			print id " ended before it began"
	}
}

END {
	for (id in begun) {
		n++
		if (begun[id] != 1 || ended[id] != 1)
			print id " began " begun[id] " times, ended " ended[id] + 0 " times"
	}
	if (n < LEAST)
		print "only " n + 0 " containers"
}
