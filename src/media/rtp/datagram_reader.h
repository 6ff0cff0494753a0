#pragma once
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>

#include "media/rtp/socket_address.h"

namespace tiller::media {

/// Reads the datagrams that wait at a socket into memory of its own.
/// Thread rule: one thread. Never allocates or blocks.
class DatagramReader {
  public:
    DatagramReader() = default;
    DatagramReader(const DatagramReader&) = delete;
    DatagramReader& operator=(const DatagramReader&) = delete;

    /// Hands each waiting datagram to `each(bytes, source)`, at most `most`, so that a flood at one call costs the
    /// others little. Datagrams longer than 2 KiB are dropped. (recvmmsg costs more here: mostly one datagram waits.)
    template <class Each>
    void read(int descriptor, int most, Each&& each) {
        for (int done = 0; done < most; ++done) {
            const ssize_t size = receive(descriptor);
            if (size < 0) return;
            if (static_cast<size_t>(size) < buffer_.size()) {
                each(std::span<const uint8_t>(buffer_.data(), static_cast<size_t>(size)), source_);
            }
        }
    }

  private:
    /// -1: nothing waits.
    ssize_t receive(int descriptor);

    SocketAddress source_;
    std::array<uint8_t, 2049> buffer_{};
};

}  // namespace tiller::media
