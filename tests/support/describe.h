#ifndef LASTMILE_TEST_DESCRIBE_H
#define LASTMILE_TEST_DESCRIBE_H
/* A frame from a platform as lines that a person can read and compare: the form of golden files. */
struct slack_frame;
struct teams_frame;
struct text;

void describe_frame(const struct slack_frame *frame, struct text *out);
void describe_teams_frame(const struct teams_frame *frame, struct text *out);

#endif
