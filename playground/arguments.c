#include "playground/arguments.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bot/util/http_server.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "bot/util/url.h"

enum { ARGUMENTS_MAX = 500 }; // more than any method has; finding a name takes time for each

static void read_fields(struct cJSON *arguments, const char *fields)
{
	_cleanup_text_ struct text name = TEXT_INIT;
	_cleanup_text_ struct text value = TEXT_INIT;

	for (int i = 0; i < ARGUMENTS_MAX && url_next_field(&fields, &name, &value); i++)
		json_set_string(arguments, text_string(&name), text_string(&value));
}

/* The quoted value of `parameter` in a header's parameters; a copy or NULL. */
static char *header_parameter(const char *header, size_t length, const char *parameter)
{
	_cleanup_free_ char *copy = xstrndup(header, length);
	_cleanup_free_ char *wanted = xasprintf("%s=", parameter);
	const char *at = copy;

	while ((at = strcasestr(at, wanted)) && at > copy && !strchr("; \t", at[-1]))
		at++;
	if (!at)
		return NULL;
	at += strlen(wanted);
	if (*at == '"')
		return xstrndup(at + 1, strcspn(at + 1, "\""));
	return xstrndup(at, strcspn(at, "; \r\n"));
}

static void read_part(struct cJSON *arguments, const char *part, size_t length)
{
	const char *body = memmem(part, length, "\r\n\r\n", 4);
	_cleanup_free_ char *name = NULL;
	_cleanup_free_ char *value = NULL;
	size_t head;

	if (!body)
		return;
	head = (size_t)(body - part);
	name = header_parameter(part, head, "name");
	value = text_clean(body + 4, length - head - 4);
	if (name && *name && text_is_utf8(name, strlen(name)))
		json_set_string(arguments, name, value);
}

static const char *read_multipart(
	struct cJSON *arguments, const struct http_request *request, const char *type)
{
	_cleanup_free_ char *boundary = header_parameter(type, strlen(type), "boundary");
	_cleanup_free_ char *delimiter = xasprintf("--%s", boundary ? boundary : "");
	const char *end = request->body + request->body_length;
	size_t length = strlen(delimiter);
	const char *at = memmem(request->body, request->body_length, delimiter, length);

	if (!boundary || !*boundary || !at)
		return "invalid_form_data";
	while (at) {
		const char *part = at + length;
		const char *next = memmem(part, (size_t)(end - part), delimiter, length);
		if (next && next - part >= 4)
			read_part(arguments, part + 2, (size_t)(next - part) - 4);
		at = next;
	}
	return NULL;
}

static const char *read_json(struct cJSON *arguments, const struct http_request *request)
{
	_cleanup_json_ struct cJSON *body = NULL;
	const struct cJSON *member;

	if (json_parse(request->body, request->body_length, &body, NULL) < 0)
		return "invalid_json";
	if (!json_is_object(body))
		return "json_not_object";
	if (json_length(body) > ARGUMENTS_MAX)
		return "invalid_arguments";
	json_for_each(member, body)
		json_set(arguments, json_name(member), json_copy(member));
	return NULL;
}

static bool is_type(const char *type, const char *wanted)
{
	size_t length = strlen(wanted);

	return strncasecmp(type, wanted, length) == 0 &&
	       (!type[length] || strchr("; ", type[length]));
}

static const char *read_body(
	struct cJSON *arguments, const struct http_request *request, bool accepts_json)
{
	const char *type = http_request_header(request, "content-type");

	if (!request->body_length)
		return NULL;
	if (!type)
		return "missing_post_type";
	if (is_type(type, "application/x-www-form-urlencoded")) {
		_cleanup_free_ char *clean = text_clean(request->body, request->body_length);
		read_fields(arguments, clean);
		return NULL;
	}
	if (is_type(type, "multipart/form-data"))
		return read_multipart(arguments, request, type);
	/* Slack does not refuse JSON where it takes forms alone: it sees no arguments. */
	if (is_type(type, "application/json"))
		return accepts_json ? read_json(arguments, request) : NULL;
	return "invalid_post_type";
}

const char *arguments_read(
	const struct http_request *request, bool accepts_json, struct cJSON **ret_arguments)
{
	_cleanup_json_ struct cJSON *arguments = json_object();
	const char *error;

	read_fields(arguments, request->query);
	error = read_body(arguments, request, accepts_json);
	if (!error)
		*ret_arguments = steal_pointer(arguments);
	return error;
}

bool argument_is_number(const struct cJSON *value)
{
	return value && json_int(value, "", 0) == json_int(value, "", 1);
}

bool argument_is_bool(const struct cJSON *value)
{
	return value && json_bool(value, "", false) == json_bool(value, "", true);
}

static bool to_bool(struct cJSON *arguments, const char *name, const struct cJSON *value)
{
	const char *text = json_text(value);

	if (argument_is_bool(value))
		return true;
	if (argument_is_number(value)) {
		json_set_bool(arguments, name, json_int(value, "", 0) != 0);
		return true;
	}
	if (!text)
		return false;
	if (text_equal_nocase(text, "true") || text_equal(text, "1")) {
		json_set_bool(arguments, name, true);
		return true;
	}
	if (text_equal_nocase(text, "false") || text_equal(text, "0") || !*text) {
		json_set_bool(arguments, name, false);
		return true;
	}
	return false;
}

static bool to_int(struct cJSON *arguments, const char *name, const struct cJSON *value)
{
	const char *text = json_text(value);

	if (argument_is_number(value))
		return true;
	if (!text || !*text || strlen(text) > 15 || text[strspn(text, "0123456789")])
		return false;
	json_set_int(arguments, name, strtoll(text, NULL, 10));
	return true;
}

static bool to_json(struct cJSON *arguments, const char *name, const struct cJSON *value)
{
	const char *text = json_text(value);
	struct cJSON *parsed = NULL;

	if (json_is_object(value) || json_is_array(value))
		return true;
	if (!text || json_parse(text, strlen(text), &parsed, NULL) < 0)
		return false;
	if (!json_is_object(parsed) && !json_is_array(parsed)) {
		json_free(parsed);
		return false;
	}
	json_set(arguments, name, parsed);
	return true;
}

static bool convert(
	struct cJSON *arguments, const struct argument *declared, const struct cJSON *value)
{
	switch (declared->kind) {
	case ARGUMENT_STRING:
		return json_text(value);
	case ARGUMENT_BOOL:
		return to_bool(arguments, declared->name, value);
	case ARGUMENT_INT:
		return to_int(arguments, declared->name, value);
	case ARGUMENT_JSON:
		return to_json(arguments, declared->name, value);
	}
	return false;
}

static void complain(struct cJSON *messages, const char *sentence, const char *name)
{
	_cleanup_free_ char *line = xasprintf("[ERROR] %s: %s", sentence, name);

	json_append_string(messages, line);
}

const char *arguments_check(
	struct cJSON *arguments, const struct argument *declared, struct cJSON *messages)
{
	static const char *const wanted[] = {
		[ARGUMENT_STRING] = "must be a string",
		[ARGUMENT_BOOL] = "must be a boolean",
		[ARGUMENT_INT] = "must be an integer",
		[ARGUMENT_JSON] = "must be an object or a list",
	};
	const char *error = NULL;

	for (; declared->name; declared++) {
		const struct cJSON *value = json_get(arguments, declared->name);
		bool blank = json_is_null(value) || text_equal(json_text(value), "");
		if (declared->required && blank) {
			complain(messages, "missing required field", declared->name);
			error = error ? error : "invalid_arguments";
		} else if (!json_is_null(value) && !(blank && declared->kind != ARGUMENT_STRING) &&
			   !convert(arguments, declared, value)) {
			complain(messages, wanted[declared->kind], declared->name);
			error = error ? error : declared->refusal;
			error = error ? error : "invalid_arguments";
		}
	}
	return error;
}
