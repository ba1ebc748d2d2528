/* SPDX-License-Identifier: GPL-2.0 */
/* A story as one HTML file. */
#ifndef CONTID_TRAIL_HTML_H
#define CONTID_TRAIL_HTML_H

#include <stdio.h>

#include "story/view.h"

struct html;

struct html *html_new(const struct trail *trail, struct view *view);
void html_print(struct html *html, FILE *file);
int html_write(struct html *html, const char *path);
void html_free(struct html *html);

#endif /* CONTID_TRAIL_HTML_H */
