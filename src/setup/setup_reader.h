#pragma once
// Reading of single fields: every reader leaves a fault at the field's own place and returns a value to go on with.
//
// Thread rule: one reader, one thread.
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/fault.h"
#include "base/zone.h"
#include "document/source_text.h"
#include "document/yaml_tree.h"
#include "form/reader.h"
#include "setup/setup.h"
#include "setup/setup_file.h"

namespace tiller::setup {

/// What all readers of one file share.
class SetupContext {
  public:
    SetupContext(const document::SourceText& text, const SetupSource& source) : text_(text), source_(source) {}

    /// More are not told: whoever has a hundred begins with the first.
    static constexpr size_t kMost = 100;

    void add(size_t at, std::string message, int code = 0) {
        if (is_full()) return;  // to find a place costs as much as the line is long
        add({code, std::move(message), place(at).in(source_.name)}, place(at));
    }
    /// A fault of a file that is named at `anchor`.
    void add(Fault fault, TextPlace anchor);
    /// The faults that the dialogue room's field readers left.
    void take_over(document::Faults& faults);

    size_t count() const { return faults_.size(); }
    bool is_full() const { return faults_.size() >= kMost; }
    TextPlace place(size_t at) const;
    const document::SourceText& text() const { return text_; }
    const SetupSource& source() const { return source_; }
    /// In the order of the file.
    std::vector<Fault> take();

  private:
    const document::SourceText& text_;
    const SetupSource& source_;
    std::vector<std::pair<TextPlace, Fault>> faults_;  // with their anchors
};

/// One map of the file, with its path: "accounts[0].lines[1]".
class MapReader {
  public:
    /// Keys beyond `known` are faults.
    MapReader(SetupContext& context, const document::Node& node, std::string path,
              const std::vector<std::string_view>& known);
    /// Of a map that was read by its form, whose keys are known therefore.
    MapReader(SetupContext& context, const document::Node& node, std::string path)
        : context_(context), node_(node), path_(std::move(path)) {}

    /// The field, nothing if it is absent or has no value.
    const document::Node* find(std::string_view key) const;

    /// A single field, read as a form reads it.
    std::optional<form::Value> value(std::string_view key, const form::Field& field);
    std::string text_of(std::string_view key, const form::Field& field);
    /// A text of 1 to `most` characters, trimmed; a fault if it is missing.
    std::string name(std::string_view key, size_t most);
    std::string text(std::string_view key, size_t most);
    /// As text, kept to the letter; faults do not show it.
    std::string secret(std::string_view key, bool required);
    bool truth(std::string_view key, bool unless_given);
    int64_t integer(std::string_view key, int64_t least, int64_t most, int64_t unless_given);

    /// Calls `each(node, path)` for each item of a list; absent and empty are the same.
    using Each = std::function<void(const document::Node&, const std::string&)>;
    void list(std::string_view key, const Each& each);

    void fault(const document::Node& node, std::string message, int code = 0) {
        context_.add(node.at, std::move(message), code);
    }
    /// A fault of a rule on whole values, "rounds[1].start 3: …": told at the deepest field of its path that the file
    /// has.
    void rule_fault(const std::string& message, int code = 0);

    std::string path_of(std::string_view key) const;
    /// The path and what stands there, as messages begin: `lines[0].max_channels "abc"`. Not for secrets.
    std::string told(std::string_view key) const;

    const document::Node& node() const { return node_; }
    SetupContext& context() { return context_; }

  private:
    SetupContext& context_;
    const document::Node& node_;
    const std::string path_;
};

/// Tells names that come twice in one list.
class UniqueNames {
  public:
    UniqueNames(SetupContext& context, std::string what) : context_(context), what_(std::move(what)) {}
    void add(const std::string& name, const document::Node& node, const std::string& path);

  private:
    SetupContext& context_;
    const std::string what_;
    std::set<std::string> seen_;
};

/// What a form says of `node`: `thing` with the fields that are given. Faults are left in the context.
template <class T>
T read(SetupContext& context, const form::Form<T>& form, const document::Node& node, const std::string& path,
       T thing = {}) {
    document::Faults faults(context.text());
    form.take(thing, form::read(form.fields(), node, path, faults, context.source().reading));
    context.take_over(faults);
    return thing;
}
/// Its fields are good, each for itself: so the rules between them can be asked.
bool is_well_formed(SetupContext& context, const form::Fields& fields, const document::Node& node);

/// A robot or group that the field `robot` of a map names.
RobotMention mention(MapReader& map, const std::string& robot, bool is_group);

// What a form does not know: where a thing stands, files beside the set-up file, rules between fields. One function for
// each part of an account; faults are left in the context.
void finish(SetupContext& context, const document::Node& node, const std::string& path, AppKeySetup& key);
void finish(SetupContext& context, const document::Node& node, const std::string& path, SignKeySetup& key);
void finish(SetupContext& context, const document::Node& node, const std::string& path, EncryptionKeySetup& key);
void finish(SetupContext& context, const document::Node& node, const std::string& path, LineSetup& line,
            const std::string& account_country);
/// The robot has no definition if its dialogue is faulty.
void finish(SetupContext& context, const document::Node& node, const std::string& path, RobotSetup& robot);
void finish(SetupContext& context, const document::Node& node, const std::string& path, RobotGroupSetup& group);
void finish(SetupContext& context, const document::Node& node, const std::string& path, StrategySetup& setup);
/// `is_of_route`: it is a route's result_url, which may take no events beside the route's own.
void finish(SetupContext& context, const document::Node& node, const std::string& path, WebhookSetup& webhook,
            bool is_of_route = false);
void finish(SetupContext& context, const document::Node& node, const std::string& path, RouteSetup& setup);
void finish(SetupContext& context, const document::Node& node, const std::string& path, NumberListSetup& list,
            const Zone& zone);

void finish(SetupContext& context, const document::Node& node, const std::string& path, EngineSetup& engine);

/// A whole thing: read by its form, and finished.
template <class T, class... More>
T read_whole(SetupContext& context, const form::Form<T>& form, const document::Node& node, const std::string& path,
             const More&... more) {
    T thing = read(context, form, node, path);
    finish(context, node, path, thing, more...);
    return thing;
}

/// A fault for a secret that says whsec_ and is no base64 behind it.
std::optional<form::Wrong> check_webhook_secret(std::string& secret);
/// Of a URL that begins with https:// or http://, without a user.
std::optional<form::Wrong> check_url(std::string& url);
/// A token of a route: 16 to 128 printable characters.
std::string read_route_token(MapReader& map, std::string_view key);
AccountSetup read_account(SetupContext& context, const document::Node& node, const std::string& path);

}  // namespace tiller::setup
