#ifndef LASTMILE_TEST_RANDOM_MESSAGE_H
#define LASTMILE_TEST_RANDOM_MESSAGE_H
/*
 * Messages of everything that could come alive on some platform, the same every time on every
 * machine.
 */
struct arena;
struct message;

enum { RANDOM_STRINGS = 8 }; // in one message

/* Live things asked for by a builder's call, the only ones allowed to come out. */
struct random_expected {
	int persons;
	int channels;
	int links;
	int dates;
};

unsigned random_number_below(unsigned limit);

/* On `platform`, where `person` is somebody. */
struct message *random_message(struct arena *arena, const char *platform, const char *person,
	struct random_expected *ret_expected);

#endif
