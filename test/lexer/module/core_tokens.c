/* core_tokens(text): what the server's scanner, core_yylex, makes of a text.
 * Words: kinds as test/lexer/tokens.cpp names them; position and length in bytes.
 * It must not call anything of copilot: it is the judge of our lexer. */
#include "postgres.h"

#include "common/keywords.h"
#include "fmgr.h"
#include "funcapi.h"
#include "parser/parser.h"
#include "parser/scanner.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "parser/gram.h"

PG_MODULE_MAGIC;

PG_FUNCTION_INFO_V1(core_tokens);

static const char *
kind_of(int token)
{
	switch (token)
	{
		case IDENT:
			return "identifier";
		case UIDENT:
			return "unicode_identifier";
		case ICONST:
		case FCONST:
			return "number";
		case SCONST:
			return "string";
		case USCONST:
			return "unicode_string";
		case BCONST:
			return "bit_string";
		case XCONST:
			return "hex_string";
		case PARAM:
			return "parameter";
		case Op:
		case LESS_EQUALS:
		case GREATER_EQUALS:
		case NOT_EQUALS:
		case EQUALS_GREATER:
			return "operator";
		case TYPECAST:
		case DOT_DOT:
		case COLON_EQUALS:
			return "punctuation";
		default:
			if (token >= 256 || token < 0)
				return "identifier";	/* a keyword */
			return strchr("+-*/%^<>=", token) ? "operator" : "punctuation";
	}
}

static void
put(ReturnSetInfo *rsinfo, const char *kind, int position, int length, const char *message)
{
	Datum		values[4];
	bool		nulls[4] = {false, false, false, message == NULL};

	values[0] = CStringGetTextDatum(kind);
	values[1] = Int32GetDatum(position);
	values[2] = Int32GetDatum(length);
	values[3] = message ? CStringGetTextDatum(message) : (Datum) 0;
	tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
}

Datum
core_tokens(PG_FUNCTION_ARGS)
{
	char	   *sql = text_to_cstring(PG_GETARG_TEXT_PP(0));
	ReturnSetInfo *rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	MemoryContext context = CurrentMemoryContext;
	core_yyscan_t scanner;
	core_yy_extra_type extra;
	core_YYSTYPE value;
	YYLTYPE		location;

	InitMaterializedSRF(fcinfo, 0);
	PG_TRY();
	{
		int			token;

		scanner = scanner_init(sql, &extra, &ScanKeywords, ScanKeywordTokens);
		/* flex leaves a zero byte behind the current token, as pg_stat_statements relies on. */
		while ((token = core_yylex(&value, &location, scanner)) != 0)
			put(rsinfo, kind_of(token), location, (int) strlen(extra.scanbuf + location), NULL);
		scanner_finish(scanner);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		/* Only what the scanner refuses is an outcome; a cancel is not. */
		if (ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION &&
			ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_DATA_EXCEPTION &&
			ERRCODE_TO_CATEGORY(error->sqlerrcode) != ERRCODE_FEATURE_NOT_SUPPORTED)
			PG_RE_THROW();
		FlushErrorState();
		put(rsinfo, "error", error->cursorpos, 0, error->message);
	}
	PG_END_TRY();
	return (Datum) 0;
}
