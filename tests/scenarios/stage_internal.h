#ifndef LASTMILE_STAGE_INTERNAL_H
#define LASTMILE_STAGE_INTERNAL_H
/* What the parts of the stage share: stage.c the world, stage_deliver.c what the outbox owes,
 * stage_look.c what is seen, stage_form.c the open form, stage_act.c what people do. */
#include "stage.h"

#include "handlers/command.h"

struct answer;
struct db;
struct event;
struct form;
struct form_error;
struct message;

enum { PEOPLE_COUNT = 10, CHANNEL_COUNT = 6 };

struct world_person {
	const char *handle, *account, *platform;
};
struct world_channel {
	const char *name, *id;
	const char *members; // handles between spaces; NULL: everybody
	bool is_private;
};
extern const struct world_person world_people[PEOPLE_COUNT];
extern const struct world_channel world_channels[CHANNEL_COUNT];

int person_index(const char *handle); // -1: nobody
bool is_member(const struct world_channel *channel, int person);
const struct world_channel *channel_called(const char *name); // NULL
const char *direct_channel(struct arena *arena, int person); // "D0ANA"

/* What somebody said in a channel. */
struct said {
	int author; // index of world_people
	const struct world_channel *channel;
	char *id, *text;
};

struct stage {
	char *directory;
	char *path;
	struct db *db;
	struct handler_settings settings;
	struct screen screens[PEOPLE_COUNT];
	struct screen channels[CHANNEL_COUNT];
	struct said *said;
	size_t said_count;
	int64_t now;
	int events;
	int messages;
	const char *names[PEOPLE_COUNT]; // what people are called; NULL: their handle
	stage_watcher *watcher;
	void *watcher_data;
};

void stage_begin(struct stage *stage);
void stage_commit(struct stage *stage);

/* stage_deliver.c: everything that is owed now. */
void stage_deliver(struct stage *stage);

/* stage_look.c */
void seen_finish(struct seen *seen);
void seen_clear_buttons(struct seen *seen);
void see_message(struct screen *screen, struct seen *seen, const struct message *message);
void see_buttons(struct screen *screen, struct seen *seen, const struct message *message);
void screen_finish(struct screen *screen);
/* A new message on a screen, empty. */
struct seen *screen_add(struct screen *screen);

/* stage_form.c: what an answer does to the screen's form. */
void form_opens(const struct stage *stage, struct screen *screen, const struct form *form);
void form_opens_to_read(
	const struct stage *stage, struct screen *screen, const struct message *message);
void form_is_wrong(struct screen *screen, const struct form_error *errors);
void form_closes(struct screen *screen);
void form_changed(struct screen *screen); // seen anew
/* What was filled in so far, in the arena. */
const struct event_form *form_filled(struct arena *arena, const struct screen *screen);

/* stage_act.c: one act of theirs, through the dispatcher; what
 * it brings is seen. */
void stage_act(struct stage *stage, int person, struct event *event, int times);

/* form_plain.c: a form as plain text, with what is filled in. */
struct text;
void form_plain(const struct form *form, struct text *out);
/* slack_check.c: ends the program if Slack would refuse it. */
void check_form_for_slack(const struct stage *stage, const struct form *form, bool at_home);
void check_home_for_slack(const struct stage *stage, const struct message *message);
void check_message_for_slack(const struct message *message);
struct cJSON;
bool shows_marks(const struct cJSON *json); /* of a command_text() that is no span */

/* teams_check.c: the same for Teams. */
void check_form_for_teams(const struct stage *stage, const struct form *form, bool at_home);
void check_home_for_teams(const struct stage *stage, const struct message *message);
void check_message_for_teams(const struct message *message);
/* form_check.c: ends the program, saying why, if the form breaks what form.h says. */
void form_check(const struct form *form);

#endif
