#ifndef LASTMILE_CONFIG_LOAD_H
#define LASTMILE_CONFIG_LOAD_H
/*
 * Reads lastmile.conf(5). All complaints are collected, one a line, in the order of the file:
 *
 *     /etc/lastmile/lastmile.conf:3: timezone is "Lundun"; an IANA zone such as Europe/London is
 *     allowed; see `timedatectl list-timezones`
 *
 * What is unknown is refused, never ignored, and so is a secret: it belongs into a credential
 * (secrets.h). No complaint repeats a secret.
 *
 * libconfuse parses the values. What it cannot say comes from outline.h: on which line each setting
 * stands (libconfuse 3.3 counts comment lines more than once), what is unknown, what is there
 * twice.
 */
struct config;
struct text;

enum { CONFIG_E_REFUSED = 1 };

/*
 * Returns 0, or CONFIG_E_REFUSED with the complaints in `problems`: also when there is no such
 * file. A relative database is taken from the folder that the file is in. $SLACK_API_URL, if set
 * and not empty, overrides slack.api_url under the same rules.
 */
int config_load(const char *path, struct config **ret_config, struct text *problems);

/*
 * Overrides one option, as a command line does: "database", "/srv/lastmile.db". `source` is what a
 * complaint names instead of file and line: "--database". Returns 0 or CONFIG_E_REFUSED, with the
 * option unchanged. A relative database stays relative to the working directory.
 */
int config_override(struct config *config, const char *option, const char *value,
	const char *source, struct text *problems);

#endif
