#ifndef LASTMILE_HANDLE_H
#define LASTMILE_HANDLE_H
/* The end of what libuv looks at: it must stay until the loop has let go of the handle. */
#include <stdlib.h>
#include <uv.h>

/* For uv_close(): frees whom the handle belongs to, its `data`. */
static inline void handle_free_owner(uv_handle_t *handle)
{
	free(handle->data);
}

#endif
