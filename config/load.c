#include "config/load.h"

#include <stdlib.h>
#include <string.h>

#include <confuse.h>

#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "config/check.h"
#include "config/complaints.h"
#include "config/config.h"
#include "config/options.h"
#include "config/outline.h"
#include "config/source.h"
#include "config/suggest.h"

enum { SHOWN_CHARACTERS = 60 }; // of a value in a complaint

/* What is being loaded: the text shrinks to what is known and of the right type. */
struct loading {
	char *text;
	struct outline outline;
	struct complaints complaints;
	struct config *config;
};

static void complain_of_value(struct complaints *complaints, int line, const struct option *option,
	const char *value, const struct text *why)
{
	bool password = strstr(value, "://") && strchr(value, '@');
	_cleanup_free_ char *shown =
		password ? xstrdup("[redacted]") : text_shorten(value, SHOWN_CHARACTERS);
	_cleanup_text_ struct text allowed = TEXT_INIT;

	option_print_allowed(option, &allowed);
	complain(complaints, line, "%s is \"%s\"; %s is allowed; %s", option->name, shown,
		text_string(&allowed), text_string(why));
}

static bool is_of_type(const struct option *option, const struct setting *setting)
{
	if (!option) // a section
		return setting->type == SETTING_SECTION;
	return setting->type == SETTING_VALUE ||
	       (setting->type == SETTING_LIST && option->type == OPTION_LIST);
}

static void complain_of_type(
	struct complaints *complaints, const struct option *option, const struct setting *setting)
{
	static const char *const found[] = {
		[SETTING_VALUE] = "a value",
		[SETTING_LIST] = "a list",
		[SETTING_SECTION] = "a section",
	};
	const char *leaf = setting->name + setting->leaf;

	if (!option)
		complain(complaints, setting->line,
			"%s is %s here; a section is allowed; write %s { … }", setting->name,
			found[setting->type], leaf);
	else if (option->type == OPTION_LIST)
		complain(complaints, setting->line,
			"%s is %s here; %s is allowed; write %s = {\"…\"}", setting->name,
			found[setting->type], option->allowed, leaf);
	else
		complain(complaints, setting->line,
			"%s is %s here; one value is allowed; write %s = \"…\"", setting->name,
			found[setting->type], leaf);
}

static void complain_of_unknown(struct complaints *complaints, const struct setting *setting)
{
	_cleanup_text_ struct text advice = TEXT_INIT;
	_cleanup_free_ char *name = text_shorten(setting->name, SHOWN_CHARACTERS);

	suggest(setting->name, &advice);
	complain(complaints, setting->line, "there is no %s \"%s\"; %s",
		setting->type == SETTING_SECTION ? "section" : "option", name,
		text_string(&advice));
}

/* True if the parser may see this setting. */
static bool check_setting(struct loading *loading, const struct setting *setting)
{
	const struct option *option = option_find(setting->name);

	if (option && strchr(setting->name + setting->leaf, '.')) {
		complain(&loading->complaints, setting->line,
			"%s has a dot; sections with braces are allowed; write %.*s { %s = … }",
			setting->name, (int)option_section_length(option), setting->name,
			option_leaf(option));
		return false;
	}
	if (!option && !option_is_section(setting->name)) {
		complain_of_unknown(&loading->complaints, setting);
		return false;
	}
	if (!is_of_type(option, setting)) {
		complain_of_type(&loading->complaints, option, setting);
		return false;
	}
	for (const struct setting *other = loading->outline.settings; other < setting; other++) {
		if (option && !setting->append && text_equal(other->name, setting->name)) {
			complain(&loading->complaints, setting->line,
				"%s is set on line %d already; once is allowed; remove one of the "
				"two",
				setting->name, other->line);
			return false;
		}
	}
	return true;
}

/* Complains of what the outline alone can see, and takes it out of the text. */
static void check_outline(struct loading *loading)
{
	size_t gone = 0; // all before this byte is

	for (size_t i = 0; i < loading->outline.count; i++) {
		const struct setting *setting = &loading->outline.settings[i];
		if (setting->start < gone || check_setting(loading, setting))
			continue;
		outline_blank(loading->text, setting);
		gone = setting->end;
	}
	if (loading->outline.open_line)
		complain(&loading->complaints, loading->outline.open_line,
			"a quote, comment or section begins here and never ends; close it");
}

/* libconfuse's options for one section, by recursion; cfg_init() copies them. */
static cfg_opt_t *make_options(const char *section)
{
	size_t length = strlen(section), count = 0;
	cfg_opt_t *made = xcalloc(64, sizeof(*made));

	for (const struct option *option = options; option->name; option++) {
		const char *rest = option->name + length + (length > 0);
		if (strncmp(option->name, section, length) != 0 || (length && rest[-1] != '.'))
			continue;
		char *name = xstrndup(rest, strcspn(rest, "."));
		if (count && text_equal(made[count - 1].name, name)) {
			free(name);
		} else if (!strchr(rest, '.')) {
			bool list = option->type == OPTION_LIST;
			made[count++] = (cfg_opt_t)CFG_STR(
				name, NULL, CFGF_NODEFAULT | (list ? CFGF_LIST : CFGF_NONE));
		} else {
			_cleanup_free_ char *inner =
				xstrndup(option->name, length + (length > 0) + strlen(name));
			made[count++] = (cfg_opt_t)CFG_SEC(name, make_options(inner), CFGF_NONE);
		}
	}
	return made;
}

static void free_options(cfg_opt_t *made)
{
	for (cfg_opt_t *option = made; option->name; option++) {
		if (option->subopts)
			free_options(option->subopts);
		free((char *)(uintptr_t)option->name);
	}
	free(made);
}

static struct loading *parsing; // libconfuse's error function gets no pointer of ours

__attribute__((format(printf, 2, 0))) static void parser_complains(
	cfg_t *cfg, const char *format, va_list args)
{
	_cleanup_text_ struct text sentence = TEXT_INIT;

	if (parsing->outline.open_line) // said already
		return;
	text_vprintf(&sentence, format, args);
	_cleanup_free_ char *line = text_clean(text_string(&sentence), sentence.length);
	_cleanup_free_ char *shown = text_shorten(line, 2 * SHOWN_CHARACTERS);
	complain(&parsing->complaints, cfg->line,
		"%s; NAME = \"VALUE\", NAME = {\"A\", \"B\"} and SECTION { … } are allowed; "
		"mend this line or the one before",
		shown);
}

/* Takes one option's words from the parser into the configuration. */
static void take_option(struct loading *loading, cfg_t *cfg, const struct option *option)
{
	const struct setting *setting = outline_find(&loading->outline, option->name);
	_cleanup_free_ char *path = xstrdup(option->name);
	_cleanup_text_ struct text why = TEXT_INIT, shown = TEXT_INIT;
	const char *words[256] = { NULL };

	for (char *dot = path; (dot = strchr(dot, '.'));)
		*dot = '|';
	cfg_opt_t *parsed = cfg_getopt(cfg, path);
	size_t count = cfg_opt_size(parsed);
	if (!count && !(setting && option->type == OPTION_LIST))
		return;
	for (size_t i = 0; i < count && i < array_length(words); i++) {
		words[i] = cfg_opt_getnstr(parsed, (unsigned int)i);
		text_printf(&shown, "%s%s", i ? "\", \"" : "", words[i]);
	}
	if (count > array_length(words))
		count = array_length(words); // more than any list may have: refused all the same
	if (!option_set(option, loading->config, words, count, &why))
		complain_of_value(&loading->complaints, setting ? setting->line : 0, option,
			text_string(&shown), &why);
}

static void parse(struct loading *loading)
{
	cfg_opt_t *made = make_options("");
	cfg_t *cfg = cfg_init(made, CFGF_NONE);

	free_options(made);
	if (!cfg)
		abort(); // out of memory: as xmalloc()
	parsing = loading;
	cfg_set_error_function(cfg, parser_complains);
	cfg_parse_buf(cfg, loading->text);
	for (const struct option *option = options; option->name; option++)
		take_option(loading, cfg, option);
	cfg_free(cfg);
	parsing = NULL;
}

static void check_agreement(struct loading *loading)
{
	_cleanup_text_ struct text why = TEXT_INIT;
	const struct option *option = NULL;

	if (options_agree(loading->config, &option, &why))
		return;
	_cleanup_free_ char *section = xstrndup(option->name, option_section_length(option));
	const char *word = config_command_word(loading->config, option_leaf(option));
	const struct setting *setting = outline_find(&loading->outline, option->name);
	if (!setting) // what is lacking stands nowhere: where it belongs, then
		setting = outline_find(&loading->outline, section);
	complain_of_value(
		&loading->complaints, setting ? setting->line : 0, option, word ? word : "", &why);
}

/* The address is called by appending a method's name. */
static void end_with_slash(char **url)
{
	if ((*url)[strlen(*url) - 1] == '/')
		return;
	char *longer = xasprintf("%s/", *url);
	free(*url);
	*url = longer;
}

/* A relative database stands in the folder of the file. */
static void place_database(struct config *config)
{
	const char *slash = strrchr(config->path, '/');

	if (*config->database == '/' || !slash)
		return;
	char *placed = xasprintf(
		"%.*s%s", (int)(slash - config->path + 1), config->path, config->database);
	free(config->database);
	config->database = placed;
}

int config_override(struct config *config, const char *name, const char *value, const char *source,
	struct text *problems)
{
	const struct option *option = option_find(name);
	_cleanup_complaints_ struct complaints complaints = COMPLAINTS_INIT;
	_cleanup_text_ struct text why = TEXT_INIT;

	if (!option)
		abort(); // no person's mistake: callers name options
	if (!option_set(option, config, &value, 1, &why)) {
		complain_of_value(&complaints, 0, option, value, &why);
		complaints_print(&complaints, source, problems);
		return CONFIG_E_REFUSED;
	}
	end_with_slash(&config->slack.api_url);
	return 0;
}

static int apply_environment(struct config *config, struct text *problems)
{
	const char *api_url = getenv("SLACK_API_URL");

	if (text_is_blank(api_url))
		return 0;
	return config_override(config, "slack.api_url", api_url, "$SLACK_API_URL", problems);
}

int config_load(const char *path, struct config **ret_config, struct text *problems)
{
	_cleanup_config_ struct config *config = config_create();
	struct loading loading = { .config = config };

	config->path = xstrdup(path);
	loading.text = source_read(path, &loading.complaints);
	if (loading.text) {
		outline_read(&loading.outline, loading.text);
		check_outline(&loading);
		parse(&loading);
		check_agreement(&loading);
	}
	end_with_slash(&config->slack.api_url);
	end_with_slash(&config->teams.login_url);
	place_database(config);
	bool refused = loading.complaints.count > 0;
	complaints_print(&loading.complaints, path, problems);
	complaints_finish(&loading.complaints);
	outline_finish(&loading.outline);
	free(loading.text);
	if (apply_environment(config, problems) || refused)
		return CONFIG_E_REFUSED;
	*ret_config = steal_pointer(config);
	return 0;
}
