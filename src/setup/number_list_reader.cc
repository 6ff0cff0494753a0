#include <fmt/format.h>

#include "base/text_encoding.h"
#include "base/zone.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;

/// The list's text: of `file` beside the set-up file, or `text` itself.
std::optional<std::string> read_text_of(MapReader& map) {
    const Node *file = map.find("file"), *text = map.find("text");
    if ((file != nullptr) == (text != nullptr)) {
        if (map.node().is_map()) map.fault(map.node(), map.path_of("file") + ": give either file or text");
        return std::nullopt;
    }
    if (text) {
        if (text->is_scalar()) return text->text;
        map.fault(*text, map.path_of("text") + " must be a text: put | behind the colon");
        return std::nullopt;
    }
    std::string path = map.name("file", 1024);
    const auto& read_file = map.context().source().read_file;
    if (path.empty()) return std::nullopt;
    if (!read_file) {
        map.fault(*file, map.path_of("file") + ": a server reads no files for others: send the list as text");
        return std::nullopt;
    }
    auto content = read_file(path);
    if (!content) {
        map.fault(*file, fmt::format("{} \"{}\": {}", map.path_of("file"), path, content.error().message));
        return std::nullopt;
    }
    if (content->size() > document::kLargest) {
        map.fault(*file, fmt::format("{} \"{}\": longer than 256 KiB: load it with tiller guard import-dnc",
                                     map.path_of("file"), path));
        return std::nullopt;
    }
    auto decoded = to_utf8(*content);
    if (!decoded) {
        map.fault(*file, fmt::format("{} \"{}\": it is {}", map.path_of("file"), path, decoded.error().message));
        return std::nullopt;
    }
    return std::move(*decoded);
}

/// The fields that lists of both kinds have.
void read_rows(MapReader& map, const std::string& path, const Zone& zone, NumberListSetup& list) {
    if (map.find("source")) list.source = map.text("source", 200);
    auto text = read_text_of(map);
    if (!text) return;
    list.text = std::move(*text);
    auto read = guard::read_number_list(list.text, zone);
    for (const std::string& fault : read.faults) map.fault(map.node(), fmt::format("{}: {}", path, fault));
    list.rows = std::move(read.rows);
}

}  // namespace

NumberListSetup read_dnc_list(SetupContext& context, const Node& node, const std::string& path, const Zone& zone) {
    MapReader map(context, node, path, {"name", "national", "all_accounts", "source", "file", "text"});
    NumberListSetup list;
    list.name = map.name("name", 64);
    list.national = map.truth("national", false);
    list.all_accounts = map.truth("all_accounts", false);
    read_rows(map, path, zone, list);
    return list;
}

NumberListSetup read_consents(SetupContext& context, const Node& node, const std::string& path, const Zone& zone) {
    MapReader map(context, node, path, {"source", "file", "text"});
    NumberListSetup list;
    read_rows(map, path, zone, list);
    return list;
}

}  // namespace tiller::setup
