// Keys of an account: those of the API, those that sign requests, those that encrypt bodies.
#include "base/crypto/sealed_body.h"
#include "base/ids.h"
#include "base/text.h"
#include "setup/encryption_key_setup.h"
#include "setup/forms.h"

namespace tiller::setup {
namespace {

using document::Node;
using form::Form;
using form::Wrong;

/// A secret that a file may leave out, which means: as it is.
struct AsKeptText {
    static form::Value to(const std::optional<std::string>& text) { return text ? form::Value(*text) : form::Value(); }
    static void from(const form::Value& value, std::optional<std::string>& text) {
        if (auto* given = value.as<std::string>()) text = *given;
    }
};

struct AsKeyBytes {
    static form::Value to(const std::string& bytes) {
        return bytes.empty() ? form::Value() : form::Value(to_hex(bytes));
    }
    static void from(const form::Value& value, std::string& bytes) {
        auto* given = value.as<std::string>();
        if (auto parsed = given ? parse_aes_key(*given) : Result<std::string>(not_found(""))) bytes = *parsed;
    }
};

std::optional<Wrong> check_id(std::string& id) {
    return is_id(id) ? std::nullopt : std::optional(Wrong{" must be 32 lower-case hex digits"});
}

std::optional<Wrong> check_encryption_key_id(std::string& id) {
    return is_encryption_key_id(id) ? std::nullopt : std::optional(Wrong{std::string(" ") + kEncryptionKeyIdRule});
}

std::optional<Wrong> check_key(std::string& key) {
    auto bytes = parse_aes_key(key);
    return bytes ? std::nullopt : std::optional(Wrong{": " + bytes.error().message});
}

/// Where faults about the whole key are told: at its id.
template <class Key>
void place_at(SetupContext& context, const Node& node, const std::string& path, std::string_view id, Key& key) {
    const Node* given = node.find(id);
    key.place = context.place(given ? given->at : node.at);
    key.path = form::path_of(path, id);
}

}  // namespace

const Form<AppKeySetup>& app_key_form() {
    static const auto form =
        Form<AppKeySetup>()
            .name("app_key", &AppKeySetup::app_key, {.required = true, .made = true, .longest = 128})
            .put("app_secret", form::Type::secret,
                 {.made = true, .fewest = 1, .longest = 256, .about = "stored as a hash"}, &AppKeySetup::app_secret,
                 AsKeptText());
    return form;
}

const Form<SignKeySetup>& sign_key_form() {
    static const auto form = Form<SignKeySetup>()
                                 .name("id", &SignKeySetup::id,
                                       {.required = true,
                                        .made = true,
                                        .longest = 32,
                                        .check = check_id,
                                        .pattern = "^[0-9a-f]{32}$",
                                        .about = "32 lower-case hex digits"})
                                 .put("secret", form::Type::secret, {.made = true, .fewest = 1, .longest = 256},
                                      &SignKeySetup::secret, AsKeptText())
                                 .flag("unsigned", &SignKeySetup::is_unsigned,
                                       {.about = "accepts requests without a signature: for development"});
    return form;
}

const Form<EncryptionKeySetup>& encryption_key_form() {
    static const auto form =
        Form<EncryptionKeySetup>()
            .name("id", &EncryptionKeySetup::id,
                  {.required = true,
                   .made = true,
                   .longest = 64,
                   .check = check_encryption_key_id,
                   .pattern = "^[A-Za-z0-9._-]{1,64}$",
                   .about = "letters, digits, `-`, `_` and `.`"})
            .put("key", form::Type::secret,
                 {.made = true, .fewest = 1, .check = check_key, .about = "32 bytes as 64 hex digits or base64"},
                 &EncryptionKeySetup::bytes, AsKeyBytes());
    return form;
}

void finish(SetupContext& context, const Node& node, const std::string& path, AppKeySetup& key) {
    place_at(context, node, path, "app_key", key);
}
void finish(SetupContext& context, const Node& node, const std::string& path, SignKeySetup& key) {
    place_at(context, node, path, "id", key);
}
void finish(SetupContext& context, const Node& node, const std::string& path, EncryptionKeySetup& key) {
    place_at(context, node, path, "id", key);
}

}  // namespace tiller::setup
