// The floor under POST /v2/plan: parses the same JSON and inserts the same rows into one bare table, durably, nothing
// else. Usage: plan_limit <body.json> <folder> <runs>; prints milliseconds, one run a line.
#include <fmt/format.h>
#include <simdjson.h>

#include <fstream>
#include <iostream>
#include <iterator>

#include "store/sqlite/sqlite.h"

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    std::ifstream file(argv[1]);
    std::string body((std::istreambuf_iterator<char>(file)), {});
    tiller::store::Tx db(std::string(argv[2]) + "/limit.db", false);
    db.script(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE numbers(task INTEGER, row INTEGER, callee TEXT, fields TEXT, PRIMARY KEY(task, row)) WITHOUT "
        "ROWID;"
        "CREATE UNIQUE INDEX by_callee ON numbers(task, callee);");
    simdjson::dom::parser parser;
    for (int task = 0; task < std::atoi(argv[3]); ++task) {
        auto start = std::chrono::steady_clock::now();
        simdjson::dom::array rows = parser.parse(body)["Details"];
        db.run("BEGIN IMMEDIATE");
        int row = 0;
        for (auto element : rows) {
            std::string_view callee = element["Mobile"];
            db.run("INSERT INTO numbers VALUES(?,?,?,?)", task, ++row, callee, simdjson::to_string(element));
        }
        db.run("COMMIT");
        auto ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
        std::cout << fmt::format("{:.2f}\n", ms);
    }
}
