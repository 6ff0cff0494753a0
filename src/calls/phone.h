#pragma once
// The seam between whoever wants a call (the dialer today) and whatever makes it: real SIP and RTP, or a simulator.
#include <memory>

#include "calls/participant.h"
#include "campaign/line.h"
#include "store/calls.h"

namespace tiller::calls {

/// A call to be made; its intent is on disk.
struct Order {
    store::Call call;
    std::string caller;  // number to show
    std::shared_ptr<const campaign::LineConfig> line;
    std::unique_ptr<Participant> with;  // who talks on our side; null: cannot be loaded, and the call fails
};

/// What a call's end says of its line, for whoever minds that.
struct LineAnswer {
    enum class Kind {
        none,    // nothing: given up before the line said a word
        passed,  // the line took the call, whatever became of it
        refused  // it did not, for a reason that is not the callee's
    };
    Kind kind = Kind::none;
    int code = 0;          // SIP, of the refusal; 0: no server was reached
    std::string reason{};  // of the refusal
    bool operator==(const LineAnswer&) const = default;
};

class PhoneListener {
  public:
    virtual ~PhoneListener() = default;
    /// The call no longer takes a channel of its line.
    virtual void on_channel_free(const store::Call& call, const LineAnswer& answer) = 0;
    /// All is known of the call, its recording is on disk: exactly once for every order, after `on_channel_free`.
    virtual void on_finished(store::Call call) = 0;
};

/// Thread rule: any thread; the listener is called on the phone's thread and must not block.
class Phone {
  public:
    virtual ~Phone() = default;
    virtual void place(Order order) = 0;
    /// Calls that are not finished.
    virtual size_t up() const = 0;
    /// Calls come in faster than their ends can be worked off: the dialer orders no more until this is over.
    virtual bool is_overloaded() const { return false; }
    /// Ends all calls now; each still gets its `on_finished`.
    virtual void hang_up_all(std::string reason) = 0;
    /// The same for one call; nothing happens if it is over.
    virtual void hang_up(std::string call_id, std::string reason) = 0;
};

}  // namespace tiller::calls
