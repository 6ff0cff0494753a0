#include "installation/server_note.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <filesystem>
#include <fstream>

#include "base/json/json.h"

namespace tiller::installation {
namespace {

std::string path_of(const std::string& data_dir) { return data_dir + "/server.json"; }

}  // namespace

Result<void> write_server_note(const std::string& data_dir, const ServerNote& note) {
    JsonWriter json;
    json.begin_object();
    json.field("url", note.url);
    json.field("sip", note.sip);
    json.field("pid", note.pid);
    json.end_object();
    // Renamed into place, so that nobody reads half of it.
    std::string path = path_of(data_dir), fresh = path + ".new";
    std::ofstream out(fresh, std::ios::trunc);
    out << json.take() << '\n';
    out.close();
    std::error_code ec;
    if (out) std::filesystem::rename(fresh, path, ec);
    if (!out || ec) return unavailable(fmt::format("\"{}\" cannot be written", path));
    return {};
}

Result<ServerNote> read_server_note(const std::string& data_dir) {
    std::string path = path_of(data_dir);
    std::error_code ec;
    if (!std::filesystem::exists(path, ec)) return not_found(fmt::format("there is no \"{}\"", path));
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view url;
    if (parser.load(path).get(root) || root["url"].get(url) || url.empty()) {
        return invalid(fmt::format("\"{}\" does not tell the server's url", path));
    }
    ServerNote note{.url = std::string(url)};
    std::string_view sip;
    if (!root["sip"].get(sip)) note.sip = sip;
    int64_t pid = 0;
    if (!root["pid"].get(pid)) note.pid = pid;
    return note;
}

void remove_server_note(const std::string& data_dir, int64_t pid) {
    auto note = read_server_note(data_dir);
    if (note && note->pid != pid) return;
    std::error_code ec;
    std::filesystem::remove(path_of(data_dir), ec);
}

}  // namespace tiller::installation
