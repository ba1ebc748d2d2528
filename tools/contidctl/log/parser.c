// SPDX-License-Identifier: GPL-2.0
/* Records taken apart by libauparse. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "audit/record_type.h"
#include "common/message.h"
#include "library/auparse.h"
#include "log/log.h"

/**
 * struct parser - the state of libauparse. The library keeps memory for its next use.
 * @au: its state
 * @line: the record as a line of a log
 * @room: bytes of @line
 */
struct parser {
	auparse_state_t *au;
	char *line;
	size_t room;
};

/**
 * parser_open - make a parser.
 * @ctl: the run
 * @parser: where to put it, for parser_close(); NULL on failure
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int parser_open(const struct ctl *ctl, struct parser **parser)
{
	struct parser *p;
	int ret;

	*parser = NULL;
	ret = auparse_load(ctl);
	if (ret)
		return ret;
	p = calloc(1, sizeof(*p));
	if (p)
		p->au = auparse_init(AUSOURCE_BUFFER, "");
	if (!p || !p->au) {
		free(p);
		return ctl_system(ctl, "libauparse", -ENOMEM);
	}
	/* The caller knows what its output needs. */
	auparse_set_escape_mode(p->au, AUPARSE_ESC_RAW);
	*parser = p;
	return CTL_DONE;
}

void parser_close(struct parser *parser)
{
	if (!parser)
		return;
	auparse_destroy(parser->au);
	free(parser->line);
	free(parser);
}

/* Make a line of a record, without a newline that is its own. Returns its length. */
static size_t make_line(struct parser *parser, uint32_t type, const char *text)
{
	size_t room = strlen(text) + 128;
	char name[32];
	char *newline;

	if (room > parser->room) {
		newline = realloc(parser->line, room);
		if (!newline)
			return 0;
		parser->line = newline;
		parser->room = room;
	}
	snprintf(parser->line, parser->room, "type=%s msg=%s",
		 record_type_logged(type, name, sizeof(name)), text);
	for (newline = parser->line; (newline = strchr(newline, '\n'));)
		*newline = ' ';
	return strlen(strcat(parser->line, "\n"));
}

/**
 * parser_record - take a record apart.
 * @parser: the parser
 * @type: type of the record
 * @text: its text
 * @fn: called for each field
 * @data: handed to @fn
 *
 * One record at a time: libauparse takes some types for the end of an event, and
 * would leave the records behind it to another event. There are no fields if it is
 * no record that libauparse reads.
 */
void parser_record(struct parser *parser, uint32_t type, const char *text,
		   parsed_fn fn, void *data)
{
	size_t len = make_line(parser, type, text);

	if (!len || auparse_new_buffer(parser->au, parser->line, len) ||
	    auparse_first_record(parser->au) <= 0)
		return;
	auparse_first_field(parser->au);
	do {
		const char *name = auparse_get_field_name(parser->au);
		const char *value = auparse_get_field_str(parser->au);
		const char *meaning;

		/* libauparse's own first fields */
		if (!name || !strcmp(name, "type") || !strcmp(name, "node"))
			continue;
		meaning = auparse_interpret_field(parser->au);
		fn(name, value ?: "", meaning ?: value ?: "", data);
	} while (auparse_next_field(parser->au) > 0);
}
