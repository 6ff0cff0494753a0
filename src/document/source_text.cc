#include "document/source_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace tiller::document {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// The byte at which a scalar's text begins: behind a quote, or in the line behind the "|" or ">" of a block.
size_t text_start(std::string_view text, size_t at) {
    if (at >= text.size()) return at;
    if (text[at] == '"' || text[at] == '\'') return at + 1;
    if (text[at] != '|' && text[at] != '>') return at;
    size_t line_end = text.find('\n', at);
    return line_end == std::string_view::npos ? at : line_end + 1;
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text), line_starts_{0} {
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n') line_starts_.push_back(i + 1);
    }
}

TextPlace SourceText::place(size_t at) const {
    at = std::min(at, text_.size());
    auto line = std::upper_bound(line_starts_.begin(), line_starts_.end(), at) - 1;
    return {.line = static_cast<int>(line - line_starts_.begin()) + 1,
            .column = static_cast<int>(utf8_length(text_.substr(*line, at - *line))) + 1};
}

size_t SourceText::inside_scalar(size_t scalar_at, std::string_view value, size_t offset) const {
    size_t at = text_start(text_, scalar_at);
    char quote = at == scalar_at + 1 ? text_[scalar_at] : '\0';
    // Folding turns breaks and indentation into single blanks, so blanks are skipped on both sides and all else must
    // agree.
    for (size_t i = 0; i <= offset && i < value.size(); ++i) {
        if (is_blank(value[i])) continue;
        while (at < text_.size() && is_blank(text_[at])) ++at;
        if (at >= text_.size()) return scalar_at;
        if (quote == '"' && text_[at] == '\\' && value[i] != '\\') ++at;
        if (at >= text_.size() || text_[at] != value[i]) return std::min(at, text_.size());
        if (i == offset) return at;
        bool doubled = (quote == '\'' && value[i] == '\'') || (quote == '"' && value[i] == '\\');
        at += doubled ? 2 : 1;
    }
    return at;
}

void Faults::add(size_t at, std::string message, int code) {
    if (is_full()) return;
    faults_.push_back({code, std::move(message), source_.place(at)});
}

std::vector<Fault> Faults::take() {
    std::stable_sort(faults_.begin(), faults_.end(), [](const Fault& a, const Fault& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    return std::move(faults_);
}

}  // namespace tiller::document
