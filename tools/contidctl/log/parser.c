// SPDX-License-Identifier: GPL-2.0
/*
 * Records taken apart by libauparse. The library is loaded when it is needed: to be
 * linked with it would cost each run of contidctl a quarter more instructions, also
 * that of a hook which starts containers.
 */

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

#include <auparse.h>

#include "common/message.h"
#include "common/record_type.h"
#include "log/log.h"

#define LIBRARY	"libauparse.so.0"

/**
 * struct parser - the library, and its state.
 * @library: of dlopen(), or NULL if it is linked. It stays loaded: it keeps memory
 *	for its next use.
 * @au: its state
 * @line: the record as a line of a log
 * @room: bytes of @line
 */
struct parser {
	void *library;
	auparse_state_t *au;
	char *line;
	size_t room;
	typeof(auparse_init) *init;
	typeof(auparse_destroy) *destroy;
	typeof(auparse_new_buffer) *new_buffer;
	typeof(auparse_set_escape_mode) *set_escape_mode;
	typeof(auparse_first_record) *first_record;
	typeof(auparse_first_field) *first_field;
	typeof(auparse_next_field) *next_field;
	typeof(auparse_get_field_name) *field_name;
	typeof(auparse_get_field_str) *field_str;
	typeof(auparse_interpret_field) *interpret_field;
};

#ifdef LINK_AUPARSE
#define FUNCTION(parser, name)	(name)
static bool load(struct parser *parser)
{
	(void)parser;
	return true;
}
#else
#define FUNCTION(parser, name)	dlsym((parser)->library, #name)
static bool load(struct parser *parser)
{
	parser->library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	return parser->library;
}
#endif

static bool find_functions(struct parser *parser)
{
	parser->init = FUNCTION(parser, auparse_init);
	parser->destroy = FUNCTION(parser, auparse_destroy);
	parser->new_buffer = FUNCTION(parser, auparse_new_buffer);
	parser->set_escape_mode = FUNCTION(parser, auparse_set_escape_mode);
	parser->first_record = FUNCTION(parser, auparse_first_record);
	parser->first_field = FUNCTION(parser, auparse_first_field);
	parser->next_field = FUNCTION(parser, auparse_next_field);
	parser->field_name = FUNCTION(parser, auparse_get_field_name);
	parser->field_str = FUNCTION(parser, auparse_get_field_str);
	parser->interpret_field = FUNCTION(parser, auparse_interpret_field);
	return parser->init && parser->destroy && parser->new_buffer &&
	       parser->set_escape_mode && parser->first_record &&
	       parser->first_field && parser->next_field &&
	       parser->field_name && parser->field_str &&
	       parser->interpret_field;
}

/**
 * parser_open - make a parser.
 * @ctl: the run
 * @parser: where to put it, for parser_close(); NULL on failure
 *
 * Return: CTL_DONE, or what to exit with, after a message.
 */
int parser_open(const struct ctl *ctl, struct parser **parser)
{
	struct parser *p = calloc(1, sizeof(*p));

	*parser = NULL;
	if (p && load(p) && find_functions(p))
		p->au = p->init(AUSOURCE_BUFFER, "");
	if (!p || !p->au) {
		ctl_begin(ctl);
		fprintf(stderr, "%s cannot be loaded: without it, records are printed raw only\n",
			LIBRARY);
		parser_close(p);
		return CTL_REFUSED;
	}
	/* The caller knows what its output needs. */
	p->set_escape_mode(p->au, AUPARSE_ESC_RAW);
	*parser = p;
	return CTL_DONE;
}

void parser_close(struct parser *parser)
{
	if (!parser)
		return;
	if (parser->au)
		parser->destroy(parser->au);
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

	if (!len || parser->new_buffer(parser->au, parser->line, len) ||
	    parser->first_record(parser->au) <= 0)
		return;
	parser->first_field(parser->au);
	do {
		const char *name = parser->field_name(parser->au);
		const char *value = parser->field_str(parser->au);
		const char *meaning;

		/* libauparse's own first fields */
		if (!name || !strcmp(name, "type") || !strcmp(name, "node"))
			continue;
		meaning = parser->interpret_field(parser->au);
		fn(name, value ?: "", meaning ?: value ?: "", data);
	} while (parser->next_field(parser->au) > 0);
}
