// SPDX-License-Identifier: LGPL-2.1-or-later
/* Arrays that grow. */

#include <errno.h>
#include <stdlib.h>

#include "internal.h"

/**
 * contid_make_room - make room for one more item of an array.
 * @items: the array, NULL at first
 * @count: how many items there are
 * @room: for how many there is room
 * @item_size: size of an item
 *
 * Return: 0 or -ENOMEM, and then the array is as it was.
 */
int contid_make_room(void **items, size_t count, size_t *room, size_t item_size)
{
	size_t more = *room ? 2 * *room : 64;
	void *bigger;

	if (count < *room)
		return 0;
	bigger = reallocarray(*items, more, item_size);
	if (!bigger)
		return -ENOMEM;
	*items = bigger;
	*room = more;
	return 0;
}
