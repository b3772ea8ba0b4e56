# SPDX-License-Identifier: BSD-2-Clause
# bash completion for dtrace(1): options, and the probes that are there now.

# Fields of what can be traced: 2 provider, 3 module, 4 function, 5 name.
_dtrace_listed() {
	dtrace -l 2>/dev/null | cut -c7- | awk -v field="$1" '
		NR > 1 {
			provider = $1; name = $NF
			module = NF > 2 ? $2 : ""; func = NF > 3 ? $3 : ""
			if (field == 2) print provider
			else if (field == 3 && module != "") print module
			else if (field == 4 && func != "") print func
			else if (field == 5)
				print provider ":" module ":" func ":" name \
				    "\n" provider ":::" name
		}' | sort -u
}

_dtrace_options() {
	local names=(
		agghist aggpack aggpercpu aggrate aggsize aggsortkey
		aggsortkeypos aggsortpos aggsortrev aggzoom amin argref
		backend bufpolicy bufresize bufsize cleanrate cpp cpphdrs
		cpppath cpu debugdir defaultargs define destructive disasm
		dynvarsize empty errtags evaltime flowindent incdir
		jstackframes jstackstrsize libdir loadtime lossless nolibs
		noresolve nspec object oformat printsize quiet rawbytes record
		recordframes recordmem recordsize replay specsize stackframes
		stackindent statusrate strsize switchrate syslibdir temporal
		tree undef uprobes ustackframes ustackunwind verbose zdefs)
	case $1 in
	bufpolicy=*) compgen -P bufpolicy= -W "switch ring fill" -- "${1#*=}" ;;
	backend=*) compgen -P backend= -W "kernel ptrace" -- "${1#*=}" ;;
	oformat=*) compgen -P oformat= -W "text json" -- "${1#*=}" ;;
	ustackunwind=*) compgen -P ustackunwind= -W "fp dwarf" -- "${1#*=}" ;;
	*) compgen -W "${names[*]}" -- "$1" ;;
	esac
}

_dtrace() {
	# a probe's name has colons, an option's value stands behind =
	local line=${COMP_LINE:0:COMP_POINT} word cut before words
	word=${line##*[[:space:]]}
	[[ ${word:0:1} != [\'\"] ]] || word=${word:1}
	before=${line%"$word"}
	before=${before%[\'\"]}
	read -ra words <<<"$before"
	before=${words[-1]}
	COMPREPLY=()
	case $before in
	-P) mapfile -t COMPREPLY < <(compgen -W "$(_dtrace_listed 2)" -- "$word") ;;
	-m) mapfile -t COMPREPLY < <(compgen -W "$(_dtrace_listed 3)" -- "$word") ;;
	-f) mapfile -t COMPREPLY < <(compgen -W "$(_dtrace_listed 4)" -- "$word") ;;
	-n) mapfile -t COMPREPLY < <(compgen -W "$(_dtrace_listed 5)" -- "$word") ;;
	-p) mapfile -t COMPREPLY < <(compgen -W "$(ps -eo pid=)" -- "$word") ;;
	-c) mapfile -t COMPREPLY < <(compgen -c -- "$word") ;;
	-x) mapfile -t COMPREPLY < <(_dtrace_options "$word") ;;
	-L | -I) mapfile -t COMPREPLY < <(compgen -d -- "$word") ;;
	*)
		if [[ $word == -* ]]; then
			mapfile -t COMPREPLY < <(compgen -W "-b -C -c -D -e -F -f -G
				-H -h -I -i -L -l -m -n -o -P -p -q -S -s -U -V -v
				-w -X -x -Z --doctor" -- "$word")
		else
			mapfile -t COMPREPLY < <(compgen -f -- "$word")
		fi
		;;
	esac
	# bash replaces only what stands behind the last : or =
	cut=${word%"${word##*[:=]}"}
	[[ -z $cut ]] || COMPREPLY=("${COMPREPLY[@]#"$cut"}")
}

complete -o filenames -F _dtrace dtrace
