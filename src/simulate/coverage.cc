#include "simulate/coverage.h"

#include <fmt/format.h>

namespace tiller::simulate {

std::string Coverage::to_text() const {
    std::string out;
    size_t rows = (counts_.size() + 1) / 2;
    for (size_t row = 0; row < rows; ++row) {
        for (size_t i = row; i < counts_.size(); i += rows)
            out += fmt::format("  {:>9} {:<45}", counts_[i], kSeenNames[i]);
        out.erase(out.find_last_not_of(' ') + 1);
        out += '\n';
    }
    return out;
}

}  // namespace tiller::simulate
