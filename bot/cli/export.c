/*
 * `lastmile export issues|reports|feedback`: whole tables, row by row; and `export person USER`,
 * what we hold about one person. Read-only, beside a running daemon.
 */
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "bot/cli/cli.h"
#include "bot/util/arena.h"
#include "bot/util/clock.h"
#include "bot/util/csv.h"
#include "bot/util/json.h"
#include "bot/util/memory.h"
#include "bot/util/text.h"
#include "storage/db.h"
#include "storage/export.h"
#include "storage/export_person.h"
#include "storage/people_store.h"

static const struct {
	const char *name;
	enum export_table table;
} tables[] = {
	{ "issues", EXPORT_ISSUES },
	{ "reports", EXPORT_REPORTS },
	{ "feedback", EXPORT_FEEDBACK },
};

struct export
{
	const char *const *columns;
	struct text line;
	bool first;
};

static void csv_value(struct text *line, const struct export_value *value)
{
	char time[CLOCK_TEXT_BYTES], number[32];

	switch (value->type) {
	case EXPORT_NULL:
		csv_empty(line);
		return;
	case EXPORT_TEXT:
		csv_string(line, value->text);
		return;
	case EXPORT_INTEGER:
		csv_number(line, value->integer);
		return;
	case EXPORT_REAL:
		snprintf(number, sizeof(number), "%g", value->real);
		csv_string(line, number);
		return;
	case EXPORT_TIME:
		csv_string(line, clock_format(value->integer, time, sizeof(time)));
		return;
	case EXPORT_BOOLEAN:
		csv_string(line, value->integer ? "true" : "false");
		return;
	}
}

static int csv_row(void *data, const struct export_value *values)
{
	struct export *export = data;

	text_clear(&export->line);
	for (size_t i = 0; export->columns[i]; i++)
		csv_value(&export->line, &values[i]);
	csv_end(&export->line);
	fputs(text_string(&export->line), stdout);
	return 0;
}

static void json_value(struct cJSON *object, const char *name, const struct export_value *value)
{
	char time[CLOCK_TEXT_BYTES];

	switch (value->type) {
	case EXPORT_NULL:
		json_set_null(object, name);
		return;
	case EXPORT_TEXT:
		json_set_string(object, name, value->text);
		return;
	case EXPORT_INTEGER:
		json_set_int(object, name, value->integer);
		return;
	case EXPORT_REAL:
		json_set_double(object, name, value->real);
		return;
	case EXPORT_TIME:
		json_set_string(object, name, clock_format(value->integer, time, sizeof(time)));
		return;
	case EXPORT_BOOLEAN:
		json_set_bool(object, name, value->integer != 0);
		return;
	}
}

static int json_row(void *data, const struct export_value *values)
{
	struct export *export = data;
	_cleanup_json_ struct cJSON *object = json_object();

	for (size_t i = 0; export->columns[i]; i++)
		json_value(object, export->columns[i], &values[i]);
	_cleanup_free_ char *printed = json_print(object);
	printf("%s\n%s", export->first ? "" : ",", printed);
	export->first = false;
	return 0;
}

static int export_csv(struct db *db, enum export_table table, struct export *export)
{
	for (size_t i = 0; export->columns[i]; i++)
		csv_string(&export->line, export->columns[i]);
	csv_end(&export->line);
	fputs(text_string(&export->line), stdout);
	return export_rows(db, table, csv_row, export);
}

static int export_json(struct db *db, enum export_table table, struct export *export)
{
	fputs("[", stdout);
	int error = export_rows(db, table, json_row, export);
	fputs(export->first ? "]\n" : "\n]\n", stdout);
	return error;
}

static int export_table(struct cli *cli, enum export_table table)
{
	_cleanup_db_ struct db *db = NULL;
	struct export export = { .columns = export_columns(table), .first = true };
	bool csv = text_equal(cli->format, "csv");

	if (!csv && cli->format && !text_equal(cli->format, "json"))
		return cli_error(EX_USAGE, "--format %s: it is csv or json", cli->format);
	int status = cli_database(cli, true, &db);
	if (status != EX_OK)
		return status;
	int error = csv ? export_csv(db, table, &export) : export_json(db, table, &export);
	text_finish(&export.line);
	if (error)
		return cli_error(EX_IOERR, "the database could not be read to its end: %s",
			strerror(-error));
	return cli_flush();
}

/* --- one person --- */

struct section_rows {
	const struct person_section *section;
	struct cJSON *array;
};

static int section_row(void *data, const struct export_value *values)
{
	const struct section_rows *rows = data;
	struct cJSON *item = json_append(rows->array, json_object());

	for (size_t i = 0; rows->section->fields[i].name; i++)
		json_value(item, rows->section->fields[i].name, &values[i]);
	return 0;
}

/* Without what would name them as the reporter of an anonymous report: whoever runs this is not
 * them; they see it themselves in chat. */
static int add_sections(struct cJSON *root, struct db *db, int64_t person)
{
	int error = 0;

	for (const struct person_section *section = person_sections; !error && section->name;
		section++) {
		struct section_rows rows = {
			.section = section,
			.array = json_set_array(root, section->name),
		};
		error = export_person_rows(db, section, person, section_row, &rows);
	}
	return error;
}

static int export_person(struct cli *cli)
{
	_cleanup_db_ struct db *db = NULL;
	_cleanup_arena_ struct arena *arena = arena_create();
	_cleanup_json_ struct cJSON *root = json_object();
	const struct person *person = NULL;

	if (cli->argc != 2)
		return cli_error(EX_USAGE, "say whose data: lastmile export person USER");
	if (cli->format && !text_equal(cli->format, "json"))
		return cli_error(EX_USAGE, "a person's data is exported as json only");
	int status = cli_database(cli, true, &db);
	if (status != EX_OK)
		return status;
	_cleanup_reading_ struct reading reading = db_reading(db);
	status = cli_person(db, arena, cli->argv[1], &person);
	if (status != EX_OK)
		return status;
	struct cJSON *who = json_set_object(root, "person");
	json_set_string(who, "platform", person->platform);
	json_set_string(who, "account", person->account);
	json_set_string(who, "name", person->name);
	json_set_string(who, "timezone", person->timezone);
	json_set_string(who, "email", person->email);
	json_set_string(who, "directory", person->directory);
	json_set_bool(who, "admin", person->admin);
	int error = add_sections(root, db, person->id);
	if (error)
		return cli_error(EX_IOERR, "the database could not be read to its end: %s",
			strerror(-error));
	_cleanup_free_ char *printed = json_print_pretty(root);
	puts(printed);
	return cli_flush();
}

static int run(struct cli *cli)
{
	if (cli->argc >= 1 && text_equal(cli->argv[0], "person"))
		return export_person(cli);
	for (size_t i = 0; cli->argc == 1 && i < array_length(tables); i++)
		if (text_equal(cli->argv[0], tables[i].name))
			return export_table(cli, tables[i].table);
	return cli_error(EX_USAGE, "say what to export: issues, reports, feedback, or person USER");
}

const struct verb verb_export = {
	.name = "export",
	.usage = "issues|reports|feedback [--format csv|json] | person USER",
	.summary = "print a whole table, or what is held about a person",
	.options = CLI_FORMAT,
	.run = run,
};
