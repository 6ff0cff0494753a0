#pragma once
#include "media/media.h"
#include "media/rtp/g711.h"
#include "media/rtp/latch.h"
#include "media/rtp/socket_address.h"

namespace tiller::media {

/// A Remote in the form that the media path needs.
struct Peer {
    Sources sources;
    bool malformed = false;  // the address was none: nothing can be sent
    g711::Law law = g711::Law::a;
    int telephone_event = -1;
    int offered_telephone_event = -1;
    int frames_per_packet = 1;  // 20 ms each
    bool receives = true;

    static Peer of(const Remote& remote, int family);
};

}  // namespace tiller::media
