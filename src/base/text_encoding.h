#pragma once
// Texts as editors and spreadsheets save them, in UTF-8.
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiller {

/// `bytes` as UTF-8 without a byte order mark. Read are UTF-8 and UTF-16 with and without a byte order mark, and, for
/// what is none of these, Windows-1252, which ISO 8859-1 is a part of. The error says what the bytes are instead (a
/// workbook, say), and how to save them.
Result<std::string> to_utf8(std::string_view bytes);

}  // namespace tiller
