// Masking: what must be hidden, what must stay, and that any bytes are survived.
// Words: in a case every byte of S3 belongs to a secret, and nothing else may change.
// No server here.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <iterator>
#include <string>
#include <vector>

#include "base/mask.hpp"
#include "base/redact.hpp"

using copilot::base::mask_conninfo;
using copilot::base::mask_secrets;
using copilot::base::redact_constants;

// The text with each S3 replaced as masking must do it.
static std::string hidden(std::string text) {
  for (std::size_t at = 0; (at = text.find("S3", at)) != std::string::npos;)
    text.replace(at, 2, "********");
  return text;
}

static void check_masked(const char* sql) {
  CAPTURE(sql);
  const std::string masked = mask_secrets(sql);
  CHECK(masked == hidden(sql));
  CHECK(mask_secrets(masked) == masked);
}

// Wherever the server cuts the text off, nothing of the secret is left.
static void check_cut(std::string sql) {
  for (std::size_t at = 0; (at = sql.find("S3", at)) != std::string::npos;)
    sql.replace(at, 2, "Zq7wXk9Zq7wXk9");
  for (std::size_t length = 0; length <= sql.size(); ++length) {
    const std::string masked = mask_secrets(std::string_view(sql).substr(0, length));
    CHECK_MESSAGE(masked.find("Zq7w") == std::string::npos, masked);
  }
}

TEST_CASE("passwords of roles") {
  for (const char* sql : {
           "CREATE ROLE a PASSWORD 'S3'",
           "create user a with encrypted password 'S3' valid until '2030-01-01'",
           "ALTER GROUP a PASSWORD E'S3' LOGIN",
           "ALTER ROLE a PASSWORD $$S3$$; ALTER ROLE b PASSWORD $x$S3$x$",
           "ALTER ROLE a PASSWORD U&'S3'",
           "ALTER ROLE a /* c */ PASSWORD -- c\n 'S3' NOLOGIN",
           "ALTER ROLE a PASSWORD \"S3\"",
           "ALTER ROLE a PASSWORD S3 VALID UNTIL '2030-01-01'",
           "ALTER ROLE a PASSWORD 'S3",
           "ALTER ROLE a PASSWORD $$S3",
           "CREATE USER a IDENTIFIED BY 'S3'",
           "SET PASSWORD FOR a = PASSWORD('S3')",
       })
    check_masked(sql), check_cut(sql);
  CHECK(mask_secrets("ALTER ROLE a PASSWORD 'it''s' ; SELECT 'it''s'") ==
        "ALTER ROLE a PASSWORD '********' ; SELECT 'it''s'");
  CHECK(mask_secrets("ALTER ROLE a PASSWORD 'a'\n'b' LOGIN") ==
        "ALTER ROLE a PASSWORD '********' LOGIN");
  CHECK(mask_secrets("ALTER ROLE a PASSWORD E'x\\'y' LOGIN") ==
        "ALTER ROLE a PASSWORD E'********' LOGIN");
}

TEST_CASE("options of servers, mappings and foreign tables") {
  for (const char* sql : {
           "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'a', password 'S3')",
           "ALTER USER MAPPING FOR a SERVER s OPTIONS (SET password 'S3', ADD \"sslpassword\" "
           "'S3')",
           "CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'h', api_key 'S3', key 'S3', "
           "secret 'S3', access_token 'S3', password_required 'false', sslkey_file '/x')",
           "CREATE FOREIGN TABLE t (a int) SERVER s OPTIONS (table_name 't', passphrase 'S3')",
           "CREATE USER MAPPING FOR a SERVER s OPTIONS (user 'a', password 'S3",
       })
    check_masked(sql), check_cut(sql);
}

TEST_CASE("conninfo and URIs, wherever they stand") {
  for (const char* sql : {
           "CREATE SUBSCRIPTION s CONNECTION 'host=x password=S3 dbname=y' PUBLICATION p",
           "ALTER SUBSCRIPTION s CONNECTION 'host=x password=''S3'' dbname=y'",
           "ALTER SUBSCRIPTION s CONNECTION E'host=x\\tpassword = \\'S3\\' dbname=y'",
           "CREATE SUBSCRIPTION s CONNECTION 'host=x password=S3",
           "CREATE SUBSCRIPTION s CONNECTION 'postgres://a:S3@h:5432/d?sslpassword=S3&x=y'",
           "CREATE SUBSCRIPTION s CONNECTION 'postgres://a:S3",
           "SELECT dblink_connect('c', 'postgresql://a:S3@h1,h2/d'), dblink('password=S3', 'q')",
           "SELECT dblink('host=h password=S3 user=u', 'SELECT 1', 'x')",
           "SELECT 1 -- postgres://a:S3@h\n, 'x' /* password=S3 */",
           "psql postgres://a:S3@h/d -c 'select 1'",
           "COPY t FROM PROGRAM 'PGPASSWORD=S3 psql -c \"select 1\"'",
           "COPY t FROM PROGRAM 'tool --password=S3 --user=x'",
           "COPY t FROM PROGRAM 'curl -s -u bob:S3 https://h/x'",
           "COPY t FROM PROGRAM 'sshpass -p S3 ssh h | tool --user x --password S3 -p 5432'",
           "SELECT http_get('https://h/x?access_token=S3&y=1')",
       })
    check_masked(sql), check_cut(sql);
}

TEST_CASE("code in strings") {
  for (const char* sql : {
           "DO $$ BEGIN PERFORM set_config('my.key', 'S3', false); END $$",
           "DO $$ BEGIN EXECUTE 'ALTER ROLE a PASSWORD ''S3'' LOGIN'; END $$",
           "DO $$ BEGIN EXECUTE $q$ALTER ROLE a PASSWORD 'S3'$q$; END $$",
           "DO $$ BEGIN EXECUTE 'ALTER ROLE a PASSWORD ' || quote_literal('S3'); x := 'y'; END $$",
           "DO 'BEGIN EXECUTE ''ALTER ROLE a PASSWORD ''''S3'''' LOGIN''; END'",
           "SELECT format('ALTER ROLE a PASSWORD %L', 'S3'), 'x'",
           "SELECT format('host=h password=%s', 'S3'), concat('host=h password=', 'S3'), 'x'",
           "SELECT 'host=h password=' || 'S3', 'x'",
           "SELECT dblink_exec('c', 'ALTER ROLE a PASSWORD ''S3''')",
           "CREATE FUNCTION f() RETURNS void LANGUAGE plpython3u AS "
           "$$ connect(host='h', password=\"S3\"); d = {'password': 'S3', \"token\": \"S3\"} $$",
           "DO $$ begin perform set_config('my.key', 'S3",
           "DO $$ begin execute 'ALTER ROLE a PASSWORD ''S3",
       })
    check_masked(sql), check_cut(sql);
}

TEST_CASE("settings") {
  for (const char* sql : {
           "SET my.api_key = 'S3'; SET search_path = 'a', 'b'",
           "SET LOCAL my.key TO S3; SET SESSION my.token = \"S3\"",
           "SET my.key TO DEFAULT; SET my.key = 'S3",
           "ALTER SYSTEM SET \"my.key\" = 'S3'; ALTER SYSTEM SET work_mem = '64MB'",
           "ALTER ROLE a IN DATABASE d SET my.secret TO 'S3'",
           "ALTER DATABASE d SET my.secret = S3",
           "SELECT set_config('my.api_key', 'S3', true), set_config('work_mem', '64MB', true)",
           "ALTER SYSTEM SET primary_conninfo = 'host=h password=S3'",
       })
    check_masked(sql), check_cut(sql);
}

TEST_CASE("columns and arguments that announce a secret") {
  for (const char* sql : {
           "SELECT password FROM users WHERE password = 'S3' AND name = 'bob'",
           "SELECT * FROM t WHERE u.api_key IN ('S3', 'S3') AND kind IN ('a', 'b')",
           "SELECT * FROM t WHERE a = 'b' OR password IS NOT DISTINCT FROM 'S3'",
           "SELECT * FROM t WHERE password NOT LIKE 'S3' AND lower(password)::text <> 'S3'",
           "SELECT * FROM t WHERE password = ANY (ARRAY['S3', 'S3']) AND a = 'b'",
           "UPDATE users SET password = 'S3', name = 'bob' WHERE id = 'x'",
           "UPDATE users SET password = crypt('S3', gen_salt('S3')), name = 'bob'",
           "INSERT INTO users (name, password, age) VALUES ('a', 'S3', '1'), ('b', md5('S3'), '2')",
           "INSERT INTO users (name, password) SELECT 'a', 'S3' FROM t WHERE a = 'b'",
           "SELECT login(name => 'a', password => 'S3'), login(api_key := 'S3', b := 'c')",
           "SELECT jsonb_build_object('a', 'b', 'password', 'S3', 'c', 'd')",
           "SELECT '{\"user\": \"a\", \"client_secret\": \"S3\"}'::jsonb ->> 'password' = 'S3'",
           "SELECT pgp_sym_encrypt('S3', 'S3'), set_password('S3', 'S3')",
           "UPDATE t SET password = 'S3",
       })
    check_masked(sql), check_cut(sql);
}

TEST_CASE("a name may come after its secret, unless it is cut off") {
  check_masked("SELECT * FROM t WHERE 'S3' = u.password AND 'a' = b");
}

TEST_CASE("what the server reads on behind a backslash") {
  // Without standard_conforming_strings the string ends behind the second quote.
  CHECK(mask_secrets("UPDATE t SET note = 'it\\'s', password = 'hunter2'").find("hunter2") ==
        std::string::npos);
  CHECK(mask_secrets("ALTER ROLE a PASSWORD 'hun\\'ter2'").find("ter2") == std::string::npos);
}

TEST_CASE("keys are known by their form") {
  const std::string hex(32, 'a');
  for (const std::string& key :
       {std::string("AKIA") + std::string(16, 'Z'), "sk-" + hex + "1", "ghp_" + hex + "1",
        "xoxb-1234567890-" + hex, "SCRAM-SHA-256$4096:" + hex + "$" + hex + "=:" + hex + "=",
        "md5" + hex, "eyJ" + hex + ".eyJ" + hex + "." + hex, "$2b$12$" + hex + hex,
        "-----BEGIN RSA PRIVATE KEY-----\n" + hex + "\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n" + hex}) {
    CAPTURE(key);
    CHECK(mask_secrets("SELECT '" + key + "', 'x'") == "SELECT '********', 'x'");
    CHECK(mask_secrets("SELECT '" + key) == "SELECT '********");
  }
  CHECK(mask_secrets("SELECT 'Authorization: Bearer " + hex + "1'") ==
        "SELECT 'Authorization: Bearer ********'");
}

TEST_CASE("what is no secret stays byte for byte") {
  for (const char* sql : {
           "SELECT password, api_key AS \"Password\" FROM users",
           "SELECT * FROM t WHERE key = 'abc' AND primary_key = 'x' AND token_type = 'bearer'",
           "UPDATE t SET key = 'abc', value = 'def'",
           "INSERT INTO settings (key, value) VALUES ('a', 'b') ON CONFLICT (key) DO NOTHING",
           "SET password_encryption = 'scram-sha-256'; SET ssl_key_file = '/x'",
           "ALTER ROLE a PASSWORD NULL; ALTER ROLE a VALID UNTIL '2030-01-01'; SELECT 'x'",
           "CREATE TABLE user_tokens (kind text DEFAULT 'x', password text, CHECK (kind > 'a'))",
           "SELECT * FROM a JOIN b ON a.password = b.password AND a.kind = 'x'",
           "SELECT * FROM t WHERE password = $1 AND kind = 'x' AND max_tokens = 5000",
           "EXECUTE 'SELECT 1 FROM t WHERE password = $1' USING x",
           "SELECT 1 FROM information_schema.columns WHERE column_name LIKE '%password%'",
           "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%password=%' AND state = 'active'",
           "COMMENT ON COLUMN u.password IS 'hash of the password'; GRANT SELECT (password) ON u "
           "TO a",
           "SELECT 'don''t forget the password', 'the token is here', 'password'",
           "SELECT 'http://h:8080/p@th', 'a:b@c', 'postgres://h:5432/d', 'x=y'",
           "SELECT 'sk-learn-is-a-nice-library', 'md5sum', 'eyJust a word', 'AKIA', 'task-12345'",
           "SELECT is_secret = 'yes', password_changed_at > '2020-01-01', password = ''",
           "CREATE FUNCTION f(p text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN "
           "RETURN EXISTS (SELECT FROM users u WHERE u.password = p AND u.kind = 'x'); END $$",
           "",
           "'",
       }) {
    CAPTURE(sql);
    CHECK(mask_secrets(sql) == sql);
  }
}

TEST_CASE("values of settings") {
  CHECK(mask_conninfo("host=h password=x\\ y user=u") == "host=h password=******** user=u");
  CHECK(mask_conninfo("host=h password = 'x y' user=u") == "host=h password = '********' user=u");
  CHECK(mask_conninfo("postgresql://u:p%40@h1,h2/d?password=x&a=b") ==
        "postgresql://u:********@h1,h2/d?password=********&a=b");
  CHECK(mask_conninfo("postgres://u:p/w@h/d") == "postgres://u:********@h/d");
  CHECK(mask_conninfo("aws --secret-key=x cp %p s3://b/%f") ==
        "aws --secret-key=******** cp %p s3://b/%f");
  CHECK(mask_conninfo("host=h user=u passfile=/home/u/.pgpass") ==
        "host=h user=u passfile=/home/u/.pgpass");
}

TEST_CASE("redaction leaves no constant") {
  CHECK(redact_constants("SELECT  'a', 1.5e3,\n $1 -- c\n FROM \"T\" /* d */ WHERE x=-1") ==
        "SELECT ?, ?, $1 FROM \"T\" WHERE x=-?");
  CHECK(redact_constants("DO $$ x $$") == "DO ?");
  CHECK(redact_constants("SET my.key = abc") == "SET my.key = ********");
  CHECK(redact_constants("SELECT 'a") == "SELECT ?");
  CHECK(redact_constants("SELECT 'it\\'s secret', x") == "SELECT ?");
  CHECK(redact_constants("SELECT \"a b") == "SELECT ?");
  CHECK(redact_constants("  -- c\n") == "");
}

TEST_CASE("any bytes are survived") {
  std::uint64_t state = 88172645463325252u;
  auto below = [&state](std::uint64_t limit) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state % limit;
  };
  static constexpr const char* pieces[] = {"password",
                                           "PASSWORD",
                                           "'",
                                           "'",
                                           "''",
                                           "\"",
                                           "$$",
                                           "$a$",
                                           "=",
                                           " = ",
                                           " ",
                                           ":",
                                           "://",
                                           "@",
                                           "(",
                                           ")",
                                           ",",
                                           "[",
                                           "]",
                                           "||",
                                           "ALTER ROLE a ",
                                           "SET ",
                                           "my.key",
                                           "set_config(",
                                           "format(",
                                           "INSERT INTO t (",
                                           "VALUES (",
                                           "SELECT ",
                                           "OPTIONS (",
                                           "%L",
                                           "%s",
                                           "x",
                                           "E'",
                                           "\\",
                                           "\\'",
                                           "--",
                                           "/*",
                                           "*/",
                                           "\n",
                                           "sk-",
                                           "eyJ",
                                           "AKIA",
                                           "md5",
                                           "-----BEGIN ",
                                           "PRIVATE KEY",
                                           ";",
                                           "u:",
                                           "token",
                                           "{",
                                           "}",
                                           "->>",
                                           "=>",
                                           ":=",
                                           "1",
                                           "99999",
                                           "$1",
                                           "\xff",
                                           "é",
                                           "Bearer ",
                                           "to "};
  int changed = 0;
  for (int i = 0; i < 40000; ++i) {
    std::string text;
    for (std::uint64_t n = below(25); n > 0; --n) text += pieces[below(std::size(pieces))];
    const std::string masked = mask_secrets(text);
    changed += masked != text;
    CHECK_MESSAGE(redact_constants(text).size() <= masked.size() + 1, text);
    mask_conninfo(text);
  }
  CHECK(changed > 1000);
}

TEST_CASE("time is linear in the worst texts") {
  for (std::string_view piece :
       {"(",           "$",          "$a$",          "password=",
        "password = ", "password='", "'password=",   "://",
        "a://b:",      "a://b:c@",   "'sk-",         "sk-",
        "'eyJ",        "eyJ-",       "'-----BEGIN ", "-----BEGIN PRIVATE KEY",
        "$1$",         "SG.",        "\"a\":",       "insert into t (password,",
        "''password",  "E'\\'key",   "--key\n",      "[password",
        "'a\\' ",      "bearer a"}) {
    for (const char* prefix : {"", "'", "$q$"}) {
      auto seconds = [&](std::size_t size) {
        std::string text = prefix;
        while (text.size() < size) text += piece;
        double best = 1e9;
        for (int round = 0; round < 3; ++round) {
          const std::clock_t start = std::clock();
          mask_secrets(text);
          best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
        }
        return best;
      };
      // 16 times the text; quadratic work would take 256 times as long.
      const double small = seconds(1 << 14);
      CHECK_MESSAGE(seconds(1 << 18) < 160 * small + 0.02, prefix, piece);
    }
  }
}
