# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
#
# What the tests of documented recipes share, which run them as they stand in
# the document. To be sourced after common.sh.
#
# A recipe is the literal block after a comment ".. recipe: NAME"; that after
# ".. prints: NAME" is its output.

# recipes_of PAGE...: put each recipe of the pages into /tmp/recipes/NAME, and what
# it prints into /tmp/prints/NAME
recipes_of() {
	mkdir /tmp/recipes /tmp/prints
	awk '
		/^\.\. recipe: / { file = "/tmp/recipes/" $3; next }
		/^\.\. prints: / { file = "/tmp/prints/" $3; next }
		/^::$/ { next }
		/^[^ ]/ { file = ""; next }
		file && (started[file] || NF) {
			started[file] = 1
			sub(/^  /, "")
			# blank lines at the end are not of the block
			if (!NF) {
				blank[file] = blank[file] "\n"
				next
			}
			printf "%s%s\n", blank[file], $0 >file
			blank[file] = ""
		}
	' "$@"
	recipes=" $(cd /tmp/recipes && echo ./* | sed 's,\./,,g') "
}

# mark_run NAME: need not be run any more
mark_run() { recipes=$(echo "$recipes" | sed "s/ $1 / /"); }

# run_recipe NAME: run a recipe; its output is in $out
run_recipe() {
	mark_run "$1"
	out=$(sh -e "/tmp/recipes/$1" 2>/tmp/errors </dev/null)
	is "$?$(cat /tmp/errors)" 0 "$1 runs"
}

# output_matches ERE WHAT, output_lacks ERE WHAT: of the output of the last recipe
output_matches() { like "$out" "$1" "$2"; }
output_lacks() { is "$(printf '%s\n' "$out" | grep -E -- "$1")" "" "$2"; }

# recipes_done: each has been run
recipes_done() { is "$recipes" " " "no recipe was left out"; }
