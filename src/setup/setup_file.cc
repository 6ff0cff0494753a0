#include "setup/setup_file.h"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include "setup/environment.h"
#include "setup/forms.h"
#include "setup/setup_reader.h"

namespace tiller::setup {
namespace {

namespace fs = std::filesystem;
using document::Node;

/// At most a byte more than a dialogue may have: its reader then says that it is too large.
Result<std::string> read_beside(const fs::path& folder, const std::string& name) {
    fs::path path = folder / name;  // an absolute name stays as it is
    std::error_code ec;
    if (!fs::is_regular_file(path, ec)) return not_found("there is no such file");
    std::ifstream in(path, std::ios::binary);
    if (!in) return unavailable("the file cannot be read");
    std::string text(document::kLargest + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<size_t>(in.gcount()));
    return text;
}

std::optional<std::string> from_environment(const std::string& name) {
    const char* value = std::getenv(name.c_str());
    if (!value) return std::nullopt;
    return std::string(value);
}

/// Names and keys that only the whole file can tell to be double.
void check_across_accounts(SetupContext& context, const Setup& setup, const Node& accounts) {
    UniqueNames names(context, "account");
    std::map<std::string, std::string> keys, sign_keys;
    for (size_t i = 0; i < setup.accounts.size(); ++i) {
        names.add(setup.accounts[i].account.name, accounts.items[i], fmt::format("accounts[{}]", i));
        auto check = [&](auto& seen, const std::string& name, const TextPlace& place, const std::string& path) {
            auto [first, fresh] = seen.emplace(name, path);
            if (fresh || name.empty()) return;
            context.add({0, fmt::format("{} \"{}\" is given twice, first as {}", path, name, first->second),
                         place.in(setup.file)},
                        place);
        };
        for (const AppKeySetup& key : setup.accounts[i].keys) check(keys, key.app_key, key.place, key.path);
        for (const SignKeySetup& key : setup.accounts[i].sign_keys) check(sign_keys, key.id, key.place, key.path);
    }
}

Setup read_root(SetupContext& context, const Node& root) {
    Setup setup{context.source().name, {}};
    MapReader map(context, root, "",
                  {"accounts", "engines", "left_out"});  // the second is what an export tells in JSON
    if (!root.is_map()) return setup;
    const Node* accounts = map.find("accounts");
    if (!accounts) {
        context.add(root.at, "accounts is missing: a set-up file is a list of accounts");
        return setup;
    }
    map.list("accounts", [&](const Node& node, const std::string& path) {
        setup.accounts.push_back(read_account(context, node, path));
    });
    if (accounts->is_list()) check_across_accounts(context, setup, *accounts);
    UniqueNames names(context, "engine");
    map.list("engines", [&](const Node& node, const std::string& path) {
        setup.engines.push_back(read_whole(context, engine_form(), node, path));
        names.add(setup.engines.back().name, node, path);
    });
    return setup;
}

}  // namespace

SetupSource local_source(const std::string& setup_path) {
    fs::path folder = fs::path(setup_path).parent_path();
    return {.name = setup_path,
            .read_file = [folder](const std::string& name) { return read_beside(folder, name); },
            .environment = from_environment};
}

std::variant<Setup, std::vector<Fault>> read_setup(std::string_view yaml, const SetupSource& source) {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    if (yaml.starts_with(kByteOrderMark)) yaml.remove_prefix(kByteOrderMark.size());
    document::SourceText text(yaml);
    SetupContext context(text, source);
    document::Faults yaml_faults(text);
    auto root = document::parse_yaml(text, yaml_faults);
    context.take_over(yaml_faults);
    if (!root) return context.take();
    if (root->kind == Node::Kind::null) {
        context.add(0, "the file is empty");
        return context.take();
    }
    size_t before = context.count();
    substitute_environment(context, *root);
    // What stands where a variable is missing would be told to be wrong, too.
    if (context.count() > before) return context.take();
    Setup setup = read_root(context, *root);
    if (context.count() > 0) return context.take();
    return setup;
}

}  // namespace tiller::setup
