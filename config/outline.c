#include "config/outline.h"

#include <string.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"

enum { MAX_DEPTH = 8 };

enum token_type { TOKEN_END, TOKEN_WORD, TOKEN_APPEND, TOKEN_SIGN };

struct token {
	enum token_type type;
	char sign; // of TOKEN_SIGN: one of { } ( ) = ,
	int line;
	size_t start, end; // of a word: with its quotes
};

struct scanner {
	char *text;
	size_t at;
	int line;
	bool broken; // this is no configuration: nothing is outlined any more
	struct outline *outline;
};

/* Moves on by one character and counts the lines. */
static char step(struct scanner *scanner)
{
	char c = scanner->text[scanner->at];

	if (!c)
		return c;
	scanner->at++;
	scanner->line += c == '\n';
	return c;
}

static void blank(char *text, size_t start, size_t end)
{
	for (; start < end; start++)
		if (text[start] != '\n')
			text[start] = ' ';
}

static void skip_line_comment(struct scanner *scanner)
{
	size_t start = scanner->at;

	scanner->at += strcspn(scanner->text + start, "\n");
	blank(scanner->text, start, scanner->at);
}

static void skip_block_comment(struct scanner *scanner)
{
	size_t start = scanner->at;
	int line = scanner->line;

	scanner->at += 2;
	while (scanner->text[scanner->at] && strncmp(scanner->text + scanner->at, "*/", 2) != 0)
		step(scanner);
	if (scanner->text[scanner->at])
		scanner->at += 2;
	else
		scanner->outline->open_line = line;
	blank(scanner->text, start, scanner->at);
}

/* "${NAME}" may hold quotes. Returns true if there was one. */
static bool skip_variable(struct scanner *scanner)
{
	const char *text = scanner->text + scanner->at;
	const char *end = strncmp(text, "${", 2) == 0 ? strchr(text, '}') : NULL;

	if (!end)
		return false;
	size_t until = scanner->at + (size_t)(end - text) + 1;
	while (scanner->at < until)
		step(scanner);
	return true;
}

static void skip_quoted(struct scanner *scanner)
{
	int line = scanner->line;
	char quote = step(scanner);

	for (;;) {
		if (quote == '"' && skip_variable(scanner))
			continue;
		char c = step(scanner);
		if (c == quote)
			return;
		if (c == '\\')
			step(scanner);
		if (!scanner->text[scanner->at])
			break;
	}
	scanner->outline->open_line = line;
}

/* White space, comments, and what libconfuse passes over without a word. */
static void skip_nothing(struct scanner *scanner)
{
	for (;;) {
		const char *at = scanner->text + scanner->at;
		if (*at == '#' || strncmp(at, "//", 2) == 0)
			skip_line_comment(scanner);
		else if (strncmp(at, "/*", 2) == 0)
			skip_block_comment(scanner);
		else if (*at && (strchr(" \t\r\n*", *at) || (*at == '+' && at[1] != '=')))
			step(scanner);
		else
			return;
	}
}

static struct token next_token(struct scanner *scanner)
{
	skip_nothing(scanner);
	const char *at = scanner->text + scanner->at;
	struct token token = { .line = scanner->line, .start = scanner->at };

	if (!*at) {
		token.type = TOKEN_END;
	} else if (*at == '+') {
		token.type = TOKEN_APPEND;
		scanner->at += 2;
	} else if (strchr("{}()=,", *at)) {
		token.type = TOKEN_SIGN;
		token.sign = step(scanner);
	} else {
		token.type = TOKEN_WORD;
		if (*at == '"' || *at == '\'')
			skip_quoted(scanner);
		else if (!skip_variable(scanner))
			scanner->at += strcspn(at, " #\"'\t\n\r={}()+,*");
	}
	token.end = scanner->at;
	return token;
}

static bool is_sign(struct token token, char sign)
{
	return token.type == TOKEN_SIGN && token.sign == sign;
}

/* A setting whose name is the word `token`; its end is filled in later. */
static struct setting *add_setting(struct scanner *scanner, const char *section, struct token token)
{
	struct outline *outline = scanner->outline;
	const char *word = scanner->text + token.start;
	size_t length = token.end - token.start;

	if (length >= 2 && (*word == '"' || *word == '\'')) {
		word++;
		length -= 2;
	}
	outline->settings =
		xrealloc(outline->settings, (outline->count + 1) * sizeof(*outline->settings));
	struct setting *setting = &outline->settings[outline->count++];
	*setting = (struct setting){
		.name = xasprintf("%s%s%.*s", section, *section ? "." : "", (int)length, word),
		.leaf = *section ? strlen(section) + 1 : 0,
		.line = token.line,
		.start = token.start,
		.end = token.end,
	};
	return setting;
}

/* A setting that has been read ends here. One that breaks off takes all the rest with it. */
static void end_setting(const struct scanner *scanner, struct setting *setting)
{
	setting->end = scanner->at;
	if (scanner->broken)
		setting->end += strlen(scanner->text + scanner->at);
}

/* The rest of {"a", "b"}. */
static void read_list(struct scanner *scanner)
{
	struct token token;

	do
		token = next_token(scanner);
	while (token.type == TOKEN_WORD || is_sign(token, ','));
	scanner->broken = !is_sign(token, '}');
}

static void read_value(struct scanner *scanner, struct setting *setting)
{
	struct token token = next_token(scanner);

	setting->type = SETTING_VALUE;
	if (is_sign(token, '{')) {
		setting->type = SETTING_LIST;
		read_list(scanner);
	} else if (token.type != TOKEN_WORD) {
		scanner->broken = true;
	}
}

static bool read_settings(struct scanner *scanner, const char *section, int depth);

static void read_section(struct scanner *scanner, size_t index, int depth)
{
	_cleanup_free_ char *name = xstrdup(scanner->outline->settings[index].name);

	scanner->outline->settings[index].type = SETTING_SECTION;
	if (depth == MAX_DEPTH)
		scanner->broken = true;
	bool closed = read_settings(scanner, name, depth + 1);
	if (!closed && !scanner->broken && !scanner->outline->open_line)
		scanner->outline->open_line = scanner->outline->settings[index].line;
}

/* Returns true if the section ended as it should; false also if anything broke. */
static bool read_settings(struct scanner *scanner, const char *section, int depth)
{
	while (!scanner->broken) {
		struct token name = next_token(scanner);
		if (name.type == TOKEN_END)
			return !depth;
		if (depth && is_sign(name, '}'))
			return true;
		struct token sign = next_token(scanner);
		if (name.type != TOKEN_WORD || sign.type == TOKEN_END) {
			scanner->broken = true;
			return false;
		}
		size_t index = scanner->outline->count; // reading a section moves the settings
		struct setting *setting = add_setting(scanner, section, name);
		setting->append = sign.type == TOKEN_APPEND;
		if (is_sign(sign, '{'))
			read_section(scanner, index, depth);
		else if (is_sign(sign, '=') || sign.type == TOKEN_APPEND)
			read_value(scanner, setting);
		else
			scanner->broken = true;
		end_setting(scanner, &scanner->outline->settings[index]);
	}
	return false;
}

void outline_read(struct outline *outline, char *text)
{
	struct scanner scanner = { .text = text, .line = 1, .outline = outline };

	read_settings(&scanner, "", 0);
	while (next_token(&scanner).type != TOKEN_END) // the comments of the rest
		;
}

void outline_finish(struct outline *outline)
{
	for (size_t i = 0; i < outline->count; i++)
		free(outline->settings[i].name);
	free(outline->settings);
	*outline = (struct outline)OUTLINE_INIT;
}

const struct setting *outline_find(const struct outline *outline, const char *name)
{
	for (size_t i = 0; i < outline->count; i++)
		if (text_equal(outline->settings[i].name, name))
			return &outline->settings[i];
	return NULL;
}

void outline_blank(char *text, const struct setting *setting)
{
	blank(text, setting->start, setting->end);
}
