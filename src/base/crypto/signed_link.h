#pragma once
// Links to recordings and archives of them that work without a token until they expire (docs/contract/voice.md,
// "Recordings").
#include <string>
#include <string_view>

#include "base/clock.h"

namespace tiller {

/// Makes and checks links "<public_url>/recordings/<CallID>.mp3?expires=<unix s>&signature=<64 hex>", and
/// ".../recordings/<account>/<TaskID>.zip?…" for all recordings of a task. The signature is HMAC-SHA256 over path and
/// expiry under a key that never leaves the installation, so that a link can be neither
/// guessed nor altered. Immutable: safe from any thread.
class LinkSigner {
  public:
    LinkSigner(std::string key, std::string public_url, Millis lifetime)
        : key_(std::move(key)), public_url_(std::move(public_url)), lifetime_(lifetime) {}

    std::string recording(std::string_view call_id, Instant now) const;
    std::string archive(int64_t account, std::string_view task_id, Instant now) const;
    bool is_good(std::string_view call_id, std::string_view expires, std::string_view signature, Instant now) const;
    bool is_good_archive(std::string_view account, std::string_view task_id, std::string_view expires,
                         std::string_view signature, Instant now) const;

  private:
    std::string link(std::string_view kind, std::string_view path, std::string_view ending, Instant now) const;
    bool is_good(std::string_view kind, std::string_view path, std::string_view expires, std::string_view signature,
                 Instant now) const;
    std::string sign(std::string_view kind, std::string_view path, std::string_view expires) const;
    std::string key_, public_url_;
    Millis lifetime_;
};

/// Where a call's recording lies below the data folder: "recordings/2026/11/21/<CallID>.mp3", by the time that is in
/// the id (UTC).
std::string recording_path(std::string_view call_id);

}  // namespace tiller
