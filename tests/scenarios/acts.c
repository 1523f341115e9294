/* What people do, line by line: see README.md. */
#include "runner.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "stage.h"

#include "bot/form.h"
#include "bot/util/clock.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

void stop(const struct play *play, const char *format, ...)
{
	_cleanup_text_ struct text text = TEXT_INIT;
	va_list args;

	va_start(args, format);
	text_vprintf(&text, format, args);
	va_end(args);
	bool expected = play->must_fail && strstr(text_string(&text), play->must_fail);
	fprintf(stderr, "%s:%d: %s\n", play->file, play->line, text_string(&text));
	/* Not exit(): whoever is in the middle of something keeps what it holds. */
	fflush(NULL);
	stage_clear_up();
	_exit(expected ? 0 : 1);
}

struct screen *screen_of(const struct play *play, const char *handle)
{
	struct screen *screen = stage_screen(play->stage, handle);

	if (!screen)
		stop(play, "nobody is called %s", handle);
	return screen;
}

void before_act(const struct play *play)
{
	const struct seen *seen;
	const char *whose = play->lenient ? NULL : stage_unnamed(play->stage, &seen);

	if (whose)
		stop(play, "%s was told something that no line before this expects:\n\t%s", whose,
			seen->text);
}

static bool carries(const struct seen_button *button, const char *ref)
{
	size_t length = strlen(ref);

	for (const char *at = strstr(button->value, ref); at; at = strstr(at + 1, ref))
		if ((at == button->value || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
			return true;
	return false;
}

/* What it is about is in what the button carries; or, where that is no ref, in what is said
 * around it. */
static bool is_about(const struct seen *seen, const struct seen_button *button, const char *ref)
{
	return !*ref || carries(button, ref) ||
	       (!text_starts_with(button->value, "LM-") && seen->text &&
		       text_names(seen->text, ref));
}

static const struct seen_button *in_message(
	const struct seen *seen, const char *label, const char *ref)
{
	for (size_t i = 0; i < seen->button_count; i++)
		if (text_equal(seen->buttons[i].label, label) &&
			is_about(seen, &seen->buttons[i], ref))
			return &seen->buttons[i];
	return NULL;
}

static bool found_in(const struct screen *screen, const char *label, const char *ref,
	enum where where, struct press *ret)
{
	for (size_t i = screen->count; i > 0; i--) {
		ret->button = in_message(&screen->items[i - 1], label, ref);
		ret->where = where;
		ret->message = screen->items[i - 1].id;
		if (ret->button)
			return true;
	}
	return false;
}

/* The newest one that can be seen now; the open form is before all else. */
static bool visible(const struct play *play, const struct screen *screen, const char *label,
	const char *ref, struct press *ret)
{
	static const char *const channels[] = { "general", "ai-help", "legal", "sales", "support",
		"ops" };

	*ret = (struct press){ .where = IN_FORM, .button = in_message(&screen->form, label, ref) };
	if (ret->button)
		return true;
	*ret = (struct press){ .where = ON_REPLY,
		.button = in_message(&screen->reply, label, ref) };
	if (ret->button || found_in(screen, label, ref, ON_MESSAGE, ret))
		return true;
	for (size_t i = 0; i < array_length(channels); i++) {
		ret->channel = channels[i];
		if (found_in(stage_channel(play->stage, channels[i]), label, ref, ON_POST, ret))
			return true;
	}
	return false;
}

static bool ever(const struct screen *screen, const char *label, const char *ref, struct press *ret)
{
	*ret = (struct press){ .where = ON_MESSAGE, .message = "m" };
	for (size_t i = screen->ever_count; i > 0 && !ret->button; i--) {
		const struct seen_button *button = &screen->ever[i - 1];
		if (text_equal(button->label, label) && (!*ref || carries(button, ref)))
			ret->button = button;
	}
	return ret->button;
}

/* Takes ` word` off the end. */
static bool take_end(char *line, const char *word)
{
	size_t length = strlen(line);
	size_t end = strlen(word);

	if (length < end || strcmp(line + length - end, word) != 0)
		return false;
	line[length - end] = '\0';
	return true;
}

static void press(const struct play *play, const char *handle, const struct press *found)
{
	struct seen_button copy = { NULL, xstrdup(found->button->name),
		xstrdup(found->button->value) };
	struct press press = *found;
	_cleanup_free_ char *message = found->message ? xstrdup(found->message) : NULL;

	press.button = &copy;
	press.message = message;
	if (!stage_press(play->stage, handle, &press))
		stop(play, "nobody is called %s", handle);
	free(copy.name);
	free(copy.value);
}

/* "ana clicks [Works] on LM-1 again", "… at home", "ben clicks ana's [Works] on LM-1" */
static bool click(const struct play *play, const char *line)
{
	char handle[32], other[32] = "", label[96];
	int end = 0;
	struct press found;

	if (sscanf(line, "%31[a-z] clicks [%95[^]]]%n", handle, label, &end) < 2 || !end)
		if (sscanf(line, "%31[a-z] clicks %31[a-z]'s [%95[^]]]%n", handle, other, label,
			    &end) < 3 ||
			!end)
			return false;
	_cleanup_free_ char *rest = xstrdup(line + end);
	bool again = take_end(rest, " again");
	bool at_home = take_end(rest, " at home");
	const char *ref = text_starts_with(rest, " on ") ? rest + strlen(" on ") : "";
	if (*rest && !*ref)
		stop(play, "on what?");
	before_act(play);
	const char *whose = *other ? other : handle;
	const struct screen *screen = screen_of(play, whose);
	if (at_home)
		found = (struct press){ .where = ON_HOME,
			.button = in_message(&screen->home, label, ref) };
	else if (again)
		ever(screen, label, ref, &found);
	else
		visible(play, screen, label, ref, &found);
	if (!found.button)
		stop(play, "%s sees no button [%s] about %s", whose, label, ref);
	press(play, handle, &found);
	return true;
}

static bool type(const struct play *play, const char *line)
{
	char handle[32], channel[32] = "";
	bool twice = text_starts_with(line, "twice ");
	int end = 0;

	line += twice ? strlen("twice ") : 0;
	if (sscanf(line, "%31[a-z]> %n", handle, &end) < 1 || !end)
		if (sscanf(line, "%31[a-z] #%31[a-z-]> %n", handle, channel, &end) < 2 || !end)
			return false;
	before_act(play);
	if (!stage_type(play->stage, handle, *channel ? channel : NULL, line + end, twice))
		stop(play, "who, or where?");
	return true;
}

/* "ana answers sam's question: …", "ana answers in the thread of LM-1: …" */
static bool answer(const struct play *play, const char *line)
{
	char handle[32], what[64];
	int end = 0;

	if (sscanf(line, "%31[a-z] answers in the thread of %63[^:]: %n", handle, what, &end) < 2 ||
		!end)
		if (sscanf(line, "%31[a-z] answers %63[a-z]'s %*[a-z]: %n", handle, what, &end) <
				2 ||
			!end)
			return false;
	before_act(play);
	if (!stage_answer(play->stage, handle, what, line + end))
		stop(play, "no message to %s names %s", handle, what);
	return true;
}

/* "ana uses [Report AI failure]", "… on helper's message" */
static bool use(const struct play *play, const char *line)
{
	char handle[32], label[96], author[32] = "";
	bool known;
	int count = sscanf(
		line, "%31[a-z] uses [%95[^]]] on %31[a-z]'s message", handle, label, author);

	if (count < 2)
		return false;
	before_act(play);
	if (!stage_use(play->stage, handle, label, *author ? author : NULL, &known))
		stop(play, known ? "%s has said nothing" : "there is no shortcut for %s", author);
	return true;
}

static bool react(const struct play *play, const char *line)
{
	char handle[32], author[32];
	int end = 0;
	bool added = sscanf(line, "%31[a-z] reacts on %31[a-z]'s message%n", handle, author,
			     &end) == 2 &&
		     end;

	if (!added && (sscanf(line, "%31[a-z] takes the reaction off %31[a-z]'s message%n", handle,
			       author, &end) < 2 ||
			      !end))
		return false;
	before_act(play);
	if (!stage_react(play->stage, handle, author, added))
		stop(play, "%s has said nothing", author);
	return true;
}

/* The field whose label begins (or, after `word`, ends) what is said; `ret_other` is the rest. */
static struct field *field_before(
	const struct screen *screen, const char *words, const char *word, char **ret_other)
{
	for (const char *at = strstr(words, word); at; at = strstr(at + 1, word)) {
		_cleanup_free_ char *label = xstrndup(words, (size_t)(at - words));
		struct field *field = stage_field(screen, label);
		if (!field)
			continue;
		at += strlen(word);
		*ret_other = xstrdup(at + strspn(at, " "));
		return field;
	}
	return NULL;
}

static struct field *field_after(
	const struct screen *screen, const char *words, const char *word, char **ret_other)
{
	for (const char *at = strstr(words, word); at; at = strstr(at + 1, word)) {
		struct field *field = stage_field(screen, at + strlen(word));
		if (!field)
			continue;
		*ret_other = xstrndup(words, (size_t)(at - words));
		return field;
	}
	return NULL;
}

/* A box says itself which field it belongs to. */
static struct field *field_with(const struct screen *screen, const char *label)
{
	const struct form *form = screen->filled;

	for (struct form_item *item = form ? form->items : NULL; item; item = item->next)
		if (item->field && item->field->type == FIELD_CHOICES &&
			stage_option(item->field, label))
			return item->field;
	return NULL;
}

/* "ana fills LABEL with VALUE", "ana chooses OPTION for LABEL", "ana ticks OPTION" */
static bool fill(const struct play *play, const char *line)
{
	char handle[32], verb[16];
	_cleanup_free_ char *other = NULL;
	const char *why = NULL;
	int end = 0;

	if (sscanf(line, "%31[a-z] %15[a-z] %n", handle, verb, &end) < 2 || !end)
		return false;
	bool fills = text_equal(verb, "fills");
	bool ticks = text_equal(verb, "ticks") || text_equal(verb, "unticks");
	if (!fills && !ticks && !text_equal(verb, "chooses"))
		return false;
	before_act(play);
	struct screen *screen = screen_of(play, handle);
	if (!screen->filled)
		stop(play, "no form is open");
	struct field *field = fills ? field_before(screen, line + end, " with", &other)
				    : field_after(screen, line + end, " for ", &other);
	if (!field && ticks) {
		field = field_with(screen, line + end);
		other = xstrdup(line + end);
	}
	if (!field)
		stop(play, "the form has no such field");
	if (ticks != (field->type == FIELD_CHOICES || field->type == FIELD_PEOPLE))
		stop(play, "this field is filled in another way");
	if (fills ? !stage_fill(play->stage, handle, field, other, &why)
		  : !stage_choose(
			    play->stage, handle, field, other, !text_equal(verb, "unticks"), &why))
		stop(play, "%s", why);
	return true;
}

static bool send(const struct play *play, const char *line)
{
	char handle[32], verb[16];
	int end = 0;

	if (sscanf(line, "%31[a-z] %15[a-z]%n", handle, verb, &end) < 2 || line[end])
		return false;
	bool sends = text_equal(verb, "sends");
	if (!sends && !text_equal(verb, "closes"))
		return false;
	before_act(play);
	const struct screen *screen = screen_of(play, handle);
	if (!screen->filled)
		stop(play, "no form is open");
	if (sends && !screen->filled->submit)
		stop(play, "the form is only to be read");
	if (sends)
		stage_send(play->stage, handle);
	else
		stage_close(play->stage, handle);
	return true;
}

static bool open_home(const struct play *play, const char *line)
{
	char handle[32];
	int end = 0;

	if (sscanf(line, "%31[a-z] opens home%n", handle, &end) < 1 || !end || line[end])
		return false;
	before_act(play);
	screen_of(play, handle);
	return stage_home(play->stage, handle);
}

static bool wait_for(const struct play *play, const char *line)
{
	static const struct {
		const char *unit;
		int64_t milliseconds;
	} units[] = {
		{ "minute", MS_PER_MINUTE },
		{ "hour", MS_PER_HOUR },
		{ "day", MS_PER_DAY },
	};
	char unit[16];
	int count;

	if (sscanf(line, "later %d %15s", &count, unit) != 2)
		return false;
	before_act(play);
	for (size_t i = 0; i < array_length(units); i++)
		if (text_starts_with(unit, units[i].unit)) {
			stage_wait(play->stage, count * units[i].milliseconds);
			return true;
		}
	return false;
}

static bool presence(const struct play *play, const char *line)
{
	char handle[32], verb[16], rest[32] = "";

	if (sscanf(line, "%31[a-z] %15s %31[a-z ]", handle, verb, rest) < 2)
		return false;
	if (text_equal(verb, "leaves") || text_equal(verb, "returns"))
		return stage_presence(play->stage, handle, text_equal(verb, "returns"));
	if (!text_equal(verb, "cannot") || !text_equal(rest, "be reached"))
		return false;
	screen_of(play, handle)->unreachable = true;
	return true;
}

void play_line(struct play *play, char *line)
{
	static bool (*const acts[])(const struct play *play, const char *line) = { click, type,
		answer, use, react, fill, send, open_home, wait_for, presence };

	line = text_trim(line);
	if (text_starts_with(line, "# must fail: "))
		play->must_fail = xstrdup(line + strlen("# must fail: "));
	if (!*line || *line == '#')
		return;
	if (expectation(play, line))
		return;
	for (size_t i = 0; i < array_length(acts); i++)
		if (acts[i](play, line)) {
			if (play->show)
				stage_show(play->stage, line);
			return;
		}
	stop(play, "this line says nothing I know: %s", line);
}
