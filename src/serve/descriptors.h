#pragma once
// How many of the descriptors that the system lets us have each part of the server may take.
#include <cstddef>
#include <cstdint>

namespace tiller::serve {

/// A socket for each call and each client: as many descriptors as the system lets us have.
void raise_descriptor_limit();

// What strangers can open, HTTP and SIP together, is half of the descriptors: the others are for calls, files and
// requests of our own. In eighths:
inline constexpr size_t kHttpShare = 3;
inline constexpr size_t kSipShare = 1;

/// As many of the descriptors as are wanted, and no more than `eighths` of those that the system lets us have.
size_t descriptor_share(int64_t wanted, size_t eighths);

}  // namespace tiller::serve
