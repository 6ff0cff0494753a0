#include "sip/stack_door.h"

#include <dlfcn.h>
#include <sofia-sip/nta_stateless.h>
#include <sofia-sip/su_tagarg.h>

namespace tiller::sip {
namespace {

thread_local StackDoor* door_of_this_thread = nullptr;

/// The library's own function of this name.
template <class Function>
Function* next_of(Function*, const char* name) {
    return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

}  // namespace

StackDoor::StackDoor(Entry& entry, Connections& connections) : entry_(entry), connections_(connections) {
    door_of_this_thread = this;
}

StackDoor::~StackDoor() { door_of_this_thread = nullptr; }

StackDoor* StackDoor::here() { return door_of_this_thread; }

const tport_stack_class_t* StackDoor::guard(const tport_stack_class_t* stack) {
    original_ = guarded_ = *stack;
    guarded_.tpac_recv = receive;
    guarded_.tpac_alloc = begin_message;
    return &guarded_;
}

msg_t* StackDoor::begin_message(tp_stack_t* stack, int flags, const char data[], usize_t size, const tport_t* transport,
                                tp_client_t* client) {
    StackDoor& door = *door_of_this_thread;
    door.connections_.message_begins(transport);
    return door.original_.tpac_alloc(stack, flags, data, size, transport, client);
}

void StackDoor::receive(tp_stack_t* stack, tport_t* transport, msg_t* message, tp_magic_t* magic, su_time_t now) {
    StackDoor& door = *door_of_this_thread;
    auto* agent = reinterpret_cast<nta_agent_t*>(stack);
    door.connections_.message_ends(transport);
    // Where a message over a stream ends is not known any more once one was broken or too long.
    const bool broken = msg_get_flags(message, MSG_FLG_ERROR | MSG_FLG_TOOLARGE) != 0;
    if (broken && tport_is_stream(transport)) door.connections_.close_later(transport, "broken message");
    switch (broken ? Entry::Verdict::drop : door.entry_.judge(agent, message, sip_object(message))) {
        case Entry::Verdict::let_in:
            return door.original_.tpac_recv(stack, transport, message, magic, now);
        case Entry::Verdict::refuse:
            nta_msg_treply(agent, message, SIP_403_FORBIDDEN, NTATAG_TPORT(transport), TAG_END());
            return;
        case Entry::Verdict::drop:
            msg_destroy(message);
            return door.connections_.close_later(transport, "nothing let in");
    }
}

}  // namespace tiller::sip

// The library's own calls of these arrive here, since a program's symbols come before those of its shared libraries.
extern "C" {

using tiller::sip::StackDoor;

[[gnu::visibility("default")]] tport_t* tport_tcreate(tp_stack_t* stack, tport_stack_class_t const* tpac,
                                                      su_root_t* root, tag_type_t tag, tag_value_t value, ...) {
    static auto* const library = tiller::sip::next_of(&tport_tcreate, "tport_tcreate");
    StackDoor* door = StackDoor::here();
    ta_list ta;
    ta_start(ta, tag, value);
    tport_t* made = library(stack, door != nullptr ? door->guard(tpac) : tpac, root, ta_tags(ta));
    ta_end(ta);
    return made;
}

[[gnu::visibility("default")]] int su_root_register(su_root_t* root, su_wait_t* wait, su_wakeup_f callback,
                                                    su_wakeup_arg_t* argument, int priority) {
    static auto* const library = tiller::sip::next_of(&su_root_register, "su_root_register");
    StackDoor* door = StackDoor::here();
    if (door == nullptr) return library(root, wait, callback, argument, priority);
    const int fd = wait->fd;
    const su_wakeup_f watched = door->connections().before_register(fd, callback, argument);
    const int index = library(root, wait, watched, argument, priority);
    door->connections().after_register(root, fd, index, argument);
    return index;
}

[[gnu::visibility("default")]] int su_root_deregister(su_root_t* root, int index) {
    static auto* const library = tiller::sip::next_of(&su_root_deregister, "su_root_deregister");
    if (StackDoor* door = StackDoor::here()) door->connections().after_deregister(index);
    return library(root, index);
}
}
