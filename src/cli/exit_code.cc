#include "cli/exit_code.h"

#include <iostream>

namespace tiller::cli {

int fail(const Error& error) {
    std::cerr << "tiller: " << error.message << (error.message.ends_with('\n') ? "" : "\n");
    switch (error.kind) {
        case ErrorKind::invalid:
            return kWrongUse;
        case ErrorKind::not_found:
            return kNotFound;
        case ErrorKind::conflict:
            return kConflict;
        case ErrorKind::unavailable:
            return kUnavailable;
        case ErrorKind::internal:
            break;
    }
    return kFailed;
}

}  // namespace tiller::cli
