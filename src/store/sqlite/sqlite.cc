#include "store/sqlite/sqlite.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace tiller::store {

int64_t Row::integer(int column) const { return sqlite3_column_int64(statement_, column); }
double Row::real(int column) const { return sqlite3_column_double(statement_, column); }
bool Row::is_null(int column) const { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
std::string_view Row::text(int column) const {
    auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {data ? data : "", static_cast<size_t>(sqlite3_column_bytes(statement_, column))};
}

Db::Db(const std::string& path, bool read_only, const std::string& vfs) {
    int flags = (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) | SQLITE_OPEN_NOMUTEX;
    if (sqlite3_open_v2(path.c_str(), &db_, flags, vfs.empty() ? nullptr : vfs.c_str()) != SQLITE_OK) {
        std::string message = fmt::format("cannot open {}: {}", path, db_ ? sqlite3_errmsg(db_) : "out of memory");
        int code = sqlite3_extended_errcode(db_);
        sqlite3_close(db_);
        throw StoreError(message, code);
    }
    sqlite3_extended_result_codes(db_, 1);
    sqlite3_busy_timeout(db_, 10'000);
}

Db::~Db() {
    for (auto& [sql, statement] : statements_) sqlite3_finalize(statement);
    sqlite3_close(db_);
}

Db::Guard::~Guard() { sqlite3_reset(statement), sqlite3_clear_bindings(statement); }

sqlite3_stmt* Db::start(std::string_view sql) {
    if (auto it = statements_.find(sql); it != statements_.end()) {
        // A query inside the same query's rows needs a statement of its own; the house has none.
        if (sqlite3_stmt_busy(it->second)) throw std::logic_error(fmt::format("nested use of a statement: {}", sql));
        return it->second;
    }
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v3(db_, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                           nullptr) != SQLITE_OK) {
        fail(sql);
    }
    statements_.emplace(std::string_view(sqlite3_sql(statement)), statement);
    return statement;
}

bool Db::step(sqlite3_stmt* statement) {
    int rc = sqlite3_step(statement);
    if (rc == SQLITE_ROW) return true;
    if (rc != SQLITE_DONE) fail(sqlite3_sql(statement));
    return false;
}

const Vault& Db::vault() const {
    if (!vault_) throw StoreError("this database was opened without its master key");
    return *vault_;
}

void Db::bind_integer(sqlite3_stmt* s, int i, int64_t value) { sqlite3_bind_int64(s, i, value); }
void Db::bind_text(sqlite3_stmt* s, int i, std::string_view value) {
    // SQLite takes a null pointer for NULL; an empty text is not NULL.
    sqlite3_bind_text(s, i, value.data() ? value.data() : "", static_cast<int>(value.size()), SQLITE_TRANSIENT);
}
void Db::bind_null(sqlite3_stmt* s, int i) { sqlite3_bind_null(s, i); }

void Db::fail(std::string_view what) const {
    throw StoreError(fmt::format("store: {} ({}) in: {}", sqlite3_errmsg(db_), sqlite3_extended_errcode(db_), what),
                     sqlite3_extended_errcode(db_));
}

int64_t Tx::last_key() const { return sqlite3_last_insert_rowid(db_); }
int64_t Tx::changes() const { return sqlite3_changes64(db_); }
void Tx::script(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(sql);
}

}  // namespace tiller::store
