#include "serve/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace tiller::serve {

void raise_descriptor_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

size_t descriptor_share(int64_t wanted, size_t eighths) {
    rlimit limit{};
    const auto most = static_cast<size_t>(wanted);
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return most;
    return std::clamp<size_t>(limit.rlim_cur * eighths / 8, 1, most);
}

}  // namespace tiller::serve
