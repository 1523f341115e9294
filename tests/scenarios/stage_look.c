/* What is seen: messages, buttons, and what nobody expected; see stage.h. */
#include "stage_internal.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "bot/message.h"
#include "bot/util/arena.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"

static void free_button(struct seen_button *button)
{
	free(button->label);
	free(button->name);
	free(button->value);
}

void seen_clear_buttons(struct seen *seen)
{
	for (size_t i = 0; i < seen->button_count; i++)
		free_button(&seen->buttons[i]);
	seen->button_count = 0;
}

void seen_finish(struct seen *seen)
{
	free(seen->id);
	free(seen->text);
	seen_clear_buttons(seen);
	*seen = (struct seen){ 0 };
}

void screen_finish(struct screen *screen)
{
	form_closes(screen);
	for (size_t i = 0; i < screen->count; i++)
		seen_finish(&screen->items[i]);
	free(screen->items);
	seen_finish(&screen->reply);
	seen_finish(&screen->home);
	for (size_t i = 0; i < screen->ever_count; i++)
		free_button(&screen->ever[i]);
	free(screen->ever);
}

struct seen *screen_add(struct screen *screen)
{
	struct seen *old = screen->items;
	bool is_item = old && screen->last >= old && screen->last < old + screen->count;
	size_t last = is_item ? (size_t)(screen->last - old) : 0;

	screen->items = xrealloc(screen->items, (screen->count + 1) * sizeof(*screen->items));
	if (is_item)
		screen->last = &screen->items[last];
	screen->items[screen->count] = (struct seen){ 0 };
	return &screen->items[screen->count++];
}

static struct seen_button copy_of(const struct button *button)
{
	return (struct seen_button){
		.label = xstrdup(button->label),
		.name = xstrdup(button->name),
		.value = xstrdup(button->value),
	};
}

static void see_row(struct screen *screen, struct seen *seen, const struct button *button)
{
	for (; button && seen->button_count < BUTTONS_AT_MOST; button = button->next) {
		seen->buttons[seen->button_count++] = copy_of(button);
		screen->ever =
			xrealloc(screen->ever, (screen->ever_count + 1) * sizeof(*screen->ever));
		screen->ever[screen->ever_count++] = copy_of(button);
	}
}

void see_buttons(struct screen *screen, struct seen *seen, const struct message *message)
{
	for (const struct block *block = message->blocks; block; block = block->next)
		if (block->type == BLOCK_BUTTONS)
			see_row(screen, seen, block->buttons);
}

void see_message(struct screen *screen, struct seen *seen, const struct message *message)
{
	_cleanup_text_ struct text plain = TEXT_INIT;

	free(seen->text);
	seen_clear_buttons(seen);
	seen->is_shown = false;
	message_plain(message, &plain);
	seen->text = text_one_line(text_string(&plain));
	see_buttons(screen, seen, message);
}

static const struct seen *unnamed_on(const struct screen *screen)
{
	for (size_t i = 0; i < screen->count; i++)
		if (screen->items[i].is_new)
			return &screen->items[i];
	for (size_t i = 0; i < screen->error_count; i++)
		if (screen->errors[i].is_new)
			return &screen->errors[i];
	return NULL;
}

const char *stage_unnamed(struct stage *stage, const struct seen **ret_seen)
{
	for (size_t i = 0; i < PEOPLE_COUNT; i++)
		if ((*ret_seen = unnamed_on(&stage->screens[i])))
			return world_people[i].handle;
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		if ((*ret_seen = unnamed_on(&stage->channels[i])))
			return world_channels[i].name;
	return NULL;
}

bool text_names(const char *text, const char *what)
{
	size_t length = strlen(what);

	for (const char *at = strstr(text, what); at; at = strstr(at + 1, what))
		if ((at == text || !isalnum((unsigned char)at[-1])) &&
			!isalnum((unsigned char)at[length]))
			return true;
	return false;
}

static void print(const char *kind, const char *sign, const char *whose, struct seen *seen)
{
	if (!seen->text || seen->is_shown)
		return;
	printf("    %s %s%s> %s", kind, sign, whose, seen->text);
	for (size_t i = 0; i < seen->button_count; i++)
		printf(" [%s]", seen->buttons[i].label);
	printf("\n");
	seen->is_shown = true;
}

void stage_show(struct stage *stage, const char *line)
{
	printf("%s\n", line);
	for (size_t i = 0; i < PEOPLE_COUNT; i++) {
		struct screen *screen = &stage->screens[i];
		const char *handle = world_people[i].handle;
		print("reply", "", handle, &screen->reply);
		print("form", "", handle, &screen->form);
		for (size_t j = 0; j < screen->error_count; j++)
			print("error", "", handle, &screen->errors[j]);
		print("home", "", handle, &screen->home);
		for (size_t j = 0; j < screen->count; j++)
			print(screen->items[j].is_edited ? "edit" : "dm", "", handle,
				&screen->items[j]);
	}
	for (size_t i = 0; i < CHANNEL_COUNT; i++)
		for (size_t j = 0; j < stage->channels[i].count; j++) {
			struct seen *seen = &stage->channels[i].items[j];
			print(seen->in_thread ? "thread" : "post", "#", world_channels[i].name,
				seen);
		}
}
