// `dnc_lists` and `consents` of an account.
#include <fmt/format.h>

#include "base/text_encoding.h"
#include "base/zone.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

using document::Node;
using form::Form;

/// The fields that lists of both kinds have.
Form<NumberListSetup>& add_numbers(Form<NumberListSetup>& form) {
    return form
        .text("source", &NumberListSetup::source,
              {.quiet = true, .longest = 200, .about = "where the numbers come from, unless the list says"})
        .name("file", &NumberListSetup::file,
              {.file_only = true, .longest = 1024, .about = "the list, beside the set-up file"})
        .leave_out("file", [](const NumberListSetup&) { return true; })
        .block("text", &NumberListSetup::text, {.about = "the list itself, instead of `file`"});
}

/// The list's text: of `file` beside the set-up file, or `text` itself.
std::optional<std::string> text_of(MapReader& map, const NumberListSetup& list) {
    const Node *file = map.find("file"), *text = map.find("text");
    if ((file != nullptr) == (text != nullptr)) {
        if (map.node().is_map()) map.fault(map.node(), map.path_of("file") + ": give either file or text");
        return std::nullopt;
    }
    if (text) return text->is_scalar() ? std::optional(list.text) : std::nullopt;
    if (list.file.empty()) return std::nullopt;  // told before
    const auto& read_file = map.context().source().read_file;
    if (!read_file) {
        map.fault(*file, map.path_of("file") + ": a server reads no files for others: send the list as text");
        return std::nullopt;
    }
    auto refuse = [&](std::string_view rule) {
        map.fault(*file, fmt::format("{} \"{}\": {}", map.path_of("file"), list.file, rule));
        return std::nullopt;
    };
    auto content = read_file(list.file);
    if (!content) return refuse(content.error().message);
    if (content->size() > document::kLargest)
        return refuse("longer than 256 KiB: load it with tiller guard import-dnc");
    auto decoded = to_utf8(*content);
    if (!decoded) return refuse("it is " + decoded.error().message);
    return std::move(*decoded);
}

}  // namespace

const Form<NumberListSetup>& dnc_list_form() {
    static const auto form = [] {
        Form<NumberListSetup> list;
        list.name("name", &NumberListSetup::name, {.required = true, .longest = 64})
            .flag("national", &NumberListSetup::national, {.about = "a public register: it counts with DncSwitch only"})
            .flag("all_accounts", &NumberListSetup::all_accounts, {.about = "it counts for all accounts"});
        return add_numbers(list);
    }();
    return form;
}

const Form<NumberListSetup>& consents_form() {
    static const auto form = [] {
        Form<NumberListSetup> list;
        return add_numbers(list);
    }();
    return form;
}

void finish(SetupContext& context, const Node& node, const std::string& path, NumberListSetup& list, const Zone& zone) {
    MapReader map(context, node, path);
    auto text = text_of(map, list);
    if (!text) return;
    list.text = std::move(*text);
    auto read = guard::read_number_list(list.text, zone);
    for (const std::string& fault : read.faults) map.fault(node, fmt::format("{}: {}", path, fault));
    list.rows = std::move(read.rows);
}

}  // namespace tiller::setup
