-- Questions in plain words.
-- Words: see extension/ask/ask.hpp.
-- Nothing that is asked is ever executed: a question chooses among the reports.
CREATE OR REPLACE FUNCTION copilot.ask(question text, server text DEFAULT NULL) RETURNS text
LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_ask';
COMMENT ON FUNCTION copilot.ask(text, text) IS
'Answers a question about this database, or about another server, in plain words with numbers. Works without a language model.';

CREATE OR REPLACE FUNCTION copilot.ask_json(question text, context jsonb DEFAULT NULL, server text DEFAULT NULL) RETURNS jsonb
LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_ask_json';
COMMENT ON FUNCTION copilot.ask_json(text, jsonb, text) IS
'The same answer as data: intent, verdict, facts, findings, reports with their rows and SQL, next steps, caveats. Its context, passed to the next call, makes that a follow-up.';

CREATE OR REPLACE FUNCTION copilot.ask_preview(question text, server text DEFAULT NULL) RETURNS text
LANGUAGE C VOLATILE PARALLEL UNSAFE AS 'MODULE_PATHNAME', 'copilot_ask_preview';
COMMENT ON FUNCTION copilot.ask_preview(text, text) IS 'Exactly what would be sent to a language model for this question.';

CREATE OR REPLACE FUNCTION copilot.ask_route(question text) RETURNS SETOF copilot.ask_route_row
LANGUAGE C VOLATILE PARALLEL UNSAFE ROWS 3 AS 'MODULE_PATHNAME', 'copilot_ask_route';
COMMENT ON FUNCTION copilot.ask_route(text) IS 'The intents a question may have, best first, at least one. Runs no report.';

CREATE OR REPLACE FUNCTION copilot._intents() RETURNS SETOF copilot.intents_row
LANGUAGE C STABLE PARALLEL UNSAFE ROWS 31 AS 'MODULE_PATHNAME', 'copilot_intents';
COMMENT ON FUNCTION copilot._intents() IS 'The rows of the view copilot.intents.';

CREATE OR REPLACE VIEW copilot.intents AS SELECT * FROM copilot._intents();
COMMENT ON VIEW copilot.intents IS 'Every intent a question can have, what it covers, the reports it runs, and sample questions.';
