#ifndef LASTMILE_PLAYGROUND_ARGUMENTS_H
#define LASTMILE_PLAYGROUND_ARGUMENTS_H
/*
 * The arguments of a Web API call: from any of Slack's three encodings into one JSON object, and
 * checked against what the method declares.
 */
#include <stdbool.h>
#include <stddef.h>

struct cJSON;
struct http_request;

enum argument_kind {
	ARGUMENT_STRING,
	ARGUMENT_BOOL,
	ARGUMENT_INT,
	ARGUMENT_JSON, // an object or a list; in a form, as text
};

struct argument {
	const char *name; // NULL ends a list
	enum argument_kind kind;
	bool required;
	const char *refusal; // what a JSON argument that cannot be read is answered with
};

/*
 * Reads the query and the body into a new object. In a form all values are strings. Returns NULL,
 * or Slack's error code.
 */
const char *arguments_read(
	const struct http_request *request, bool accepts_json, struct cJSON **ret_arguments);

/*
 * Brings the declared arguments to their kinds, in place; what is not declared stays as it is.
 * Returns NULL or an error code, with a line for each fault appended to `messages`.
 */
const char *arguments_check(
	struct cJSON *arguments, const struct argument *declared, struct cJSON *messages);

bool argument_is_number(const struct cJSON *value);
bool argument_is_bool(const struct cJSON *value);

#endif
