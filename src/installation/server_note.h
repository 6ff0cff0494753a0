#pragma once
#include <cstdint>
#include <string>

#include "base/result.h"

namespace tiller::installation {

/// A running server's note to the other commands, DIR/server.json: {"url":"http://127.0.0.1:8080","sip":"0.0.0.0:5060",
/// "pid":4711}. It may be left from a server that died: the lock of the folder tells.
struct ServerNote {
    std::string url;
    std::string sip;  // ADDR:PORT; may be empty
    int64_t pid = 0;  // 0: not told
};
Result<void> write_server_note(const std::string& data_dir, const ServerNote& note);
Result<ServerNote> read_server_note(const std::string& data_dir);
/// At the end of the server `pid`; a note of another, which took the folder first or since, stays.
void remove_server_note(const std::string& data_dir, int64_t pid);

}  // namespace tiller::installation
