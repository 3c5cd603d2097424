/* SPDX-License-Identifier: MIT */
#include "base/store.h"

#include <sys/mman.h>
#include <unistd.h>

void wbpf_stored_release(struct wbpf_stored *stored)
{
	if (stored->data)
		munmap((void *)stored->data, stored->map_len);
	if (stored->fd >= 0)
		close(stored->fd);
	*stored = (struct wbpf_stored)WBPF_STORED_INIT;
}
