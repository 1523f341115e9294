/* unlink: linked accounts are apart again. What was done on a platform goes with the account there.
 */
#include "bot/util/arena.h"
#include "bot/util/text.h"
#include "handlers/args.h"
#include "handlers/command.h"
#include "handlers/outcome.h"
#include "handlers/roles.h"
#include "storage/people_store.h"

static const struct person *whose(
	struct request *request, const struct args *args, const char **ret_problem)
{
	if (!args->setting_count)
		return request->actor;
	if (!role_is_admin(request, request->actor)) {
		*ret_problem = "Only admins take other people's accounts apart.";
		return NULL;
	}
	if (!text_equal(args->settings[0].key, "person")) {
		*ret_problem = "Say whose accounts: person=@somebody.";
		return NULL;
	}
	const char *problem = NULL;
	const struct person *person = args_person(request, &args->settings[0], &problem);
	*ret_problem = problem ? arena_printf(request->arena, "%s.", problem)
			       : "Say whose accounts: person=@somebody.";
	return person;
}

static struct outcome *run(struct request *request)
{
	struct args args;
	struct outcome *wrong = args_read(request, &args);
	const char *problem = NULL;

	if (wrong)
		return wrong;
	const struct person *person = whose(request, &args, &problem);
	if (!person)
		return reject(request, "%s", problem);
	struct accounts accounts = people_store_accounts(request->db, request->arena, person->id);
	if (accounts.count < 2)
		return reject(request, "Nothing is linked.");
	for (size_t i = 1; i < accounts.count; i++)
		people_store_unlink(
			request->db, person->id, accounts.items[i].platform, request->now);
	return reply_line(request,
		"Each account is on its own again. What was reported on %s went with that account; "
		"all else stays on %s.",
		accounts.items[1].platform, accounts.items[0].platform);
}

const struct command command_unlink = {
	.name = "unlink",
	.usage = "[key=value …]",
	.example = "",
	.summary = "linked accounts are apart again",
	.who = "all",
	.run = run,
};
