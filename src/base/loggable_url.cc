#include "base/loggable_url.h"

namespace tiller {

std::string loggable_url(std::string_view url) {
    url = url.substr(0, url.find_first_of("?#"));
    size_t scheme = url.find("://");
    size_t start = scheme == std::string_view::npos ? 0 : scheme + 3;
    std::string_view authority = url.substr(start, url.find_first_of("/\\", start) - start);
    size_t user = authority.rfind('@');
    std::string shown(url.substr(0, start));
    shown += url.substr(user == std::string_view::npos ? start : start + user + 1);
    return shown;
}

}  // namespace tiller
