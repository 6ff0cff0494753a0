#include "store/seals/sealing.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <vector>

#include "store/seals/vault.h"

namespace tiller::store {
namespace {

struct Column {
    const char *table, *column, *name;  // the name in SQL
    const char* only = "1";             // which rows
};
constexpr Column kColumns[] = {
    {"lines", "password", "'lines/'||account||'/'||key"},
    {"endpoints", "secret", "'endpoints/'||account||'/'||key"},
    {"endpoints", "old_secret", "'endpoints/'||account||'/'||key"},
    {"endpoints", "url_query", "'endpoint_queries/'||account||'/'||key"},
    {"sign_keys", "secret", "'sign_keys/'||account||'/'||id"},
    {"encryption_keys", "sealed", "'encryption_keys/'||account||'/'||id"},
    {"engines", "secret", "'engines/'||key"},
    {"meta", "value", "'meta/link_key'", "name='link_key'"},
};

bool has_column(Db& db, std::string_view table, std::string_view column) {
    return db.number("SELECT count(*) FROM pragma_table_info(?) WHERE name=?", table, column) != 0;
}

struct Seal {
    std::string name, sealed;
};

/// None of a column that came with a later schema than the database has.
std::vector<Seal> seals_in(Db& db, const Column& c) {
    std::vector<Seal> out;
    if (!has_column(db, c.table, c.column)) return out;
    db.query(fmt::format("SELECT {}, {} FROM {} WHERE {}<>'' AND {}", c.name, c.column, c.table, c.column, c.only),
             [&](Row& r) {
                 out.push_back({r.string(0), r.string(1)});
             });
    return out;
}

void seal_in_sql(sqlite3_context* context, int, sqlite3_value** values) {
    auto text = [&](int i) {
        auto* data = reinterpret_cast<const char*>(sqlite3_value_text(values[i]));
        return std::string_view(data ? data : "", static_cast<size_t>(sqlite3_value_bytes(values[i])));
    };
    try {  // SQLite is C: nothing may be thrown through it
        std::string sealed = static_cast<const Db*>(sqlite3_user_data(context))->vault().seal(text(0), text(1));
        sqlite3_result_text(context, sealed.c_str(), static_cast<int>(sealed.size()), SQLITE_TRANSIENT);
    } catch (const std::exception& e) {
        sqlite3_result_error(context, e.what(), -1);
    }
}

}  // namespace

std::string name_of_line_password(int64_t account, int64_t line) { return fmt::format("lines/{}/{}", account, line); }
std::string name_of_endpoint_secret(int64_t account, int64_t endpoint) {
    return fmt::format("endpoints/{}/{}", account, endpoint);
}
std::string name_of_endpoint_query(int64_t account, int64_t endpoint) {
    return fmt::format("endpoint_queries/{}/{}", account, endpoint);
}
std::string name_of_sign_key(int64_t account, std::string_view id) {
    return fmt::format("sign_keys/{}/{}", account, id);
}
std::string name_of_encryption_key(int64_t account, std::string_view id) {
    return fmt::format("encryption_keys/{}/{}", account, id);
}

std::string name_of_engine_key(int64_t engine) { return fmt::format("engines/{}", engine); }

bool seals_secrets(Db& db) { return has_column(db, "lines", "password"); }

bool holds_seals(Db& db) {
    if (!seals_secrets(db)) {
        return has_column(db, "encryption_keys", "sealed") && db.number("SELECT count(*) FROM encryption_keys") != 0;
    }
    for (const Column& column : kColumns) {
        if (!seals_in(db, column).empty()) return true;
    }
    return false;
}

int64_t renew_seals(Tx& tx) {
    int64_t renewed = 0;
    for (const Column& c : kColumns) {
        for (const Seal& seal : seals_in(tx, c)) {
            std::string secret = tx.vault().open(seal.sealed, seal.name);
            if (!tx.vault().master()->is_outdated(seal.sealed)) continue;
            renewed += tx.run(fmt::format("UPDATE {} SET {}=? WHERE {}=? AND {}=? AND {}", c.table, c.column, c.column,
                                          c.name, c.only),
                              tx.vault().seal(secret, seal.name), seal.sealed, seal.name);
        }
    }
    return renewed;
}

int64_t check_seals(Db& db) {
    int64_t count = 0;
    for (const Column& column : kColumns) {
        for (const Seal& seal : seals_in(db, column)) {
            (void)db.vault().open(seal.sealed, seal.name);
            ++count;
        }
    }
    return count;
}

void add_seal_function(Db& db) {
    sqlite3_create_function_v2(db.handle(), "seal", 2, SQLITE_UTF8 | SQLITE_DIRECTONLY, &db, seal_in_sql, nullptr,
                               nullptr, nullptr);
}

}  // namespace tiller::store
