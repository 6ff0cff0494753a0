#pragma once
// What `tiller apply` does: reads and checks the set-up file, then changes the data folder itself or asks the server
// that runs on it.
#include <optional>
#include <string>

#include "admin/apply.h"

namespace tiller::admin {

struct ApplyOptions {
    std::string file;                     // the set-up file
    std::string data_dir;                 // `--data`; the store is opened, or, if a server has it, that server is asked
    std::string server;                   // `--server http://127.0.0.1:8080`; comes before data_dir
    std::string key;                      // `--key`; empty: $TILLER_ADMIN_KEY, else DIR/admin.key
    bool dry_run = false, prune = false;  // see ApplyMode
    Millis timeout{60'000};               // for the server's answer
};

/// Errors carry what a user reads: the faults of the file, one a line; why the server was not reached.
Result<ApplyReport> apply_file(const ApplyOptions& options, const Clock& clock, Random& random);

/// A running server's note to the other commands, DIR/server.json: {"url":"http://127.0.0.1:8080","sip":"0.0.0.0:5060",
/// "pid":4711}. It may be left from a server that died: the lock of the folder tells.
struct ServerNote {
    std::string url;
    std::string sip;  // ADDR:PORT; may be empty
    int64_t pid = 0;  // 0: not told
};
Result<void> write_server_note(const std::string& data_dir, const ServerNote& note);
Result<ServerNote> read_server_note(const std::string& data_dir);
/// At the end of the server.
void remove_server_note(const std::string& data_dir);

}  // namespace tiller::admin
