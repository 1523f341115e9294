#ifndef LASTMILE_TEST_DESCRIBE_H
#define LASTMILE_TEST_DESCRIBE_H
/* A frame from Slack as lines that a person can read and compare: the form of golden files. */
struct slack_frame;
struct text;

void describe_frame(const struct slack_frame *frame, struct text *out);

#endif
