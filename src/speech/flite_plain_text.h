#pragma once
#include <string>
#include <string_view>

namespace tiller::speech {

/// The text as flite may be given it: ASCII letters, digits, the marks it understands one at a time, single spaces, and
/// no word longer than 32 characters. flite's tokenizer writes behind its buffers on long runs of punctuation ("....…",
/// found with AddressSanitizer on 400 dots), and texts come from people's files.
std::string plain_for_flite(std::string_view text);

}  // namespace tiller::speech
