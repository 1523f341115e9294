#ifndef LASTMILE_CONFIG_CHECK_H
#define LASTMILE_CONFIG_CHECK_H
/*
 * The check functions of the option rows. Each is given valid UTF-8 without control characters,
 * within the row's length, and says what is wrong and what to do; it never changes anything.
 */
#include <stdbool.h>

struct text;

bool check_database(const char *value, struct text *why);
bool check_timezone(const char *value, struct text *why);
bool check_account(const char *value, struct text *why);
bool check_api_url(const char *value, struct text *why);
bool check_reaction(const char *value, struct text *why);
bool check_command(const char *value, struct text *why);
bool check_listen(const char *value, struct text *why);
bool check_listen_here(const char *value, struct text *why); // on this machine alone
bool check_guid(const char *value, struct text *why); // "" too
bool check_path(const char *value, struct text *why); // of an address, from "/" on
bool check_file(const char *value, struct text *why); // an absolute path, or ""
bool check_relay(const char *value, struct text *why); // a hybrid connection's address, or ""
bool check_website(const char *value, struct text *why); // https

/* True if `value` has something shaped like a token in it, wherever it stands. */
bool check_looks_secret(const char *value);

#endif
