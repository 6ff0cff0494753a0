#pragma once
// Which column of a table is which member of a struct, said once for reading, inserting and updating:
//
//   constexpr auto kPlans = table<Plan>("plans", made("key", &Plan::key), fixed("name", &Plan::name),
//                                       column("status", &Plan::status), later("finished", &Plan::finished));
//   static const Select find(kPlans, "WHERE account=? AND name=?");
//   return find.first(db, account, name);
//
// Thread rule: tables and statements never change; any thread may use them on a connection of its own.
#include <fmt/format.h>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "store/sqlite/sqlite.h"

namespace tiller::store {

/// What inserts and updates do with a column.
enum class ColumnUse : uint8_t {
    made,      // the key that the table makes: finds the row, is not inserted
    key,       // a part of the key: finds the row
    fixed,     // inserted, and never updated
    changing,  // inserted and updated
    later,     // updated; until then it has the table's default
};
constexpr bool is_read(ColumnUse) { return true; }
constexpr bool is_key(ColumnUse use) { return use == ColumnUse::made || use == ColumnUse::key; }
constexpr bool is_inserted(ColumnUse use) { return use != ColumnUse::made && use != ColumnUse::later; }
constexpr bool is_updated(ColumnUse use) { return use == ColumnUse::changing || use == ColumnUse::later; }

/// `Access`: a pointer to the member, or a function from the struct to a reference of it.
template <ColumnUse kUse, class Access>
struct MappedColumn {
    static constexpr ColumnUse use = kUse;
    std::string_view name;
    Access access;
};
template <class Access>
constexpr MappedColumn<ColumnUse::made, Access> made(std::string_view name, Access access) {
    return {name, access};
}
template <class Access>
constexpr MappedColumn<ColumnUse::key, Access> key(std::string_view name, Access access) {
    return {name, access};
}
template <class Access>
constexpr MappedColumn<ColumnUse::fixed, Access> fixed(std::string_view name, Access access) {
    return {name, access};
}
template <class Access>
constexpr MappedColumn<ColumnUse::changing, Access> column(std::string_view name, Access access) {
    return {name, access};
}
template <class Access>
constexpr MappedColumn<ColumnUse::later, Access> later(std::string_view name, Access access) {
    return {name, access};
}

/// A column as a struct's member has it: a number, truth, enumeration, text, time, duration, or one that may lack.
template <class T>
T value_of(Row& row, int column) {
    if constexpr (requires { typename T::value_type; } && !std::is_same_v<T, std::string>) {
        if (row.is_null(column)) return std::nullopt;
        return value_of<typename T::value_type>(row, column);
    } else if constexpr (std::is_same_v<T, std::string>) {
        return row.string(column);
    } else if constexpr (std::is_same_v<T, bool>) {
        return row.integer(column) != 0;
    } else if constexpr (std::is_same_v<T, Instant>) {
        return row.instant(column);
    } else {
        return static_cast<T>(row.integer(column));
    }
}

/// A member as it is bound to a statement: a duration as its count.
template <class T>
decltype(auto) bound(const T& member) {
    if constexpr (requires {
                      typename T::period;
                      member.count();
                  }) {
        return static_cast<int64_t>(member.count());
    } else {
        return (member);
    }
}

template <class T, class... C>
struct Table {
    using Value = T;
    static constexpr int kSize = sizeof...(C);
    std::string_view name;
    std::tuple<C...> columns;

    /// The row's struct; its columns begin at `first`.
    T read(Row& row, int first = 0) const {
        T value{};
        auto read_one = [&](const auto& column) {
            auto& member = std::invoke(column.access, value);
            member = value_of<std::remove_reference_t<decltype(member)>>(row, first++);
        };
        std::apply([&](const auto&... column) { (read_one(column), ...); }, columns);
        return value;
    }

    /// Of the columns whose use is wanted, `format` of their names, with `between` between them.
    template <class Wanted>
    std::string list(Wanted wanted, std::string_view format, std::string_view between) const {
        std::string out;
        auto add = [&](const auto& column) {
            if (!wanted(column.use)) return;
            if (!out.empty()) out += between;
            out += fmt::format(fmt::runtime(format), column.name);
        };
        std::apply([&](const auto&... column) { (add(column), ...); }, columns);
        return out;
    }
    /// All columns as a SELECT names them; `prefix`: "d." of a join.
    std::string names(std::string_view prefix = {}) const { return list(is_read, std::string(prefix) + "{}", ", "); }

    /// References to the members whose columns are wanted.
    template <auto kWanted>
    auto members(const T& value) const {
        return std::apply([&](const auto&... column) { return std::tuple_cat(member<kWanted>(column, value)...); },
                          columns);
    }

  private:
    template <auto kWanted, class Mapped>
    static auto member(const Mapped& column, const T& value) {
        if constexpr (kWanted(Mapped::use)) {
            return std::tuple<decltype(bound(std::invoke(column.access, value)))>(
                bound(std::invoke(column.access, value)));
        } else {
            return std::tuple<>();
        }
    }
};
template <class T, class... C>
constexpr Table<T, C...> table(std::string_view name, C... columns) {
    return {name, {columns...}};
}

/// Reads rows of a table. `rest`: what follows its name: conditions, order, limit.
template <class Table>
class Select {
  public:
    using Value = typename Table::Value;
    Select(const Table& table, std::string_view rest)
        : table_(table), sql_(fmt::format("SELECT {} FROM {} {}", table.names(), table.name, rest)) {}

    template <class... Args>
    std::optional<Value> first(Db& db, const Args&... args) const {
        return db.first(
            sql_, [&](Row& row) { return table_.read(row); }, args...);
    }
    template <class... Args>
    std::vector<Value> all(Db& db, const Args&... args) const {
        std::vector<Value> out;
        db.query(
            sql_, [&](Row& row) { out.push_back(table_.read(row)); }, args...);
        return out;
    }

  private:
    const Table& table_;
    std::string sql_;
};

/// Inserts a row. `more`: columns that are no members, given after the value.
template <class Table>
class Insert {
  public:
    using Value = typename Table::Value;
    explicit Insert(const Table& table, std::vector<std::string_view> more = {}) : table_(table) {
        std::string columns = table.list(is_inserted, "{}", ", "), marks = table.list(is_inserted, "?", ",");
        for (std::string_view column : more) columns.append(", ").append(column), marks += ",?";
        sql_ = fmt::format("INSERT INTO {}({}) VALUES({})", table.name, columns, marks);
    }
    /// The row's key, if the table makes it.
    template <class... More>
    int64_t run(Tx& tx, const Value& value, const More&... more) const {
        std::apply([&](const auto&... member) { tx.run(sql_, member..., more...); },
                   table_.template members<is_inserted>(value));
        return tx.last_key();
    }

  protected:
    const Table& table_;
    std::string sql_;
};

/// Inserts a row, or updates its changing columns where one is that has the same in the columns `same`.
template <class Table>
class Put : public Insert<Table> {
  public:
    Put(const Table& table, std::string_view same) : Insert<Table>(table) {
        this->sql_ +=
            fmt::format(" ON CONFLICT({}) DO UPDATE SET {}", same,
                        table.list([](ColumnUse use) { return use == ColumnUse::changing; }, "{0}=excluded.{0}", ", "));
    }
};

/// Updates the row with the value's key. `more`: as of Insert.
template <class Table>
class Update {
  public:
    using Value = typename Table::Value;
    explicit Update(const Table& table, std::vector<std::string_view> more = {}) : table_(table) {
        std::string set = table.list(is_updated, "{}=?", ", ");
        for (std::string_view column : more) set += fmt::format(", {}=?", column);
        sql_ = fmt::format("UPDATE {} SET {} WHERE {}", table.name, set, table.list(is_key, "{}=?", " AND "));
    }
    /// How many rows there were: one or none.
    template <class... More>
    int64_t run(Tx& tx, const Value& value, const More&... more) const {
        return std::apply([&](const auto&... set) { return run_on_key(tx, value, set..., more...); },
                          table_.template members<is_updated>(value));
    }

  private:
    template <class... Set>
    int64_t run_on_key(Tx& tx, const Value& value, const Set&... set) const {
        return std::apply([&](const auto&... key) { return tx.run(sql_, set..., key...); },
                          table_.template members<is_key>(value));
    }

    const Table& table_;
    std::string sql_;
};

}  // namespace tiller::store
