#pragma once
// Reading of single fields: every reader leaves a fault at the field's own place and returns a value to go on with.
//
// Thread rule: one reader, one thread.
#include <functional>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
        add({source_.name, place(at), std::move(message), code}, place(at));
    }
    /// A fault of a file that is named at `anchor`.
    void add(SetupFault fault, Place anchor);
    /// The faults that the dialogue room's field readers left.
    void take_over(document::Faults& faults);

    size_t count() const { return faults_.size(); }
    bool is_full() const { return faults_.size() >= kMost; }
    Place place(size_t at) const;
    const document::SourceText& text() const { return text_; }
    const SetupSource& source() const { return source_; }
    /// In the order of the file.
    std::vector<SetupFault> take();

  private:
    const document::SourceText& text_;
    const SetupSource& source_;
    std::vector<std::pair<Place, SetupFault>> faults_;  // with their anchors
};

/// One map of the file, with its path: "accounts[0].lines[1]".
class MapReader {
  public:
    /// Keys beyond `known` are faults; `later` are keys of the format that this version does not know yet.
    MapReader(SetupContext& context, const document::Node& node, std::string path,
              std::initializer_list<std::string_view> known, std::initializer_list<std::string_view> later = {});
    /// Of a map that was read by its form, whose keys are known therefore.
    MapReader(SetupContext& context, const document::Node& node, std::string path)
        : context_(context), node_(node), path_(std::move(path)) {}

    /// The field, nothing if it is absent or has no value.
    const document::Node* find(std::string_view key) const;

    /// A text of 1 to `most` characters, trimmed; a fault if it is missing.
    std::string name(std::string_view key, size_t most);
    std::string text(std::string_view key, size_t most);
    /// As text, kept to the letter; faults do not show it.
    std::string secret(std::string_view key, bool required);
    bool truth(std::string_view key, bool unless_given);
    int64_t integer(std::string_view key, int64_t least, int64_t most, int64_t unless_given);
    double number(std::string_view key, double least, double most, double unless_given);
    Millis duration(std::string_view key, Millis least, Millis most, Millis unless_given);
    /// Seconds since midnight of a required "09:00" or "09:00:30".
    int32_t time_of_day(std::string_view key);
    /// Two capital letters (ISO 3166-1 alpha-2).
    std::string country(std::string_view key, std::string unless_given);

    /// Calls `each(node, path)` for each item of a list; absent and empty are the same.
    using Each = std::function<void(const document::Node&, const std::string&)>;
    void list(std::string_view key, const Each& each);
    /// As list, of texts; a single text counts as a list of one if `or_one`.
    using EachText = std::function<void(const std::string&, const document::Node&, const std::string&)>;
    void texts(std::string_view key, size_t most, const EachText& each, bool or_one = false);
    OutcomeSet outcomes(std::string_view key, OutcomeSet unless_given);

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
    /// The text of a single value, a fault for a list or a map.
    std::optional<std::string> scalar(std::string_view key, size_t most);
    const document::Node* need(std::string_view key);

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

// One function for each part of an account. Each leaves its faults in the reader's context.
LineSetup read_line(SetupContext& context, const document::Node& node, const std::string& path,
                    const std::string& country);
/// Nothing if the robot is of no use, e.g. because its dialogue is faulty.
RobotSetup read_robot(SetupContext& context, const document::Node& node, const std::string& path);
RobotGroupSetup read_robot_group(SetupContext& context, const document::Node& node, const std::string& path);
StrategySetup read_strategy(SetupContext& context, const document::Node& node, const std::string& path);
/// `is_of_route`: it is a route's result_url, which may take no events beside the route's own.
WebhookSetup read_webhook(SetupContext& context, const document::Node& node, const std::string& path,
                          bool is_of_route = false);
/// A fault for a secret that says whsec_ and is no base64 behind it.
void check_webhook_secret(MapReader& map, std::string_view key, const std::string& secret);
/// A URL that begins with https:// or http://, else a fault.
std::string read_url(MapReader& map, std::string_view key);
/// A token of a route: 16 to 128 printable characters.
std::string read_route_token(MapReader& map, std::string_view key);
RouteSetup read_route(SetupContext& context, const document::Node& node, const std::string& path);
NumberListSetup read_dnc_list(SetupContext& context, const document::Node& node, const std::string& path,
                              const Zone& zone);
NumberListSetup read_consents(SetupContext& context, const document::Node& node, const std::string& path,
                              const Zone& zone);
/// The account itself, without its parts.
store::Account read_account_head(MapReader& map);
AccountSetup read_account(SetupContext& context, const document::Node& node, const std::string& path);

}  // namespace tiller::setup
