#pragma once
// Our place between the network and the SIP library. The library has no hook there, so two functions of its public
// interface are defined in stack_door.cc, in front of the library's, and call those: tport_tcreate, with which its
// transactions ask its transports for messages, and su_root_register, with which its transports ask the event loop for
// what happens on sockets.

#include "sip/connections.h"
#include "sip/entry.h"

namespace tiller::sip {

/// Thread rule: the loop's thread, which finds its own by `here`. It is there before the library's stack is made and
/// until it is gone.
/// Invariant: every message that was received passes `receive`, every socket `watch`.
class StackDoor {
  public:
    StackDoor(Entry& entry, Connections& connections);
    ~StackDoor();
    StackDoor(const StackDoor&) = delete;
    StackDoor& operator=(const StackDoor&) = delete;

    /// That of the calling thread; null on a thread that has none.
    static StackDoor* here();
    /// The library did come to us: without that, nothing would be judged.
    bool stands() const { return original_.tpac_recv != nullptr; }

    const tport_stack_class_t* guard(const tport_stack_class_t* stack);
    Connections& connections() { return connections_; }

  private:
    static void receive(tp_stack_t* stack, tport_t* transport, msg_t* message, tp_magic_t* magic, su_time_t now);
    static msg_t* begin_message(tp_stack_t* stack, int flags, const char data[], usize_t size, const tport_t* transport,
                                tp_client_t* client);

    Entry& entry_;
    Connections& connections_;
    tport_stack_class_t original_{};
    tport_stack_class_t guarded_{};
};

}  // namespace tiller::sip
