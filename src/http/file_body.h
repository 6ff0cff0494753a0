#pragma once
#include <cstdint>
#include <string>

#include "http/http.h"

namespace tiller::http {

/// The answer to a request for a file: conditional requests and Range (RFC 9110 sections 13 and 14) are settled,
/// ETag, Last-Modified, Accept-Ranges and Content-Range set, the body a source of `length` bytes.
struct FileAnswer {
    Response response;  // `stream` gives the bytes; empty for 304 and 416
    uint64_t length = 0;
};

/// Opens `response.file`. Error: not_found if it is not there, internal if it cannot be read or is no plain file.
Result<FileAnswer> answer_with_file(Response response, const Request& request);

}  // namespace tiller::http
