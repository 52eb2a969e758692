-- Who may use what: by the rule that what uses only the caller's own rights is for everybody.
-- Words: a function that reads past the ACLs checks the right itself, in C++.
-- Nothing may be granted here that lends a right of the owner.
GRANT USAGE ON SCHEMA copilot TO PUBLIC;
GRANT SELECT ON copilot.reports TO PUBLIC;
