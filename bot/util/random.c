#include "bot/util/random.h"

#include <stdlib.h>
#include <sys/random.h>

uint32_t random_below(uint32_t limit)
{
	uint64_t number = 0;

	if (limit == 0)
		return 0;
	if (getrandom(&number, sizeof(number), 0) != sizeof(number))
		abort(); // cannot happen for so few bytes once the kernel is up
	return (uint32_t)(number % limit); // 64 bits: the bias is far below what anybody could see
}

int64_t random_jitter(int64_t value, unsigned percent)
{
	int64_t spread = value * percent / 100;

	return value - spread + random_below((uint32_t)(2 * spread + 1));
}
