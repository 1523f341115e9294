#include "bot/aside.h"

#include "bot/util/log.h"
#include "bot/util/memory.h"
#include "storage/db.h"

struct aside {
	uv_loop_t *loop;
	uv_work_t work;
	uv_sem_t ended; // posted when a job has been read
	struct list awaited, others; // aside_job::link
	struct aside_job *job; // being done; NULL: none
	char *path;
	struct db *db; // the other thread's; NULL until it has opened it
	bool closing;
};

/* --- on the other thread --- */

static void open_database(struct aside *aside)
{
	_cleanup_free_ char *why = NULL;

	if (!aside->db && db_open(aside->path, DB_READ, &aside->db, &why) != 0)
		log_error("aside", "%s", why ? why : "the database cannot be read");
}

static void on_work(uv_work_t *work)
{
	struct aside *aside = work->data;

	open_database(aside);
	bool begun = aside->db && db_begin(aside->db) == 0;
	aside->job->read(aside->job, begun ? aside->db : NULL);
	if (begun)
		db_rollback(aside->db);
	else
		db_close(steal_pointer(aside->db)); /* the next job tries with another */
	uv_sem_post(&aside->ended);
}

/* --- on the loop's --- */

static void finish(struct aside *aside)
{
	db_close(aside->db);
	uv_sem_destroy(&aside->ended);
	free(aside->path);
	free(aside);
}

static void begin_next(struct aside *aside);

static void on_worked(uv_work_t *work, int status)
{
	struct aside *aside = work->data;
	struct aside_job *job = aside->job;

	(void)status;
	aside->job = NULL;
	if (aside->closing) {
		finish(aside);
		return;
	}
	uv_sem_wait(&aside->ended);
	begin_next(aside);
	job->done(job);
}

static void begin_next(struct aside *aside)
{
	struct list *from = list_empty(&aside->awaited) ? &aside->others : &aside->awaited;

	if (aside->job || list_empty(from))
		return;
	aside->job = list_first(from, struct aside_job, link);
	list_remove(&aside->job->link);
	uv_queue_work(aside->loop, &aside->work, on_work, on_worked);
}

void aside_submit(struct aside *aside, struct aside_job *job)
{
	list_append(job->awaited ? &aside->awaited : &aside->others, &job->link);
	begin_next(aside);
}

struct aside *aside_create(uv_loop_t *loop, const char *database)
{
	struct aside *aside = xcalloc(1, sizeof(*aside));

	aside->loop = loop;
	aside->work.data = aside;
	aside->path = xstrdup(database);
	list_init(&aside->awaited);
	list_init(&aside->others);
	uv_sem_init(&aside->ended, 0);
	return aside;
}

static void let_go(struct list *jobs)
{
	while (!list_empty(jobs))
		list_remove(&list_first(jobs, struct aside_job, link)->link);
}

void aside_destroy(struct aside *aside)
{
	if (!aside)
		return;
	let_go(&aside->awaited);
	let_go(&aside->others);
	if (!aside->job) {
		finish(aside);
		return;
	}
	aside->closing = true;
	uv_sem_wait(&aside->ended);
}
