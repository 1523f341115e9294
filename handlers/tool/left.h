#ifndef LASTMILE_LEFT_H
#define LASTMILE_LEFT_H
/* What becomes of the issues of somebody whose account is gone: whoever answers for them now has
 * their cards. Nothing for those who are there. */
struct person;
struct request;

void issues_of_who_left(struct request *request, const struct person *person);

#endif
