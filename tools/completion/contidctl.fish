# SPDX-License-Identifier: GPL-2.0
#
# fish completion for contidctl and contid-trail. What there is to offer comes from the program that
# the files for all shells ask.

function __contidctl_complete
	set -l words (commandline -opc)
	set -lx CONTID_COMPLETE (string replace -r '.*/' '' -- $words[1])
	set -e words[1]
	set -l current (commandline -ct)
	for line in (@libexecdir@/complete $words "$current" 2>/dev/null)
		switch $line
			case :files
				set -l option (string match -r -- '^--[^=]*=' "$current")
				for path in (__fish_complete_path (string replace -- "$option" '' "$current"))
					echo "$option$path"
				end
			case ':command*'
				set -l n (string replace ':command ' '' -- $line)
				__fish_complete_subcommand --fcs-skip=$n
			case '*'
				echo $line
		end
	end
end

complete -c contidctl -f -a '(__contidctl_complete)'
complete -c contid-trail -f -a '(__contidctl_complete)'
