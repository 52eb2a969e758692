-- The row types of what judges: findings, checks, areas, rules.
-- Words: see docs/findings.md.
-- Columns are only ever added at the end.
CREATE TYPE copilot.finding AS (
  rule text,
  category text,
  severity text,
  object_type text,
  object text,
  title text,
  detail text,
  evidence jsonb,
  confidence real,
  caveats text[],
  verify_sql text,
  fix_kind text,
  fix text,
  fix_lock text,
  fix_duration text,
  undo text,
  related text[],
  docs text,
  suppressed boolean
);
COMMENT ON TYPE copilot.finding IS 'one judgement, with its evidence, its fix and its undo';
COMMENT ON COLUMN copilot.finding.rule IS 'the rule that judged, as in copilot.rules';
COMMENT ON COLUMN copilot.finding.category IS 'what it is about: index, connection, lock, capacity, vacuum and others';
COMMENT ON COLUMN copilot.finding.severity IS 'critical (outage or loss, now or soon), warning (act this week), unknown (could not be judged) or notice';
COMMENT ON COLUMN copilot.finding.object_type IS 'what the object is: index, sequence, session, database and others';
COMMENT ON COLUMN copilot.finding.object IS 'the object, named so that (rule, object) is the same finding for ever; sessions by ROLE@DATABASE/APPLICATION';
COMMENT ON COLUMN copilot.finding.title IS 'the verdict in one line';
COMMENT ON COLUMN copilot.finding.detail IS 'what it means here';
COMMENT ON COLUMN copilot.finding.evidence IS 'the numbers that were judged';
COMMENT ON COLUMN copilot.finding.confidence IS 'how sure the judgement is, 0 to 1';
COMMENT ON COLUMN copilot.finding.caveats IS 'what could make it wrong, or should be known before the fix';
COMMENT ON COLUMN copilot.finding.verify_sql IS 'a query that shows it';
COMMENT ON COLUMN copilot.finding.fix_kind IS 'what the fix is: sql, parameter_group, command or manual (words)';
COMMENT ON COLUMN copilot.finding.fix IS 'what to do; nothing is ever run by itself';
COMMENT ON COLUMN copilot.finding.fix_lock IS 'the lock that the fix takes, and what it stops';
COMMENT ON COLUMN copilot.finding.fix_duration IS 'how long the fix may take';
COMMENT ON COLUMN copilot.finding.undo IS 'what takes the fix back';
COMMENT ON COLUMN copilot.finding.related IS 'rules that say the same of this object, or are silenced by the same cause';
COMMENT ON COLUMN copilot.finding.docs IS 'where to read on';
COMMENT ON COLUMN copilot.finding.suppressed IS 'somebody suppressed it; it shows because it is critical';

CREATE TYPE copilot.checks_row AS (
  rule text,
  status text,
  reason text,
  judged_over interval,
  possible_from timestamptz,
  reference text,
  checked_at timestamptz,
  evidence jsonb
);
COMMENT ON TYPE copilot.checks_row IS 'what one rule found, also where it found nothing';
COMMENT ON COLUMN copilot.checks_row.rule IS 'the rule, as in copilot.rules';
COMMENT ON COLUMN copilot.checks_row.status IS 'passed, failed, unknown, not_applicable or suppressed';
COMMENT ON COLUMN copilot.checks_row.reason IS 'why it has this status';
COMMENT ON COLUMN copilot.checks_row.judged_over IS 'the window that was judged; null where one moment is judged';
COMMENT ON COLUMN copilot.checks_row.possible_from IS 'when what is unknown now will be known, if that can be told';
COMMENT ON COLUMN copilot.checks_row.reference IS 'what the rule is based on';
COMMENT ON COLUMN copilot.checks_row.checked_at IS 'when it was judged';
COMMENT ON COLUMN copilot.checks_row.evidence IS 'what was looked at, in numbers';

CREATE TYPE copilot.health_row AS (
  area text,
  status text,
  score integer,
  headline text,
  findings integer
);
COMMENT ON TYPE copilot.health_row IS 'the health of one area, or of all';
COMMENT ON COLUMN copilot.health_row.area IS 'a category of findings; overall is the first';
COMMENT ON COLUMN copilot.health_row.status IS 'the worst severity found there, or ok';
COMMENT ON COLUMN copilot.health_row.score IS '100 less 40 for each critical finding, 15 for each warning, 3 for each notice; overall takes the lowest; null where nothing could be judged';
COMMENT ON COLUMN copilot.health_row.headline IS 'the worst of it in one line';
COMMENT ON COLUMN copilot.health_row.findings IS 'how many findings, without suppressed ones';

CREATE TYPE copilot.rules_row AS (
  rule text,
  category text,
  severity text,
  title text,
  why text,
  fix text,
  sources text,
  enabled boolean,
  parameters jsonb
);
COMMENT ON TYPE copilot.rules_row IS 'one rule';
COMMENT ON COLUMN copilot.rules_row.rule IS 'its name';
COMMENT ON COLUMN copilot.rules_row.category IS 'what it is about';
COMMENT ON COLUMN copilot.rules_row.severity IS 'the worst that it gives';
COMMENT ON COLUMN copilot.rules_row.title IS 'what it looks for';
COMMENT ON COLUMN copilot.rules_row.why IS 'why that matters, and from where on it is a finding';
COMMENT ON COLUMN copilot.rules_row.fix IS 'what is done about it';
COMMENT ON COLUMN copilot.rules_row.sources IS 'what it is based on';
COMMENT ON COLUMN copilot.rules_row.enabled IS 'whether it judges unless copilot.rule_settings says otherwise';
COMMENT ON COLUMN copilot.rules_row.parameters IS 'of a rule of lint: its parameters as they come; null: it has no row in copilot.rule_settings';
