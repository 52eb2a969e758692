// Facts of one database: hashes of what its relations, indexes, functions and the rest are defined as.
// Words: as in reconcile.hpp; a value is a hash, a kind and the objects it belongs to, by whose changes it is explained.
// The query takes no lock, and reads catalogs as they are: what the server would have to deparse costs too much.
#include "pg/history/reconcile.hpp"

namespace copilot::pg {

namespace {

// Objects of extensions, of the server and of temporary schemas are left out; an index counts once it is valid.
constexpr const char* definitions_sql = R"sql(
WITH schema AS (
  SELECT oid, quote_ident(nspname) AS name FROM pg_namespace
  WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema'
), member AS (
  SELECT classid, objid FROM pg_depend WHERE deptype = 'e'
), ancestor AS (
  SELECT i.inhrelid AS relation, string_agg(DISTINCT n.name || '.' || quote_ident(p.relname), ' | ') AS names
  FROM pg_inherits AS i CROSS JOIN LATERAL (SELECT i.inhparent UNION SELECT relid FROM pg_partition_ancestors(i.inhrelid)) AS up(oid)
    JOIN pg_class AS p ON p.oid = up.oid JOIN schema AS n ON n.oid = p.relnamespace
  GROUP BY 1
), relation AS (
  SELECT c.*, n.name || '.' || quote_ident(relname) AS name, ancestor.names AS ancestors
  FROM pg_class AS c JOIN schema AS n ON n.oid = relnamespace LEFT JOIN ancestor ON ancestor.relation = c.oid
  WHERE relpersistence <> 't' AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_class'::regclass AND objid = c.oid)
    AND NOT (relkind = 'c' AND EXISTS (SELECT FROM member WHERE classid = 'pg_type'::regclass AND objid = c.reltype))
), attributes AS (
  SELECT attrelid, string_agg(concat_ws(',', attname, atttypid, atttypmod, attnotnull, attidentity, attgenerated, attstattarget,
           attstorage, attcollation, attoptions, attacl, d.adbin), ';' ORDER BY attnum) AS text
  FROM pg_attribute LEFT JOIN pg_attrdef AS d ON adrelid = attrelid AND adnum = attnum
  WHERE attrelid IN (SELECT oid FROM relation WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'c')) AND attnum > 0 AND NOT attisdropped
  GROUP BY attrelid
), owner AS (
  SELECT d.objid, r.name FROM pg_depend AS d JOIN relation AS r ON r.oid = d.refobjid
  WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND r.relkind IN ('r', 'p', 'f')
)
SELECT 'schema' AS kind, name AS object, NULL AS other,
       md5(concat_ws('|', nspowner, nspacl)) AS value
FROM schema JOIN pg_namespace AS n USING (oid)
WHERE NOT EXISTS (SELECT FROM member WHERE classid = 'pg_namespace'::regclass AND objid = oid)
UNION ALL
SELECT CASE relkind WHEN 'r' THEN 'table' WHEN 'p' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view'
         WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' ELSE 'type' END, r.name,
       concat_ws(' | ', r.ancestors, (SELECT string_agg(DISTINCT o.name, ' | ') FROM owner AS o WHERE o.objid = r.oid AND relkind = 'S')),
       md5(concat_ws('|', relkind, relowner, relpersistence, array_to_string(reloptions, ','), relrowsecurity, relforcerowsecurity,
         relreplident, reltablespace, relacl::text, a.text,
         (SELECT string_agg(w.ev_action, ';' ORDER BY w.rulename) FROM pg_rewrite AS w WHERE w.ev_class = r.oid)))
FROM relation AS r LEFT JOIN attributes AS a ON a.attrelid = r.oid WHERE relkind IN ('r', 'p', 'v', 'm', 'S', 'f', 'c')
UNION ALL
SELECT 'index', r.name, concat_ws(' | ', t.name, t.ancestors),
       md5(concat_ws('|', indkey, indclass, indcollation, indoption, indexprs, indpred, indisunique, indisprimary,
         array_to_string(r.reloptions, ','), r.reltablespace))
FROM pg_index AS i JOIN relation AS r ON r.oid = indexrelid JOIN relation AS t ON t.oid = indrelid WHERE indisvalid
UNION ALL
SELECT 'constraint', quote_ident(conname) || ' on ' || r.name, concat_ws(' | ', r.name, r.ancestors),
       md5(concat_ws('|', contype, conkey, confrelid, confkey, confupdtype, confdeltype, condeferrable, condeferred, convalidated, conbin))
FROM pg_constraint AS c JOIN relation AS r ON r.oid = conrelid
WHERE contype <> 't' AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_constraint'::regclass AND objid = c.oid)
UNION ALL
SELECT 'trigger', quote_ident(tgname) || ' on ' || r.name, concat_ws(' | ', r.name, r.ancestors),
       md5(concat_ws('|', tgtype, tgenabled, tgfoid, tgattr, encode(tgargs, 'hex'), tgqual))
FROM pg_trigger JOIN relation AS r ON r.oid = tgrelid WHERE NOT tgisinternal
UNION ALL
SELECT 'policy', quote_ident(polname) || ' on ' || r.name, r.name, md5(concat_ws('|', polcmd, polpermissive, polroles, polqual, polwithcheck))
FROM pg_policy JOIN relation AS r ON r.oid = polrelid
UNION ALL
SELECT 'function', n.name || '.' || quote_ident(proname) || '(' || coalesce((SELECT string_agg(format_type(t.oid, NULL), ',' ORDER BY at)
         FROM unnest(proargtypes) WITH ORDINALITY AS t(oid, at)), '') || ')', NULL,
       md5(concat_ws('|', proowner, prolang, prosrc, probin, array_to_string(proconfig, ','), provolatile, proparallel, proisstrict,
         prosecdef, proleakproof, procost, prorows, prorettype, proargmodes, proargnames, proargdefaults, prosqlbody, proacl::text))
FROM pg_proc AS p JOIN schema AS n ON n.oid = pronamespace
WHERE NOT EXISTS (SELECT FROM member WHERE classid = 'pg_proc'::regclass AND objid = p.oid)
UNION ALL
SELECT 'type', n.name || '.' || quote_ident(typname), NULL,
       md5(concat_ws('|', typowner, typtype, typbasetype, typtypmod, typnotnull, typdefault, typacl::text,
         (SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = t.oid),
         (SELECT string_agg(concat_ws(' ', conname, conbin), ',' ORDER BY conname) FROM pg_constraint WHERE contypid = t.oid)))
FROM pg_type AS t JOIN schema AS n ON n.oid = typnamespace
WHERE typtype IN ('d', 'e', 'r', 'b') AND typelem = 0 AND NOT EXISTS (SELECT FROM member WHERE classid = 'pg_type'::regclass AND objid = t.oid)
UNION ALL
SELECT 'extension', quote_ident(extname), NULL, extversion FROM pg_extension
)sql";

// A database with more found at once than this gets one line for all.
constexpr std::size_t told_apart = 100;

struct Value {
  std::string hash;
  std::string kind;
  std::string others;
};

Value parsed(const std::string& text) {
  const std::size_t kind = text.find('\t');
  const std::size_t others = text.find('\t', kind + 1);
  return {text.substr(0, kind), text.substr(kind + 1, others - kind - 1), text.substr(others + 1)};
}

bool explained(const Told& told, const std::string& database, const std::string& object,
               const std::string& others) {
  if (told.explains(database, object)) return true;
  for (std::size_t at = 0; at < others.size();) {
    const std::size_t end = std::min(others.find(" | ", at), others.size());
    if (told.explains(database, others.substr(at, end - at))) return true;
    at = end + 3;
  }
  return false;
}

std::string upper(std::string text) {
  for (char& c : text)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return text;
}

}  // namespace

void look_at_definitions(Reconciliation& all, base::Db& db, const std::string& database) {
  const base::Rows rows = db.query({definitions_sql, {}});
  FactList now;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = rows[i];
    const std::string kind = row.text("kind");
    // A composite type and a function may have the same name.
    now[kind + ' ' + row.text("object")] =
        row.text("value") + '\t' + kind + '\t' + row.text("other");
  }
  std::vector<Difference> found;
  for (Difference& each : all.facts().update("definition", database, now)) {
    const Value value = parsed(each.after ? *each.after : *each.before);
    each.object.erase(0, value.kind.size() + 1);
    const bool same = each.before && each.after && parsed(*each.before).hash == value.hash;
    if (same || explained(all.told(), database, each.object, value.others)) continue;
    found.push_back(std::move(each));
  }
  if (found.size() > told_apart) {
    if (all.find("ddl", database, "many changes", std::nullopt, std::nullopt, database))
      all.last_found().pieces = static_cast<int>(found.size());
    return;
  }
  for (const Difference& each : found) {
    const Value value = parsed(each.after ? *each.after : *each.before);
    const bool extension = value.kind == "extension";
    const auto version = [&](const std::optional<std::string>& text) {
      return extension && text ? std::optional(parsed(*text).hash) : std::nullopt;
    };
    const char* verb = !each.before ? "CREATE " : !each.after ? "DROP " : "ALTER ";
    all.find(extension ? "extension" : "ddl", each.object, verb + upper(value.kind),
             version(each.before), version(each.after), database);
  }
}

}  // namespace copilot::pg
