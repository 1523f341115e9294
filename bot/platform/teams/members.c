/*
 * Who somebody is, and whether they are still there: GET …/members/{person} in their conversation
 * with us, which is made if need be (they see nothing of it). teams_ask_member() in connector.h.
 */
#include "bot/platform/teams/connector_parts.h"
#include "bot/util/json.h"
#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

enum {
	TRIES = 3,
	MOST_QUESTIONS =
		1000, // what is asked for beyond is asked for again when it is needed again
};

struct question {
	struct list link; // teams_connector::questions
	struct teams_connector *connector;
	char *name; // as we were asked
	struct teams_place person;
	bool remembered; // the conversation was known from before
	teams_member_came *done;
	void *data;
};

static enum teams_membership membership_of(const struct call_reply *reply)
{
	if (reply->class == CALL_NO_MEMBER)
		return TEAMS_MEMBER_LEFT;
	return reply->class == CALL_OK && json_is_object(reply->json) ? TEAMS_MEMBER_THERE
								      : TEAMS_MEMBER_UNKNOWN;
}

static void finish(
	struct question *question, enum teams_membership membership, const struct call_reply *reply)
{
	if (membership != TEAMS_MEMBER_THERE)
		log_info("teams", "no profile: %s", call_why(reply));
	list_remove(&question->link);
	question->connector->question_count--;
	question->done(question->data, question->name, membership,
		membership == TEAMS_MEMBER_THERE ? reply->json : NULL);
	free(question->name);
	free(question->person.id);
	free(question);
}

static void begin(struct question *question);

static void replied(void *data, const struct call_reply *reply)
{
	struct question *question = data;

	if (question->remembered && (reply->class == CALL_GONE || reply->class == CALL_NO_MEMBER)) {
		teams_direct_forget(question->connector->conversations, question->person.tenant,
			question->person.id);
		begin(question);
		return;
	}
	finish(question, membership_of(reply), reply);
}

static void ask(struct question *question, const char *conversation)
{
	_cleanup_text_ struct text path = TEXT_INIT;
	struct teams_request request = {
		.what = "member",
		.method = "GET",
		.tenant = question->person.tenant,
		.conversation = NULL, // its limit is another than that of what is said there
		.tries = TRIES,
	};

	text_append(&path, "v3/conversations/");
	url_encode(&path, conversation);
	text_append(&path, "/members/");
	url_encode(&path, question->person.id);
	request.path = text_steal(&path);
	teams_call(question->connector->calls, &request, replied, question);
}

static void reached(void *data, const char *conversation, const struct call_reply *reply)
{
	struct question *question = data;

	if (conversation)
		ask(question, conversation);
	else if (reply->class == CALL_NO_MEMBER)
		finish(question, TEAMS_MEMBER_LEFT, reply);
	else
		finish(question, TEAMS_MEMBER_UNKNOWN, reply);
}

static void begin(struct question *question)
{
	const struct teams_place *person = &question->person;
	const char *known =
		teams_direct_get(question->connector->conversations, person->tenant, person->id);

	question->remembered = known != NULL;
	if (known)
		ask(question, known);
	else
		teams_reach(question->connector, person->tenant, person->id, TEAMS_TO_ASK, reached,
			question);
}

void teams_member_back(struct teams_connector *connector, const char *person)
{
	struct teams_place place = teams_place_of(connector->conversations, person);

	teams_person_reopen(connector->conversations, place.tenant, place.id);
	free(place.id);
}

static bool is_asked(const struct teams_connector *connector, const char *person)
{
	const struct question *question;

	list_for_each (question, &connector->questions, link)
		if (text_equal(question->name, person))
			return true;
	return false;
}

void teams_ask_member(
	struct teams_connector *connector, const char *person, teams_member_came *done, void *data)
{
	struct question *question;

	if (connector->question_count == MOST_QUESTIONS || is_asked(connector, person))
		return;
	question = xcalloc(1, sizeof(*question));
	*question = (struct question){
		.connector = connector,
		.name = xstrdup(person),
		.person = teams_place_of(connector->conversations, person),
		.done = done,
		.data = data,
	};
	list_append(&connector->questions, &question->link);
	connector->question_count++;
	begin(question);
}
