# Completion of lastmile and lastmile-playground for fish. docs/check-docs holds it to what the programs
# take.

set -l verbs run check manifest say export backup stats forget outbox
set -l none "not __fish_seen_subcommand_from $verbs"

complete -c lastmile -f
complete -c lastmile -s c -l config -r -F -d "the configuration"
complete -c lastmile -l database -r -F -d "overrides the database"
complete -c lastmile -s h -l help -d "print that"
complete -c lastmile -s V -l version -n "$none" -d "print that"

complete -c lastmile -n "$none" -a run -d "the daemon, in the foreground"
complete -c lastmile -n "$none" -a check -d "configuration, credentials, database: ok or what to do"
complete -c lastmile -n "$none" -a manifest -d "what to paste or upload to install the app"
complete -c lastmile -n "$none" -a say -d "any chat command, answered as text"
complete -c lastmile -n "$none" -a export -d "print a whole table, or what is held about a person"
complete -c lastmile -n "$none" -a backup -d "write a consistent copy of the database"
complete -c lastmile -n "$none" -a stats -d "the numbers, and what could not be delivered"
complete -c lastmile -n "$none" -a forget -d "erase a person"
complete -c lastmile -n "$none" -a outbox -d "decide about a parked delivery"

complete -c lastmile -n "__fish_seen_subcommand_from manifest" -a "slack teams"
complete -c lastmile -n "__fish_seen_subcommand_from manifest; and __fish_seen_subcommand_from teams" -F
complete -c lastmile -n "__fish_seen_subcommand_from say" -l as -x -d "who speaks"
complete -c lastmile -n "__fish_seen_subcommand_from say" -a "/lastmile /report /feedback /fixed /trust /library report \
feedback fixed trust library help mine status tools tool readiness launch wrong pulse roi baseline measure digest champions stuck officehours training \
ack ask answer decline merge unmerge reopen follow settings link unlink forget"
complete -c lastmile -n "__fish_seen_subcommand_from export" -a "issues reports feedback person"
complete -c lastmile -n "__fish_seen_subcommand_from export" -l format -x -a "csv json"
complete -c lastmile -n "__fish_seen_subcommand_from stats" -l json -d "as one object"
complete -c lastmile -n "__fish_seen_subcommand_from outbox" -a "sent resend"
complete -c lastmile -n "__fish_seen_subcommand_from backup" -F

complete -c lastmile-playground -f
complete -c lastmile-playground -l listen -x -d "where to serve"
complete -c lastmile-playground -l manifest -r -F -d "the app to install"
complete -c lastmile-playground -l world -r -F -d "the people and channels"
complete -c lastmile-playground -l clock -r -F -d "let time run, and say here how far"
complete -c lastmile-playground -l app-token -x -d "the token to accept"
complete -c lastmile-playground -l bot-token -x -d "the token to accept"
complete -c lastmile-playground -l teams-endpoint -x -d "where the app listens to Teams"
complete -c lastmile-playground -l quiet -d "log errors only"
complete -c lastmile-playground -l help -d "print that"
complete -c lastmile-playground -l version -d "print that"
