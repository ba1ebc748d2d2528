# shellcheck shell=bash
# SPDX-License-Identifier: GPL-2.0
#
# bash completion for contidctl and contid-trail. What there is to offer comes from the program
# that the files for all shells ask.

_contidctl() {
	local behind='' current=${COMP_WORDS[COMP_CWORD]} line prefix='' word
	local -a words=()

	# bash takes --option=value for three words, and replaces the last.
	for word in "${COMP_WORDS[@]:1:COMP_CWORD}"; do
		if [ "$word" = = ] && [ ${#words[@]} != 0 ]; then
			words[-1]+="="
			prefix=${words[-1]}
			behind=yes
		elif [ -n "$behind" ]; then
			words[-1]+=$word
			behind=''
		else
			words+=("$word")
			prefix=''
		fi
	done
	[ "$current" != = ] || current=''

	COMPREPLY=()
	while IFS= read -r line; do
		case $line in
		:files)
			compopt -o filenames 2>/dev/null
			mapfile -t COMPREPLY < <(compgen -f -- "$current")
			;;
		:command*)
			! declare -F _command_offset >/dev/null || _command_offset "${line#* }"
			return
			;;
		*)
			line=${line%%$'\t'*}
			COMPREPLY+=("${line#"$prefix"}")
			;;
		esac
	done < <(CONTID_COMPLETE=${COMP_WORDS[0]##*/} @libexecdir@/complete "${words[@]}" 2>/dev/null)
	# A value follows.
	case ${COMPREPLY[*]} in
	*=) compopt -o nospace 2>/dev/null ;;
	esac
}

complete -F _contidctl contidctl contid-trail
