#pragma once
// Names for the SIP library. Its own resolver works on the SIP thread and spins there when the name server cannot be
// reached; so the functions of its interface to DNS (sofia-resolv/sres.h) that its transactions use are defined in
// stack_names.cc, in front of the library's, and answered by our Resolver. That covers every name there is: of a line,
// in a Contact or in a Record-Route.
#include <netinet/in.h>
#include <sofia-resolv/sres.h>
#include <sofia-resolv/sres_record.h>

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "sip/loop.h"
#include "sip/resolver.h"

namespace tiller::sip {

enum class Families { v4, v6, both };

/// Thread rule: the loop's thread, which finds its own by `here`.
/// Invariants:
///   1. The library's callback runs from the loop, never within `ask`, and not once it was unbound.
///   2. Answered are A and AAAA, of the families that the endpoint has a socket for; NAPTR and SRV have no records yet.
class StackNames {
  public:
    StackNames(Loop& loop, Resolver& resolver, Families families);
    ~StackNames();
    StackNames(const StackNames&) = delete;
    StackNames& operator=(const StackNames&) = delete;

    /// That of the calling thread; null on a thread that has none.
    static StackNames* here();

    struct Question {
        uint64_t id = 0;
        sres_answer_f* callback = nullptr;
        sres_context_t* context = nullptr;
        uint16_t type = 0;
        std::string name;
    };
    Question* ask(sres_answer_f* callback, sres_context_t* context, uint16_t type, const char* name);
    /// The records, if they are known without a question; else null. Free them with `free_records`.
    sres_record_t** known(uint16_t type, const char* name);
    void free_records(sres_record_t** records) { lists_.erase(records); }

  private:
    /// Records as the library reads them.
    struct List {
        std::string name;
        std::vector<sres_record_t> records;
        std::vector<sres_record_t*> pointers;  // null at the end
    };
    sres_record_t** make_list(uint16_t type, const std::string& name, const Resolved& resolved);
    void answer(uint64_t id, const Resolved& resolved);
    bool serves(uint16_t type) const;

    Loop& loop_;
    Resolver& resolver_;
    const Families families_;
    uint64_t next_id_ = 1;
    std::unordered_map<uint64_t, std::unique_ptr<Question>> questions_;
    std::unordered_map<sres_record_t**, std::unique_ptr<List>> lists_;  // by what the library knows them as
};

}  // namespace tiller::sip
