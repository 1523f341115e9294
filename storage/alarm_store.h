#ifndef LASTMILE_ALARM_STORE_H
#define LASTMILE_ALARM_STORE_H
/* What is wrong with a tool as a whole, so that each is told once. Whether it still is so is for
 * those to say who know its formula (handlers/tool/orphans.h, silent.h). */
#include <stdbool.h>
#include <stdint.h>

struct db;

enum alarm { ALARM_ORPHAN, ALARM_SILENT };

/* True: it was not raised; now it is. */
bool alarm_store_raise(struct db *db, int64_t tool, enum alarm alarm, int64_t now);
/* True: it was raised; now it is over. */
bool alarm_store_end(struct db *db, int64_t tool, enum alarm alarm, int64_t now);
bool alarm_store_is_raised(struct db *db, int64_t tool, enum alarm alarm);

#endif
