-- report: settings
-- title: Settings
-- description: The configuration that this session started with, as the server, the database and the role give it,
--   and where each value comes from. What the session itself has changed since (SET) is not shown.
-- words: settings, configuration, parameters, postgresql.conf, show config, changed settings, non-default settings,
--   pending restart, what is work_mem, shared_buffers, max_connections, guc
-- parameter: changed_only boolean = true: only what somebody has set; what the client set when it connected
--   is left out then
-- parameter: name_like text: only settings with this in their name, in upper or lower case; with a % it is a
--   pattern as in LIKE
-- column: name text: the setting
-- column: value text [conninfo]: its value, as SHOW gives it; ******** if it may hold a secret
-- column: unit text: the unit of a number that is given without one
-- column: default_value text [conninfo]: the value if nobody sets one; ******** if it may hold a secret
-- column: source text: who set it: default, configuration file, command line, environment variable, database, user
--   (the role), database user (the role in this database), global (all roles and databases), client, override (the server itself),
--   dynamic default (the server, from its surroundings). Null if this session hides it by a value of its own
-- column: source_file text: the file that sets it; null if none does, or if this session hides it
-- column: source_line integer: the line in that file
-- column: pending_restart boolean: whether the file has another value, which waits for a restart
-- column: context text: what it takes to change it: internal (cannot be changed), postmaster (a restart), sighup (a
--   reload), superuser-backend and backend (a new session), superuser and user (SET)
-- column: description text: what it does
-- needs: read_all_settings
-- query: 130000-
WITH units(name, kind, size) AS (
  VALUES ('B', 'bytes', 1::numeric), ('kB', 'bytes', 1024), ('MB', 'bytes', 1048576), ('GB', 'bytes', 1073741824),
         ('TB', 'bytes', 1099511627776), ('us', 'time', 1), ('ms', 'time', 1000), ('s', 'time', 1000000),
         ('min', 'time', 60000000), ('h', 'time', 3600000000), ('d', 'time', 86400000000)
), by_role AS (
  SELECT DISTINCT ON (1) split_part(entry, '=', 1) AS name, substring(entry FROM '=(.*)') AS value,
         CASE WHEN setrole <> 0 AND setdatabase <> 0 THEN 'database user' WHEN setrole <> 0 THEN 'user'
              WHEN setdatabase <> 0 THEN 'database' ELSE 'global' END AS source
  FROM pg_db_role_setting CROSS JOIN unnest(setconfig) AS entry
  WHERE setrole IN (0, (SELECT oid FROM pg_roles WHERE rolname = session_user))
    AND setdatabase IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
  ORDER BY 1, setrole <> 0 DESC, setdatabase <> 0 DESC
), started AS (
  -- A report runs under settings of its own; what they hide is source and file, never the value.
  SELECT s.*, CASE WHEN s.source = 'session' THEN reset_val ELSE setting END AS raw_value,
         CASE WHEN s.source <> 'session' THEN s.source
              WHEN reset_val IS NOT DISTINCT FROM boot_val AND r.value IS DISTINCT FROM reset_val THEN 'default'
              ELSE r.source END AS set_by,
         vartype = 'string' AND name !~* '_(file|path|dir|directory)$'
           AND name ~* '(_command$|passw|passphrase|secret|token|credential|salt$|(^|[._]|api|access)keys?$)' AS secret
  FROM pg_settings AS s LEFT JOIN by_role AS r USING (name)
), shown AS (
  -- As SHOW does: in the largest unit that leaves a whole number, and file modes in octal.
  SELECT s.name, raw.is_default,
         CASE WHEN secret AND raw.value NOT IN ('', '(disabled)') THEN '********'
              WHEN raw.value ~ '^[0-9]+$' AND s.name IN ('data_directory_mode', 'log_file_mode', 'unix_socket_permissions')
              THEN CASE WHEN raw.value LIKE '0%' THEN raw.value
                        ELSE concat('0', raw.value::int / 64, raw.value::int / 8 % 8, raw.value::int % 8) END
              ELSE coalesce(sized.value, raw.value) END AS value
  FROM started AS s
    CROSS JOIN LATERAL (VALUES (false, raw_value), (true, boot_val)) AS raw(is_default, value)
    LEFT JOIN units AS base ON base.name = substring(s.unit FROM '[a-zA-Z]+$')
    LEFT JOIN LATERAL (
      SELECT div(amount, u.size) || u.name AS value
      FROM units AS u
        CROSS JOIN (SELECT CASE WHEN base.name IS NOT NULL THEN raw.value::numeric END * base.size
                             * coalesce(substring(s.unit FROM '^[0-9]+'), '1')::numeric AS amount) AS measured
      WHERE u.kind = base.kind AND amount > 0 AND mod(amount, u.size) = 0
      ORDER BY u.size DESC LIMIT 1) AS sized ON true
)
SELECT name, v.value, unit, d.value AS default_value, set_by AS source, sourcefile AS source_file,
       sourceline AS source_line, pending_restart, context, concat_ws(' ', short_desc, extra_desc) AS description
FROM started
  JOIN shown AS v USING (name)
  JOIN shown AS d USING (name)
WHERE NOT v.is_default AND d.is_default
  AND (NOT coalesce(:changed_only, true) OR pending_restart
       OR set_by IS NULL OR set_by NOT IN ('default', 'override', 'dynamic default', 'client'))
  AND CASE WHEN :name_like LIKE '%\%%' THEN name ILIKE :name_like
           ELSE :name_like IS NULL OR position(lower(:name_like) IN lower(name)) > 0 END
ORDER BY lower(name) COLLATE "C"
