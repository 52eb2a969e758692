-- Who may use what: by the rule that what uses only the caller's own rights is for everybody.
-- Words: a function that reads past the ACLs checks the right itself, in C++.
-- Nothing may be granted here that lends a right of the owner.
GRANT USAGE ON SCHEMA copilot TO PUBLIC;
GRANT SELECT ON ALL TABLES IN SCHEMA copilot TO PUBLIC;
REVOKE ALL ON FUNCTION copilot.suppress(text, text, text, timestamptz), copilot.unsuppress(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION copilot.suppress(text, text, text, timestamptz), copilot.unsuppress(text, text) TO copilot_operator;
