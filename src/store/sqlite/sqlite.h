#pragma once
// A thin, typed layer over the SQLite C API: statements are prepared once per connection and bound by position.
//
// Thread rule: a Connection and its rows belong to one thread at a time.
#include <concepts>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

struct sqlite3;
struct sqlite3_stmt;

namespace tiller::store {

class Vault;

/// The database refused: disk full, damaged, busy. Thrown; the writer turns it into a failed commit.
class StoreError : public std::runtime_error {
  public:
    /// `code`: SQLite's extended result code; 0 if SQLite had no part in it.
    explicit StoreError(const std::string& message, int code = 0) : std::runtime_error(message), code_(code) {}
    int code() const { return code_; }

  private:
    int code_;
};

/// One row of a running query. Values are valid until the next row.
class Row {
  public:
    explicit Row(sqlite3_stmt* statement) : statement_(statement) {}
    int64_t integer(int column) const;
    double real(int column) const;
    std::string_view text(int column) const;
    std::string string(int column) const { return std::string(text(column)); }
    bool is_null(int column) const;
    Instant instant(int column) const { return from_ms(integer(column)); }
    std::optional<Instant> maybe_instant(int column) const {
        if (is_null(column)) return std::nullopt;
        return instant(column);
    }
    std::optional<Millis> maybe_millis(int column) const {
        if (is_null(column)) return std::nullopt;
        return Millis(integer(column));
    }

  private:
    sqlite3_stmt* statement_;
};

/// An open database for reading. Db& in a signature says: only reads.
class Db {
  public:
    /// `vfs`: which disk (StoreOptions::vfs); empty: the machine's.
    Db(const std::string& path, bool read_only, const std::string& vfs = {});
    ~Db();
    Db(const Db&) = delete;
    Db& operator=(const Db&) = delete;

    /// Calls `each(Row&)` for every row of `sql` with its `?` filled by position.
    template <class Each, class... Args>
    void query(std::string_view sql, Each&& each, const Args&... args) {
        sqlite3_stmt* statement = start(sql);
        Guard guard{statement};
        bind_all(statement, args...);
        Row row(statement);
        while (step(statement)) each(row);
    }

    /// The first row through `read(Row&)`, or nothing.
    template <class Read, class... Args>
    auto first(std::string_view sql, Read&& read, const Args&... args)
        -> std::optional<std::invoke_result_t<Read, Row&>> {
        sqlite3_stmt* statement = start(sql);
        Guard guard{statement};
        bind_all(statement, args...);
        if (!step(statement)) return std::nullopt;
        Row row(statement);
        return read(row);
    }

    /// The first column of the first row as an integer, 0 if there is no row.
    template <class... Args>
    int64_t number(std::string_view sql, const Args&... args) {
        return first(
                   sql, [](Row& r) { return r.integer(0); }, args...)
            .value_or(0);
    }

    sqlite3* handle() const { return db_; }

    /// What seals and opens the secrets in it. Throws StoreError if it was opened without.
    const Vault& vault() const;
    void use(std::shared_ptr<const Vault> vault) { vault_ = std::move(vault); }

  protected:
    struct Guard {
        sqlite3_stmt* statement;
        ~Guard();
    };
    sqlite3_stmt* start(std::string_view sql);
    bool step(sqlite3_stmt* statement);
    template <class... Args>
    void bind_all(sqlite3_stmt* statement, const Args&... args) {
        int index = 0;
        (bind(statement, ++index, args), ...);
    }
    template <std::integral N>
    void bind(sqlite3_stmt* s, int i, N value) {
        bind_integer(s, i, static_cast<int64_t>(value));
    }
    template <class E>
        requires std::is_enum_v<E>
    void bind(sqlite3_stmt* s, int i, E value) {
        bind_integer(s, i, static_cast<int64_t>(value));
    }
    void bind(sqlite3_stmt* s, int i, Instant value) { bind_integer(s, i, to_ms(value)); }
    void bind(sqlite3_stmt* s, int i, Millis value) { bind_integer(s, i, value.count()); }
    void bind(sqlite3_stmt* s, int i, const std::string& value) { bind_text(s, i, value); }
    void bind(sqlite3_stmt* s, int i, std::string_view value) { bind_text(s, i, value); }
    void bind(sqlite3_stmt* s, int i, const char* value) { bind_text(s, i, value); }
    template <class T>
    void bind(sqlite3_stmt* s, int i, const std::optional<T>& value) {
        if (value) {
            bind(s, i, *value);
        } else {
            bind_null(s, i);
        }
    }
    void bind_integer(sqlite3_stmt* s, int i, int64_t value);
    void bind_text(sqlite3_stmt* s, int i, std::string_view value);
    void bind_null(sqlite3_stmt* s, int i);
    [[noreturn]] void fail(std::string_view what) const;

    sqlite3* db_ = nullptr;
    std::shared_ptr<const Vault> vault_;
    std::unordered_map<std::string_view, sqlite3_stmt*> statements_;  // keys point into SQLite's copy of the SQL
};

/// A connection inside a write transaction. Tx& in a signature says: this writes.
class Tx : public Db {
  public:
    using Db::Db;
    /// Runs a statement that returns no rows; gives the number of rows it changed.
    template <class... Args>
    int64_t run(std::string_view sql, const Args&... args) {
        sqlite3_stmt* statement = start(sql);
        Guard guard{statement};
        bind_all(statement, args...);
        while (step(statement)) {
        }
        return changes();
    }
    /// Key of the row that the last insert made.
    int64_t last_key() const;
    /// Several statements at once, for migrations and pragmas.
    void script(const std::string& sql);

  private:
    int64_t changes() const;
};

}  // namespace tiller::store
