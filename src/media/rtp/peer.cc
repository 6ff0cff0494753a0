#include "media/rtp/peer.h"

#include <algorithm>

namespace tiller::media {

Peer Peer::of(const Remote& remote, int family) {
    Peer peer;
    const auto endpoint = SocketAddress::parse(remote.address, remote.port, family);
    peer.malformed = !endpoint && remote.receives;
    if (endpoint) peer.sources.announced = *endpoint;
    size_t named = 0;
    for (const std::string& server : remote.signalling) {
        const auto host = Host::parse(server);
        if (host && named < peer.sources.signalling.size()) peer.sources.signalling[named++] = *host;
    }
    peer.sources.anywhere = remote.audio_from_anywhere;
    peer.law = remote.payload == 0 ? g711::Law::mu : g711::Law::a;
    peer.telephone_event = remote.telephone_event;
    peer.offered_telephone_event = remote.offered_telephone_event;
    peer.receives = remote.receives;
    // "ptime" is a wish (RFC 8866, 6.4): whole frames of ours, up to 60 ms.
    peer.frames_per_packet = std::clamp(remote.ptime_ms / 20, 1, 3);
    return peer;
}

}  // namespace tiller::media
