#ifndef LASTMILE_TEAMS_H
#define LASTMILE_TEAMS_H
/*
 * Microsoft Teams as a platform: activities come up as one POST each, by our own endpoint or
 * through Azure Relay (inbound.h); orders go down by the Bot Connector (connector.h, deliver.h).
 *
 * What people, channels and messages are called here, as everywhere opaque to the rest:
 *
 *     person    from.id, "29:1abc"; or the directory's id of somebody never met (a guid)
 *     channel   the conversation without its thread: "19:…@thread.tacv2", "a:1…"
 *     thread    the id of its first message; message: the activity's id
 *
 * Somebody or something of a tenant other than the first configured one has "|<tenant>" after it:
 * an id is only good together with its tenant.
 *
 * Source of the protocol: learn.microsoft.com, "Bot Framework REST API" and "Microsoft Teams bots".
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

struct http_client;
struct platform;
struct command_name;
struct web;

/* Where the connector of a tenant was last seen: what platform_listener::learned was told as
 * "service_url" (the first tenant's) or "service_url|<tenant>". */
struct teams_service {
	const char *tenant;
	const char *url;
};

/* ms; zero means the default, which is what production wants. */
struct teams_timing {
	unsigned call_timeout; // an answer of the connector's
	unsigned retry; // before the second try of a call or for a token; doubles
	unsigned slow_retry; // after credentials were refused
	unsigned token_life; // of our token, whatever the login says
	unsigned relay_pong; // 120000: to Azure Relay, so often
	unsigned relay_token_life; // 3600000: in whole seconds, rounded up
	unsigned relay_renewal; // 1800000: a link's token is renewed so often
	unsigned relay_age; // 1800000: a link is replaced that is as old
	unsigned relay_stable_after; // 30000: ready for so long, a link has earned a fresh backoff
	unsigned relay_drain; // 2000: a replaced link is still served
	unsigned relay_slow_retry; // 60000: no such hybrid connection, a wrong key
	unsigned relay_second; // 1000: the backoff is 0, 1, 2, 5, 10, 30 of these
	unsigned relay_idle; // 60000: a request's own channel, after its answer
};

/* What a channel was called, as everybody else calls it: "19:…". What we learn of one is kept under
 * TEAMS_CHANNEL_NAME and that. */
#define TEAMS_CHANNEL_NAME "channel_name|"
struct teams_known_channel {
	const char *channel;
	const char *name;
};

/* Everything is copied; secrets are wiped when the platform is destroyed. Addresses may be plain
 * http (ws) for loopback alone. "" where a text is not used. */
struct teams_settings {
	const char *app_id; // of the bot's registration: a guid
	const char *client_secret;
	const char *const
		*tenants; // directory ids that may talk to us, ended by NULL; at least one

	/* The ways in: at least one of `listen` and `relay`. */
	const char *listen; // "0.0.0.0:443", "127.0.0.1:3978"
	const char *path; // "/api/messages"
	const char *certificate, *private_key; // PEM files; "": plain HTTP, on loopback alone
	const char *relay; // "https://NAMESPACE.servicebus.windows.net/HYBRID-CONNECTION"
	const char *relay_rule; // name of the shared access rule with the right to listen
	const char *relay_key; // its key

	/* Microsoft's side. */
	const char *metadata_url; // of who signs what comes in
	const char *issuer; // "https://api.botframework.com"
	const char *login_url; // "https://login.microsoftonline.com/"
	const char *scope; // "https://api.botframework.com/.default"

	/* Ours. */
	const struct command_name *commands; // decode.h
	size_t command_count;
	bool (*opens_form)(const char *button); // such a button asks for a dialog, not for words
	const struct teams_service *services; // learned before
	size_t service_count;
	const struct teams_known_channel *channels; // learned before
	size_t channel_count;
	struct teams_timing timing;
};

/* Never NULL: what is wrong with the settings is said by start() and status(). The loop must run on
 * after destroy() for the handles to close. */
struct platform *teams_create(uv_loop_t *loop, struct web *web, struct http_client *http,
	const struct teams_settings *settings);

#endif
