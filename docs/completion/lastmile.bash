# Completion of lastmile and lastmile-playground for bash. docs/check-docs holds it to what the programs
# take.

_lastmile_verbs="run check manifest say export backup stats forget outbox"
_lastmile_words="report feedback fixed trust library help mine status tools tool readiness launch wrong
	pulse roi baseline measure digest champions stuck officehours training ack ask answer decline merge unmerge
	reopen follow settings link unlink forget"

# Offers the words given, as far as they begin like the word that is being typed.
_lastmile_offer()
{
	mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current")
}

# The first word that is no option and no option's value: the verb.
_lastmile_find_verb()
{
	local i word
	for ((i = 1; i < COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		-c | --config | --database | --as | --format) ((i++)) ;;
		-*) ;;
		*)
			verb=$word
			place=$((COMP_CWORD - i))
			return
			;;
		esac
	done
}

_lastmile()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	local verb='' place=0 options="-c --config --database --help"
	_lastmile_find_verb
	case $previous in
	-c | --config | --database)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	--format)
		_lastmile_offer "csv json"
		return
		;;
	--as) return ;;
	esac
	case $verb:$place in
	:0) _lastmile_offer "$_lastmile_verbs $options --version" ;;
	manifest:1) _lastmile_offer "slack teams $options" ;;
	manifest:2) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	say:*) _lastmile_offer "/lastmile /report /feedback /fixed /trust /library $_lastmile_words --as $options" ;;
	export:1) _lastmile_offer "issues reports feedback person --format $options" ;;
	export:*) _lastmile_offer "--format $options" ;;
	stats:*) _lastmile_offer "--json $options" ;;
	outbox:1) _lastmile_offer "sent resend $options" ;;
	backup:1) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	*) _lastmile_offer "$options" ;;
	esac
}

_lastmile_playground()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
	case $previous in
	--manifest | --world | --clock) mapfile -t COMPREPLY < <(compgen -f -- "$current") ;;
	--listen | --app-token | --bot-token | --teams-endpoint) ;;
	*) _lastmile_offer "--listen --manifest --world --clock --app-token --bot-token --teams-endpoint --quiet --help --version" ;;
	esac
}

complete -o filenames -F _lastmile lastmile
complete -o filenames -F _lastmile_playground lastmile-playground
