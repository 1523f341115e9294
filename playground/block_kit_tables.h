#ifndef LASTMILE_PLAYGROUND_BLOCK_KIT_TABLES_H
#define LASTMILE_PLAYGROUND_BLOCK_KIT_TABLES_H
/*
 * What the tables of Block Kit are made of. A set is the shapes that may stand in one place; a
 * shape is one "type" with its fields.
 */
#include <stdbool.h>

struct check;
struct cJSON;

enum field_kind {
	FIELD_STRING,  // min..max characters
	FIELD_CHOICE,  // one of the words of `choices`
	FIELD_BOOL,
	FIELD_INT,     // min..max
	FIELD_PLAIN,   // a plain_text object, min..max characters
	FIELD_TEXT,    // a plain_text or mrkdwn object, min..max characters
	FIELD_ONE,     // an object out of `set`
	FIELD_MANY,    // a list of min..max objects out of `set`
	FIELD_STRINGS, // a list of min..max strings
	FIELD_ANY,
};

struct field {
	const char *name; // NULL ends a list
	enum field_kind kind;
	int min, max;
	const struct shape *set;
	const char *choices;
	bool required;
};

struct shape {
	const char *type; // NULL: the object has no "type"; then the set is this one shape
	int surfaces;	  // of enum surface; 0: everywhere
	const struct field *fields;
	void (*also)(struct check *check, const struct cJSON *object); // what no table can say
	bool ends; // the last of its set
};

extern const struct shape block_shapes[];
extern const struct shape section_accessories[];
extern const struct shape action_elements[];
extern const struct shape input_elements[];
extern const struct shape context_elements[];
extern const struct shape context_action_elements[];
extern const struct shape rich_text_parts[];
extern const struct shape chart_shapes[];

/* For `also`: adds a line about `object`. */
void check_refuse(struct check *check, const char *sentence);

#endif
