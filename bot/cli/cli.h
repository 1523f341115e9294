#ifndef LASTMILE_CLI_H
#define LASTMILE_CLI_H
/*
 * What one can do from the shell: `lastmile VERB`. A verb is one file that describes itself, and
 * one row in cli.c. Results go to standard output; errors go to standard error with what to do; the
 * exit status is one of sysexits(3).
 */
#include <stdbool.h>

struct arena;
struct config;
struct db;
struct person;
struct text;

/* Options beside -c, --database, --help, which every verb takes. */
enum {
	CLI_AS = 1 << 0,	// --as USER
	CLI_FORMAT = 1 << 1, // --format csv|json
	CLI_JSON = 1 << 2,	// --json
};

struct cli {
	const char *config_path; // -c, $LASTMILE_CONFIG, or the default
	const char *database;	 // --database; NULL: the configuration's
	const char *as;
	const char *format;
	bool json;
	int argc; // what is left: the verb's own words
	char **argv;
};

struct verb {
	const char *name;
	const char *usage; // after the name
	const char *summary;
	int options;	   // CLI_… it takes
	bool words; // what follows is a line of words: an option after the first word is a word
	int (*run)(struct cli *cli); // an exit status of sysexits(3)
};

extern const struct verb verb_run, verb_check, verb_manifest, verb_say, verb_export, verb_backup,
	verb_stats, verb_forget, verb_outbox;

int cli_main(int argc, char **argv);

/* One line on standard error, "lastmile: …"; returns `status`, to be returned. */
int cli_error(int status, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints what is to be mended before anything can be done, a line each; returns EX_CONFIG. */
int cli_refuse(const struct text *problems);

/* The configuration, complaints printed as file:line. A missing file is fine if --database says all
 * there is to know and the file was not named. Returns EX_OK or the status to end with. */
int cli_config(const struct cli *cli, struct config **ret_config);

/* The database named by --database, else by the configuration, opened beside a daemon that may run.
 * Complaints are printed. Returns EX_OK or the status to end with. */
int cli_database(const struct cli *cli, bool read_only, struct db **ret_db);

/* Which secrets the platforms that are switched on need (enum secrets_wanted). */
unsigned cli_secrets(const struct config *config);

/* Whoever is known by this account or name. Prints what to do if nobody is, or several are. */
int cli_person(
	struct db *db, struct arena *arena, const char *words, const struct person **ret_person);

/* Says why db_open() failed and picks the status. Frees `why`. */
int cli_database_error(int error, char *why);

/* Flushes standard output: EX_OK, or EX_IOERR with a word if it could not all be written. */
int cli_flush(void);

#endif
