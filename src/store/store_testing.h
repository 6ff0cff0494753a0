#pragma once
// For tests of the rooms above: looks at tables and disturbs them by their names, so that a test needs no SQL.
#include <fmt/format.h>

#include <cstddef>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

struct NotNull {};

/// A value of a column; nullptr is NULL, and NotNull, in a condition, is any value.
struct Cell {
    Cell(std::nullptr_t) : value(nullptr) {}
    Cell(NotNull any) : value(any) {}
    Cell(std::integral auto number) : value(static_cast<int64_t>(number)) {}
    Cell(const char* text) : value(std::string(text)) {}
    Cell(std::string text) : value(std::move(text)) {}

    std::variant<std::nullptr_t, NotNull, int64_t, std::string> value;
};

/// Columns and their values: what rows must have, or what they get.
using Cells = std::vector<std::pair<std::string, Cell>>;

namespace testing_detail {

inline std::string to_sql(const Cell& cell) {
    if (auto* number = std::get_if<int64_t>(&cell.value)) return std::to_string(*number);
    auto* text = std::get_if<std::string>(&cell.value);
    if (!text) return "NULL";
    std::string out = "'";
    for (char c : *text) out.append(c == '\'' ? 2 : 1, c);
    return out + "'";
}

inline std::string where(const Cells& cells) {
    std::string out = " WHERE 1";
    for (auto& [column, cell] : cells) {
        bool is_any = std::holds_alternative<NotNull>(cell.value);
        out += fmt::format(" AND {} {} {}", column, is_any ? "IS NOT" : "IS", to_sql(cell));
    }
    return out;
}

}  // namespace testing_detail

inline int64_t count_rows(Db& db, std::string_view table, const Cells& with = {}) {
    return db.number(fmt::format("SELECT count(*) FROM {}{}", table, testing_detail::where(with)));
}

inline int64_t sum_of(Db& db, std::string_view table, std::string_view column, const Cells& with = {}) {
    return db.number(fmt::format("SELECT sum({}) FROM {}{}", column, table, testing_detail::where(with)));
}

/// The column's values as text, in its order, or in that of other columns.
inline std::vector<std::string> texts_of(Db& db, std::string_view table, std::string_view column,
                                         const Cells& with = {}, std::string_view by = {}) {
    std::vector<std::string> out;
    db.query(fmt::format("SELECT {} FROM {}{} ORDER BY {}", column, table, testing_detail::where(with),
                         by.empty() ? column : by),
             [&](Row& r) { out.push_back(r.string(0)); });
    return out;
}

/// All places where `text` stands, as "table.column".
inline std::vector<std::string> places_of(Db& db, std::string_view text) {
    std::vector<std::pair<std::string, std::string>> columns;
    db.query("SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type='table'",
             [&](Row& r) { columns.emplace_back(r.string(0), r.string(1)); });
    std::vector<std::string> out;
    for (auto& [table, column] : columns) {
        auto sql = fmt::format(R"(SELECT count(*) FROM "{}" WHERE instr(CAST("{}" AS TEXT), ?)>0)", table, column);
        if (db.number(sql, text) > 0) out.push_back(table + "." + column);
    }
    return out;
}

inline void insert_row(Tx& tx, std::string_view table, const Cells& cells) {
    std::string columns, values;
    for (auto& [column, cell] : cells) {
        columns += (columns.empty() ? "" : ", ") + column;
        values += (values.empty() ? "" : ", ") + testing_detail::to_sql(cell);
    }
    tx.run(fmt::format("INSERT INTO {}({}) VALUES({})", table, columns, values));
}

/// How many rows were set.
inline int64_t set_rows(Tx& tx, std::string_view table, const Cells& to, const Cells& with = {}) {
    std::string set;
    for (auto& [column, cell] : to) {
        set += fmt::format("{}{}={}", set.empty() ? "" : ", ", column, testing_detail::to_sql(cell));
    }
    return tx.run(fmt::format("UPDATE {} SET {}{}", table, set, testing_detail::where(with)));
}

inline int64_t delete_rows(Tx& tx, std::string_view table, const Cells& with = {}) {
    return tx.run(fmt::format("DELETE FROM {}{}", table, testing_detail::where(with)));
}

/// Works on a database file that no store has open.
inline void in_database(const std::string& path, const std::function<void(Tx&)>& work) {
    Tx tx(path, false);
    work(tx);
}

/// Every use of the table fails from now on.
inline void take_table_away(Tx& tx, std::string_view table) {
    tx.script(fmt::format("ALTER TABLE {} RENAME TO gone", table));
}

/// Every update of the table fails, until `allow_updates`.
inline void refuse_updates(Tx& tx, std::string_view table, std::string_view error) {
    tx.script(fmt::format("CREATE TRIGGER {0}_refused BEFORE UPDATE ON {0} BEGIN SELECT RAISE(ABORT, '{1}'); END;",
                          table, error));
}
inline void allow_updates(Tx& tx, std::string_view table) { tx.script(fmt::format("DROP TRIGGER {}_refused;", table)); }

}  // namespace tiller::store
