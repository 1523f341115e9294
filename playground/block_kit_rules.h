#ifndef LASTMILE_PLAYGROUND_BLOCK_KIT_RULES_H
#define LASTMILE_PLAYGROUND_BLOCK_KIT_RULES_H
/*
 * What no table of Block Kit can say: how the fields of one element depend on each other. The
 * first half is for `also` in the tables; the second answers the same questions to whoever fills
 * such an element in.
 */
#include <stdbool.h>

struct check;
struct cJSON;

void check_select(struct check *check, const struct cJSON *element);
void check_choices(struct check *check, const struct cJSON *element); // checkboxes, radio buttons
void check_text_input(struct check *check, const struct cJSON *element);
void check_number_input(struct check *check, const struct cJSON *element);
void check_date(struct check *check, const struct cJSON *element);
void check_time(struct check *check, const struct cJSON *element);
void check_image(struct check *check, const struct cJSON *image); // block or element
void check_pie(struct check *check, const struct cJSON *chart);
void check_chart(struct check *check, const struct cJSON *chart); // bar, area, line
void check_dispatch(struct check *check, const struct cJSON *config);
void check_selected(struct check *check, const struct cJSON *element); // max_selected_items

/* The option with this value among `options` or `option_groups`; NULL: none. Borrowed. */
const struct cJSON *rules_find_option(const struct cJSON *element, const char *value);
bool rules_has_option(const struct cJSON *element, const struct cJSON *option); // text as well

bool rules_is_date(const char *text); // "2026-11-23"; NULL is none
bool rules_is_time(const char *text); // "17:00"
bool rules_is_number(const char *text, bool decimal);

#endif
