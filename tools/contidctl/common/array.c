// SPDX-License-Identifier: GPL-2.0
/* Arrays that grow. */

#include <errno.h>
#include <stdlib.h>

#include "common/util.h"

/**
 * array_grow - make room in an array.
 * @array: the array, NULL to begin with; for free()
 * @room: for how many elements there is room
 * @count: how many elements there have to be room for
 * @size: bytes of an element
 *
 * Return: the array, which may have moved, or NULL when there is no memory:
 * @array is as it was then.
 */
void *array_grow(void *array, size_t *room, size_t count, size_t size)
{
	size_t more = 2 * *room > count ? 2 * *room : count;

	if (count <= *room)
		return array;
	if (more < 16)
		more = 16;
	array = reallocarray(array, more, size);
	if (array)
		*room = more;
	return array;
}
