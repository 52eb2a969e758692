// The queries of definitions of what has no rows of its own: extensions' neighbours, text search, foreign data, replication.
// Words: see queries.hpp; a digest says only whether two secrets are the same.
// No password is read: what an option's name calls a secret is masked here.
#include "catalog/query_texts.hpp"

namespace copilot::catalog::texts {

const char collation_definitions[] = R"sql(
SELECT 3456 AS class, c.oid, n.nspname AS schema, quote_ident(n.nspname) || '.' || quote_ident(c.collname) AS object,
       'COLLATION ' || quote_ident(n.nspname) || '.' || quote_ident(c.collname) AS address, c.collowner AS owner, NULL AS acl,
       CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'd' THEN 'default' END AS provider,
       CASE WHEN c.collprovider IN ('i', 'b') THEN {collation_locale} WHEN c.collcollate = c.collctype THEN c.collcollate::text END AS locale,
       CASE WHEN c.collprovider = 'c' AND c.collcollate <> c.collctype THEN c.collcollate::text END AS lc_collate,
       CASE WHEN c.collprovider = 'c' AND c.collcollate <> c.collctype THEN c.collctype::text END AS lc_ctype,
       CASE WHEN NOT c.collisdeterministic THEN 'false' END AS deterministic, {collation_rules} AS rules
FROM pg_collation AS c JOIN pg_namespace AS n ON n.oid = c.collnamespace
WHERE c.oid >= 16384 AND c.collnamespace NOT IN {foreign_schemas}
  AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.classid = 3456 AND d.objid = c.oid AND d.deptype = 'e')
)sql";

const char text_search_parsers[] = R"sql(
SELECT 3601 AS class, p.oid, n.nspname AS schema, quote_ident(n.nspname) || '.' || quote_ident(p.prsname) AS object,
       'TEXT SEARCH PARSER ' || quote_ident(n.nspname) || '.' || quote_ident(p.prsname) AS address, NULL AS owner, NULL AS acl,
       p.prsstart::text AS start, p.prstoken::text AS gettoken, p.prsend::text AS end,
       CASE WHEN p.prsheadline <> 0 THEN p.prsheadline::text END AS headline, p.prslextype::text AS lextypes
FROM pg_ts_parser AS p JOIN pg_namespace AS n ON n.oid = p.prsnamespace
WHERE p.oid >= 16384 AND p.prsnamespace NOT IN {foreign_schemas}
)sql";

const char text_search_templates[] = R"sql(
SELECT 3764 AS class, t.oid, n.nspname AS schema, quote_ident(n.nspname) || '.' || quote_ident(t.tmplname) AS object,
       'TEXT SEARCH TEMPLATE ' || quote_ident(n.nspname) || '.' || quote_ident(t.tmplname) AS address, NULL AS owner, NULL AS acl,
       CASE WHEN t.tmplinit <> 0 THEN t.tmplinit::text END AS init, t.tmpllexize::text AS lexize
FROM pg_ts_template AS t JOIN pg_namespace AS n ON n.oid = t.tmplnamespace
WHERE t.oid >= 16384 AND t.tmplnamespace NOT IN {foreign_schemas}
)sql";

const char text_search_dictionaries[] = R"sql(
SELECT 3600 AS class, d.oid, n.nspname AS schema, quote_ident(n.nspname) || '.' || quote_ident(d.dictname) AS object,
       'TEXT SEARCH DICTIONARY ' || quote_ident(n.nspname) || '.' || quote_ident(d.dictname) AS address, d.dictowner AS owner, NULL AS acl,
       quote_ident(m.nspname) || '.' || quote_ident(t.tmplname) AS template, d.dictinitoption AS options
FROM pg_ts_dict AS d JOIN pg_namespace AS n ON n.oid = d.dictnamespace
  JOIN pg_ts_template AS t ON t.oid = d.dicttemplate JOIN pg_namespace AS m ON m.oid = t.tmplnamespace
WHERE d.oid >= 16384 AND d.dictnamespace NOT IN {foreign_schemas}
)sql";

const char text_search_configurations[] = R"sql(
SELECT 3602 AS class, c.oid, n.nspname AS schema, quote_ident(n.nspname) || '.' || quote_ident(c.cfgname) AS object,
       'TEXT SEARCH CONFIGURATION ' || quote_ident(n.nspname) || '.' || quote_ident(c.cfgname) AS address, c.cfgowner AS owner, NULL AS acl,
       quote_ident(o.nspname) || '.' || quote_ident(p.prsname) AS parser,
       (SELECT string_agg(quote_ident(m.alias) || ' ' || m.dictionaries, '; ' ORDER BY m.alias)
        FROM (SELECT t.alias, string_agg(x.mapdict::regdictionary::text, ', ' ORDER BY x.mapseqno) AS dictionaries
              FROM pg_ts_config_map AS x JOIN ts_token_type(c.cfgparser) AS t ON t.tokid = x.maptokentype
              WHERE x.mapcfg = c.oid GROUP BY t.alias) AS m) AS mappings
FROM pg_ts_config AS c JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
  JOIN pg_ts_parser AS p ON p.oid = c.cfgparser JOIN pg_namespace AS o ON o.oid = p.prsnamespace
WHERE c.oid >= 16384 AND c.cfgnamespace NOT IN {foreign_schemas}
)sql";

const char language_definitions[] = R"sql(
SELECT 2612 AS class, l.oid, NULL AS schema, quote_ident(l.lanname) AS object, 'LANGUAGE ' || quote_ident(l.lanname) AS address,
       l.lanowner AS owner, l.lanacl::text AS acl, CASE WHEN l.lanpltrusted THEN 'TRUSTED' END AS trusted,
       CASE WHEN l.lanplcallfoid <> 0 THEN l.lanplcallfoid::regproc::text END AS handler,
       CASE WHEN l.laninline <> 0 THEN l.laninline::regproc::text END AS inline,
       CASE WHEN l.lanvalidator <> 0 THEN l.lanvalidator::regproc::text END AS validator
FROM pg_language AS l
WHERE l.lanispl AND l.oid >= 16384
)sql";

const char transform_definitions[] = R"sql(
SELECT 3576 AS class, t.oid, NULL AS schema, 'FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname) AS object,
       'TRANSFORM FOR ' || format_type(t.trftype, NULL) || ' LANGUAGE ' || quote_ident(l.lanname) AS address, NULL AS owner, NULL AS acl,
       CASE WHEN t.trffromsql <> 0 THEN t.trffromsql::oid::regprocedure::text END AS from_sql,
       CASE WHEN t.trftosql <> 0 THEN t.trftosql::oid::regprocedure::text END AS to_sql
FROM pg_transform AS t JOIN pg_language AS l ON l.oid = t.trflang
WHERE t.oid >= 16384
)sql";

const char access_method_definitions[] = R"sql(
SELECT 2601 AS class, a.oid, NULL AS schema, quote_ident(a.amname) AS object, 'ACCESS METHOD ' || quote_ident(a.amname) AS address,
       NULL AS owner, NULL AS acl, CASE a.amtype WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END AS type, a.amhandler::text AS handler
FROM pg_am AS a
WHERE a.oid >= 16384
)sql";

const char foreign_data_wrappers[] = R"sql(
SELECT 2328 AS class, w.oid, NULL AS schema, quote_ident(w.fdwname) AS object, 'FOREIGN DATA WRAPPER ' || quote_ident(w.fdwname) AS address,
       w.fdwowner AS owner, w.fdwacl::text AS acl, CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::regproc::text END AS handler,
       CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::regproc::text END AS validator, o.options, o.secrets
FROM pg_foreign_data_wrapper AS w {options of w.fdwoptions}
WHERE w.oid >= 16384
)sql";

const char foreign_servers[] = R"sql(
SELECT 1417 AS class, s.oid, NULL AS schema, quote_ident(s.srvname) AS object, 'SERVER ' || quote_ident(s.srvname) AS address,
       s.srvowner AS owner, s.srvacl::text AS acl, quote_ident(w.fdwname) AS wrapper, quote_literal(s.srvtype) AS type,
       quote_literal(s.srvversion) AS version, o.options, o.secrets
FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw {options of s.srvoptions}
WHERE s.oid >= 16384
)sql";

const char user_mapping_definitions[] = R"sql(
SELECT 1418 AS class, m.umid AS oid, NULL AS schema, 'FOR ' || r.name || ' SERVER ' || quote_ident(m.srvname) AS object,
       'USER MAPPING FOR ' || r.name || ' SERVER ' || quote_ident(m.srvname) AS address, NULL AS owner, NULL AS acl, o.options, o.secrets
FROM pg_user_mappings AS m
  CROSS JOIN LATERAL (SELECT CASE WHEN m.umuser = 0 THEN 'public' ELSE quote_ident(m.usename) END) AS r(name) {options of m.umoptions}
WHERE r.name IS NOT NULL
)sql";

const char event_triggers[] = R"sql(
SELECT 3466 AS class, e.oid, NULL AS schema, quote_ident(e.evtname) AS object, 'EVENT TRIGGER ' || quote_ident(e.evtname) AS address,
       e.evtowner AS owner, NULL AS acl, e.evtevent AS event,
       (SELECT string_agg(quote_literal(t.tag), ', ' ORDER BY t.place) FROM unnest(e.evttags) WITH ORDINALITY AS t(tag, place)) AS tags,
       e.evtfoid::regproc::text AS function, NULLIF(e.evtenabled, 'O') AS enabled
FROM pg_event_trigger AS e
)sql";

const char published_generated[] = R"sql(
SELECT p.oid, p.pubgencols AS generated FROM pg_publication AS p WHERE p.pubgencols <> 'n'
)sql";

// Whether it is enabled, and what it has come to, is no definition.
const char subscriptions[] = R"sql(
SELECT 6100 AS class, s.oid, NULL AS schema, quote_ident(s.subname) AS object, 'SUBSCRIPTION ' || quote_ident(s.subname) AS address,
       s.subowner AS owner, NULL AS acl, c.masked AS connection, CASE WHEN c.masked <> c.text THEN left(encode(sha256(convert_to(c.text, 'UTF8')), 'hex'), 4) END AS secrets,
       (SELECT string_agg(quote_ident(p.name), ', ' ORDER BY p.place) FROM unnest(s.subpublications) WITH ORDINALITY AS p(name, place)) AS publications,
       COALESCE(quote_literal(s.subslotname), 'NONE') AS slot_name, {subscription_binary} AS binary, {subscription_streaming} AS streaming,
       NULLIF(s.subsynccommit, 'off') AS synchronous_commit, {subscription_two_phase} AS two_phase,
       {subscription_disable_on_error} AS disable_on_error, {subscription_password_required} AS password_required,
       {subscription_run_as_owner} AS run_as_owner, {subscription_origin} AS origin, {subscription_failover} AS failover
FROM pg_subscription AS s
  CROSS JOIN LATERAL (SELECT {subscription_connection}) AS i(text)
  CROSS JOIN LATERAL (SELECT i.text, regexp_replace(regexp_replace(regexp_replace(i.text,
    '((?:password|passphrase|secret|token)\s*=\s*)(?:''(?:[^''\\]|\\.)*''|(?:[^\s''&\\]|\\.)+)', '\1********', 'gi'),
    '(://[^:@/\s]*:)[^@/\s]*@', '\1********@', 'g'),
    '([?&](?:ssl)?password=)[^&\s]*', '\1********', 'gi')) AS c(text, masked)
WHERE s.subdbid = (SELECT d.oid FROM pg_database AS d WHERE d.datname = current_database())
)sql";

const char security_labels[] = R"sql(
SELECT l.classoid AS class, l.objoid AS object, l.objsubid AS part, l.provider, l.label AS text
FROM pg_seclabel AS l
WHERE l.objoid >= 16384 OR (l.classoid = 2615 AND l.objoid = 2200)
)sql";

// What was granted on members of extensions beyond what their scripts grant.
const char member_rights[] = R"sql(
SELECT e.refobjid AS extension, x.name AS on, x.letter, x.owner, x.acl::text AS acl, i.initprivs::text AS initial
FROM (SELECT 1259 AS class, c.oid, CASE c.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE 'TABLE ' END || c.oid::regclass AS name,
             CASE c.relkind WHEN 'S' THEN 'S' ELSE 'r' END AS letter, c.relowner AS owner, c.relacl AS acl
      FROM pg_class AS c WHERE c.relacl IS NOT NULL AND c.oid >= 16384 AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
      UNION ALL
      SELECT 1255, p.oid, CASE p.prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || p.oid::regprocedure, 'f', p.proowner, p.proacl
      FROM pg_proc AS p WHERE p.proacl IS NOT NULL AND p.oid >= 16384
      UNION ALL
      SELECT 1247, t.oid, 'TYPE ' || format_type(t.oid, NULL), 'T', t.typowner, t.typacl
      FROM pg_type AS t WHERE t.typacl IS NOT NULL AND t.oid >= 16384
      UNION ALL
      SELECT 2615, n.oid, 'SCHEMA ' || quote_ident(n.nspname), 'n', n.nspowner, n.nspacl
      FROM pg_namespace AS n WHERE n.nspacl IS NOT NULL AND n.oid >= 16384) AS x
  JOIN pg_depend AS e ON e.classid = x.class AND e.objid = x.oid AND e.deptype = 'e'
  LEFT JOIN pg_init_privs AS i ON i.classoid = x.class AND i.objoid = x.oid AND i.objsubid = 0
WHERE x.acl IS DISTINCT FROM i.initprivs
)sql";

// Options in the order of their names, as name 'value'; the digest has the name as salt, and is cut so short that it confirms no guess.
const char masked_options[] = R"sql(CROSS JOIN LATERAL (
  SELECT string_agg(quote_ident(p.name) || ' ' || quote_literal(CASE WHEN p.secret THEN '********' ELSE p.value END), ', ' ORDER BY p.name),
         string_agg(quote_ident(p.name) || ' ' || left(encode(sha256(convert_to(p.name || p.value, 'UTF8')), 'hex'), 4), ', ' ORDER BY p.name)
           FILTER (WHERE p.secret)
  FROM (SELECT t.option_name AS name, COALESCE(t.option_value, '') AS value,
               t.option_name ~* '(passw(or)?d|passphrase|passcode|secret|credential|token|(api|private|access|encryption)[_-]?key|pwd$|(^|_)pass$|(^|_)pw$|(^|_)keys?$|(^|_)auth$)'
               AND t.option_name !~* '(file|path|dir|required|url|uri|endpoint|_id|_type|name|method|timeout|version)$' AS secret
        FROM pg_options_to_table({list}) AS t) AS p) AS o(options, secrets))sql";

}  // namespace copilot::catalog::texts
