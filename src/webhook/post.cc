#include "webhook/post.h"

#include "base/text.h"
#include "webhook/signature.h"

namespace tiller::webhook {
namespace {

constexpr size_t kErrorLimit = 200;
constexpr size_t kExcerptLimit = 300;
constexpr size_t kLongestCharacter = 4;  // bytes of UTF-8

}  // namespace

Post make_post(const store::Endpoint& endpoint, store::Outgoing outgoing, Instant now,
               const wire_security::BodyCipher* cipher) {
    std::vector<std::string> secrets{endpoint.secret};
    bool is_rotating = !endpoint.old_secret_until || now < *endpoint.old_secret_until;
    if (is_rotating && !endpoint.old_secret.empty()) secrets.push_back(endpoint.old_secret);
    Post post;
    post.url = endpoint.url;
    std::string key_id;
    if (cipher) {
        auto sent = cipher->seal(outgoing.body);
        outgoing.body = std::move(sent.body);
        key_id = std::move(sent.key_id);
    }
    post.headers = signature_headers(secrets, outgoing.id, now, outgoing.body);
    post.headers.emplace_back("Content-Type", "application/json");
    post.headers.emplace_back("User-Agent", "Airudder");
    if (cipher) post.headers.emplace_back(wire_security::kEncryptionKeyHeader, std::move(key_id));
    post.body = std::move(outgoing.body);
    return post;
}

bool is_accepted(const Answer& answer) { return answer.status >= 200 && answer.status <= 299; }

std::string failure_of(const Answer& answer) {
    if (answer.status != 0) return "answered " + std::to_string(answer.status);
    if (answer.error.empty() || !is_printable_utf8(answer.error)) return "no answer";
    return std::string(utf8_prefix(answer.error, kErrorLimit));
}

std::string excerpt(std::string_view body) {
    std::string text(body.substr(0, kExcerptLimit * kLongestCharacter));
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
    }
    // The cut may have gone through a character.
    for (size_t i = 0; i < kLongestCharacter && !text.empty() && !is_printable_utf8(text); ++i) text.pop_back();
    if (text.empty() && !body.empty()) return "(no text)";
    if (!is_printable_utf8(text)) return "(no text)";
    return std::string(utf8_prefix(text, kExcerptLimit));
}

}  // namespace tiller::webhook
