#include "playground/reactions.h"

#include <ctype.h>
#include <string.h>

#include "bot/util/json.h"
#include "bot/util/text.h"
#include "playground/world.h"

static bool has_user(const struct cJSON *reaction, const char *user)
{
	const struct cJSON *item;

	json_for_each(item, json_get(reaction, "users"))
		if (text_equal(json_text(item), user))
			return true;
	return false;
}

/* Rewrites the list: `user` has, or has not, reacted with `name`. */
static void rewrite(struct post *post, const char *name, const char *user, bool reacts)
{
	struct cJSON *after = json_array();
	const struct cJSON *reaction, *item;
	bool found = false;

	json_for_each(reaction, post->reactions) {
		bool same = text_equal(json_string(reaction, "name"), name);
		struct cJSON *copy = json_object();
		struct cJSON *users = json_set_array(copy, "users");
		json_for_each(item, json_get(reaction, "users"))
			if (!same || !text_equal(json_text(item), user))
				json_append_string(users, json_text(item));
		if (same && reacts)
			json_append_string(users, user);
		found = found || same;
		json_set_string(copy, "name", json_string(reaction, "name"));
		json_set_int(copy, "count", (int64_t)json_length(users));
		if (json_length(users))
			json_append(after, copy);
		else
			json_free(copy);
	}
	if (reacts && !found) {
		struct cJSON *added = json_append(after, json_object());
		json_append_string(json_set_array(added, "users"), user);
		json_set_string(added, "name", name);
		json_set_int(added, "count", 1);
	}
	json_free(post->reactions);
	post->reactions = after;
}

static bool reacted(const struct post *post, const char *name, const char *user)
{
	const struct cJSON *reaction;

	json_for_each(reaction, post->reactions)
		if (text_equal(json_string(reaction, "name"), name))
			return has_user(reaction, user);
	return false;
}

bool reaction_is_name(const char *name)
{
	if (!name || !*name || *name == ':')
		return false;
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) &&
			!strchr("_-+':", *name))
			return false;
	return true;
}

bool reaction_add(struct post *post, const char *name, const char *user)
{
	if (reacted(post, name, user))
		return false;
	rewrite(post, name, user, true);
	return true;
}

bool reaction_remove(struct post *post, const char *name, const char *user)
{
	if (!reacted(post, name, user))
		return false;
	rewrite(post, name, user, false);
	return true;
}
