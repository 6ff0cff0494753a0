#include "engines/event_stream.h"

namespace tiller::engines {

bool EventStream::feed(std::string_view piece, const std::function<bool(std::string_view)>& take) {
    while (!piece.empty()) {
        if (ended_in_return_ && piece.front() == '\n') piece.remove_prefix(1);  // of a CR LF in two pieces
        ended_in_return_ = false;
        const size_t end = piece.find_first_of("\r\n");
        line_ += piece.substr(0, end);
        if (line_.size() + data_.size() > kMostWaiting) return false;
        if (end == piece.npos) return true;
        ended_in_return_ = piece[end] == '\r';
        piece.remove_prefix(end + 1);
        const std::string line = std::move(line_);
        line_.clear();
        if (!take_line(line, take)) return false;
    }
    return true;
}

bool EventStream::take_line(std::string_view line, const std::function<bool(std::string_view)>& take) {
    if (line.empty()) {
        if (!has_data_) return true;
        const std::string data = std::move(data_);
        data_.clear();
        has_data_ = false;
        return take(data);
    }
    if (!line.starts_with("data")) return true;  // a comment, or another field
    std::string_view value = line.substr(4);
    if (value.starts_with(':')) {
        value.remove_prefix(1);
        if (value.starts_with(' ')) value.remove_prefix(1);
    } else if (!value.empty()) {
        return true;  // "database"
    }
    if (has_data_) data_ += '\n';
    data_ += value;
    has_data_ = true;
    return true;
}

}  // namespace tiller::engines
