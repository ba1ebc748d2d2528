// SPDX-License-Identifier: GPL-2.0
/* Text from outside, in messages. */

#include <string.h>

#include "oci/oci.h"
#include "output/output.h"

/* What @bytes look like in a message. */
struct oci_text oci_text(const char *bytes)
{
	struct oci_text shown;

	escape(shown.text, sizeof(shown.text), bytes, strlen(bytes));
	return shown;
}
