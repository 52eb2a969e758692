-- The types of rows that ask's functions return.
-- Words: an intent is what a question can be about.
-- Types are extended by ALTER TYPE in an update script, never replaced.
CREATE TYPE copilot.ask_route_row AS (intent text, confidence real, because text[]);
COMMENT ON TYPE copilot.ask_route_row IS 'an intent that a question may have';
COMMENT ON COLUMN copilot.ask_route_row.intent IS 'the intent, as in copilot.intents';
COMMENT ON COLUMN copilot.ask_route_row.confidence IS 'how clear the choice is, 0 to 1; not a probability';
COMMENT ON COLUMN copilot.ask_route_row.because IS 'the words that decided';

CREATE TYPE copilot.intents_row AS (intent text, covers text, reports text[], sample_questions text[]);
COMMENT ON TYPE copilot.intents_row IS 'what a question can be about';
COMMENT ON COLUMN copilot.intents_row.intent IS 'its name';
COMMENT ON COLUMN copilot.intents_row.covers IS 'what it covers, in words';
COMMENT ON COLUMN copilot.intents_row.reports IS 'the reports that answer it; some come in later versions of copilot';
COMMENT ON COLUMN copilot.intents_row.sample_questions IS 'questions it answers';
