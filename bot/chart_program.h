#ifndef LASTMILE_CHART_PROGRAM_H
#define LASTMILE_CHART_PROGRAM_H
/*
 * Where lastmile-chart is: beside our own executable (a build that is not installed), else where it
 * is installed.
 */

/* Its absolute path, NULL if it cannot be run; free it. */
char *chart_program_find(void);

/* Where it would be installed, for words. */
const char *chart_program_place(void);

#endif
