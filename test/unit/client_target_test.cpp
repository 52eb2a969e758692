// Which server is asked about, and what is said when copilot is not there.
// Words: see client/target.hpp and client/diagnosis.hpp.
// No server.
#include <doctest/doctest.h>

#include "client/diagnosis.hpp"
#include "client/problem.hpp"
#include "client/target.hpp"

using namespace copilot::client;

namespace {

Wanted wanted(std::optional<std::string> dbname, std::optional<std::string> hub = std::nullopt) {
  Wanted made;
  made.dbname = std::move(dbname);
  made.hub = std::move(hub);
  return made;
}

}  // namespace

TEST_CASE("without a hub the options are the connection") {
  Wanted all{"shop", "db1", "5433", "me", "prod", std::nullopt};
  Target made = target(all);
  CHECK(made.dbname == "shop");
  CHECK(made.host == "db1");
  CHECK(made.server == "prod");
  CHECK(!made.through_hub);
}

TEST_CASE("with a hub -d is the server it is asked about") {
  CHECK(target(wanted("orders", "host=hub")).server == "orders");
  CHECK(target(wanted("orders", "host=hub")).dbname == "host=hub");
  CHECK(target(wanted("host=a dbname=b", "host=hub")).server == "dbname='b' host='a'");
  CHECK(target(wanted("postgresql://u@a:5433/b", "host=hub")).server ==
        "user='u' dbname='b' host='a' port='5433'");
  CHECK(target(wanted(std::nullopt, "host=hub")).server == std::nullopt);
  Wanted more = wanted("b", "host=hub");
  more.host = "it's";
  CHECK(target(more).server == "host='it\\'s' dbname='b'");
  Wanted named = wanted(std::nullopt, "host=hub");
  named.server = "orders";
  CHECK(target(named).server == "orders");
}

TEST_CASE("a contradiction is not resolved by guessing") {
  Wanted both = wanted("a", "host=hub");
  both.server = "b";
  CHECK_THROWS_AS(target(both), Problem);
  CHECK_THROWS_AS(target(wanted("host=a nonsense", "host=hub")), Problem);
}

TEST_CASE("a label tells targets apart and holds no secret") {
  Target made;
  CHECK(made.server_label() == "");
  made.server = "orders";
  CHECK(made.server_label() == "orders");
  made.server = "host=a dbname=b password=geheim sslpassword=geheim";
  CHECK(made.server_label().find("geheim") == std::string::npos);
  CHECK(made.server_label().find("'a'") != std::string::npos);
  made.server = "postgresql://u:geheim@a/b";
  CHECK(made.server_label().find("geheim") == std::string::npos);
}

TEST_CASE("what is missing decides what is advised") {
  Presence presence;
  presence.database = "shop";
  presence.role = "\"A b\"";
  presence.version = "0.1";
  presence.function = "copilot.health(text)";
  CHECK(diagnose(presence, "health")->message == "this server has no copilot");
  CHECK(diagnose(presence, "health")->hint.find("PGCOPILOT_HUB") != std::string::npos);
  presence.available = true;
  CHECK(diagnose(presence, "health")->hint.find("CREATE EXTENSION copilot;") != std::string::npos);
  presence.installed = true;
  CHECK(diagnose(presence, "health")->hint.find("GRANT USAGE ON SCHEMA copilot TO \"A b\";") !=
        std::string::npos);
  presence.schema_usage = true;
  CHECK(diagnose(presence, "health")->hint.find("ALTER EXTENSION copilot UPDATE") !=
        std::string::npos);
  presence.function_exists = true;
  CHECK(diagnose(presence, "health")
            ->hint.find("GRANT EXECUTE ON FUNCTION copilot.health(text) TO \"A b\";") !=
        std::string::npos);
  presence.operator_execute = true;
  CHECK(diagnose(presence, "suppress")->hint ==
        "As a superuser, run: GRANT copilot_operator TO \"A b\";");
  presence.function_execute = true;
  CHECK(!diagnose(presence, "health"));
}
