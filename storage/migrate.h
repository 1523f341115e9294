#ifndef LASTMILE_MIGRATE_H
#define LASTMILE_MIGRATE_H
/*
 * The schema, from nothing to this version. Migrations are the files in storage/migrations, built
 * into the program in order; PRAGMA user_version says how many of them a database has been through.
 */
struct migration {
	const char *name; // "0001_the_loop.sql"
	const char *sql;
};
extern const struct migration all_migrations[]; // ended by a zeroed one

struct sqlite3;

/* How many there are: the version of the schema they make. */
int migrate_version(const struct migration *migrations);

/*
 * Runs what is missing, all in one transaction. A database that has data is copied to
 * "<path>.v<N>" first, which is the way back. Returns 0 or a negative errno with *ret_why (free
 * it): -EPROTO for a database from a newer version, -EUCLEAN for one that is not ours.
 */
int migrate_run(struct sqlite3 *sqlite, const char *path, const struct migration *migrations,
	char **ret_why);

/* Only looks: 0 if the schema is exactly this version's, 1 if it is older (or empty), else as
 * above. */
enum { MIGRATE_E_OLDER = 1 };
int migrate_check(struct sqlite3 *sqlite, const char *path, const struct migration *migrations,
	char **ret_why);

#endif
