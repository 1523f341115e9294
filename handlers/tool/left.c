#include "handlers/tool/left.h"

#include "handlers/command.h"
#include "handlers/loop/notify.h"
#include "handlers/subject.h"
#include "storage/assignment_store.h"
#include "storage/issue_store.h"
#include "storage/people_store.h"
#include "storage/queue_store.h"

enum { ISSUES_AT_MOST = 1000 };

static void hand_on(struct request *request, const struct person *person, int64_t issue)
{
	struct happening happening = { .change = "handed_on", .anonymous = true };
	struct subject subject;

	if (subject_find(request, issue, &subject))
		return;
	if (subject.issue->assignee == person->id) {
		assignment_store_set(request->db, issue, 0);
		subject_refresh(request, &subject);
	}
	if (!notify_new_responsible(request, &subject))
		return; /* they have it already: a profile is told again and again */
	record(request, issue, &happening);
	cards_refresh(request, issue, CARDS_AND_RECEIPTS);
}

void issues_of_who_left(struct request *request, const struct person *person)
{
	if (person->active)
		return;
	struct queued_issues issues = queue_store_of_person(
		request->db, request->arena, person->id, request->now, ISSUES_AT_MOST);
	for (size_t i = 0; i < issues.count; i++)
		hand_on(request, person, issues.items[i].id);
}
