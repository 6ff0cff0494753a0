#include "media/rtp/datagram_reader.h"

namespace tiller::media {

ssize_t DatagramReader::receive(int descriptor) {
    source_.length = sizeof source_.storage;
    return recvfrom(descriptor, buffer_.data(), buffer_.size(), MSG_DONTWAIT,
                    reinterpret_cast<sockaddr*>(&source_.storage), &source_.length);
}

}  // namespace tiller::media
