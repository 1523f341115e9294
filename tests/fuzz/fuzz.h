#ifndef LASTMILE_TEST_FUZZ_H
#define LASTMILE_TEST_FUZZ_H
/*
 * A fuzz target is a file with this one function: libFuzzer calls it, or replay.c with every file
 * of the target's corpus, as an ordinary test. What must hold is written as `require`, which ends
 * the process whatever the build type.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define require(fact)                                                                              \
	do {                                                                                       \
		if (!(fact))                                                                       \
			abort();                                                                   \
	} while (0)

#endif
