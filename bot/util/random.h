#ifndef LASTMILE_RANDOM_H
#define LASTMILE_RANDOM_H
/* Numbers nobody can foresee, from the kernel, without any state here. */
#include <stdint.h>

uint32_t random_below(uint32_t limit); /* 0 … limit - 1; 0 if limit is 0 */

/* `value` plus or minus at most `percent` of it: so that many who failed together come back apart.
 */
int64_t random_jitter(int64_t value, unsigned percent);

#endif
