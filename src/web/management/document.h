#pragma once
// Things of the management interface as JSON objects: changed by merge patch, shown without their secrets.
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiller::management {

/// The body of a request, in one line and without escapes that YAML does not know. Error: `invalid`, with line and
/// column, for what is not a JSON object.
Result<std::string> read_object(std::string_view body);

/// What becomes of `document` by `patch` (RFC 7396): null removes, objects are merged, all else replaces.
std::string merge_patch(std::string_view document, std::string_view patch);

/// Without the secrets; `has_<secret>` tells whether there is one.
std::string without_secrets(std::string_view document, std::span<const std::string_view> secrets);

/// With these URLs as a log may hold them (base/text.h, loggable_url).
std::string with_loggable_urls(std::string_view document, std::span<const std::string_view> names);

/// Without these fields.
std::string without_fields(std::string_view document, std::span<const std::string_view> names);

/// The names of the fields that are not the same, secrets among them, as a JSON array. Either may be empty.
std::string changed_fields(std::string_view before, std::string_view after);

/// A field's text; empty if it is absent or no text.
std::string text_field(std::string_view document, std::string_view name);

}  // namespace tiller::management
