#include "sip/stack_names.h"

#include <sofia-sip/sresolv.h>

#include <cstring>

namespace tiller::sip {
namespace {

thread_local StackNames* names_of_this_thread = nullptr;

sres_record_t record_of(const IpAddress& address, std::string& name) {
    sres_record_t record{};
    record.sr_record->r_refcount = 1;
    record.sr_record->r_name = name.data();
    record.sr_record->r_size = sizeof(record);
    record.sr_record->r_type = address.is_v4() ? sres_type_a : sres_type_aaaa;
    record.sr_record->r_class = sres_class_in;
    record.sr_record->r_parsed = 1;
    if (address.is_v4()) {
        std::memcpy(&record.sr_a->a_addr, address.bytes(), 4);
    } else {
        std::memcpy(&record.sr_aaaa->aaaa_addr, address.bytes(), 16);
    }
    return record;
}

}  // namespace

StackNames::StackNames(Loop& loop, Resolver& resolver, Families families)
    : loop_(loop), resolver_(resolver), families_(families) {
    names_of_this_thread = this;
}

StackNames::~StackNames() { names_of_this_thread = nullptr; }

StackNames* StackNames::here() { return names_of_this_thread; }

bool StackNames::serves(uint16_t type) const {
    return (type == sres_type_a && families_ != Families::v6) || (type == sres_type_aaaa && families_ != Families::v4);
}

StackNames::Question* StackNames::ask(sres_answer_f* callback, sres_context_t* context, uint16_t type,
                                      const char* name) {
    const uint64_t id = next_id_++;
    auto question = std::make_unique<Question>(Question{id, callback, context, type, name});
    Question* asked = question.get();
    questions_.emplace(id, std::move(question));
    auto then = [this, id](const Resolved& resolved) { loop_.post([this, id, resolved] { answer(id, resolved); }); };
    if (serves(type)) {
        resolver_.resolve(name, std::move(then));
    } else {
        then({});
    }
    return asked;
}

void StackNames::answer(uint64_t id, const Resolved& resolved) {
    auto node = questions_.extract(id);
    if (node.empty() || node.mapped()->callback == nullptr) return;
    Question& question = *node.mapped();
    question.callback(question.context, reinterpret_cast<sres_query_t*>(&question),
                      make_list(question.type, question.name, resolved));
}

sres_record_t** StackNames::known(uint16_t type, const char* name) {
    if (!serves(type)) return nullptr;
    const auto resolved = resolver_.known(name);
    return resolved && resolved->ok() ? make_list(type, name, *resolved) : nullptr;
}

sres_record_t** StackNames::make_list(uint16_t type, const std::string& name, const Resolved& resolved) {
    auto list = std::make_unique<List>(List{name, {}, {}});
    for (const IpAddress& address : resolved.addresses) {
        if (address.is_v4() == (type == sres_type_a)) list->records.push_back(record_of(address, list->name));
    }
    for (sres_record_t& record : list->records) list->pointers.push_back(&record);
    list->pointers.push_back(nullptr);
    sres_record_t** pointers = list->pointers.data();
    lists_.emplace(pointers, std::move(list));
    return pointers;
}

namespace {

sres_resolver_t* as_resolver(StackNames* names) { return reinterpret_cast<sres_resolver_t*>(names); }
StackNames& names_of(sres_resolver_t* resolver) { return *reinterpret_cast<StackNames*>(resolver); }

}  // namespace
}  // namespace tiller::sip

// The library's own calls of these arrive here, since a program's symbols come before those of its shared libraries.
extern "C" {

using tiller::sip::as_resolver;
using tiller::sip::names_of;
using tiller::sip::StackNames;

[[gnu::visibility("default")]] sres_resolver_t* sres_resolver_create(su_root_t*, char const*, tag_type_t, tag_value_t,
                                                                     ...) {
    return as_resolver(StackNames::here());
}

[[gnu::visibility("default")]] int sres_resolver_destroy(sres_resolver_t*) { return 0; }

[[gnu::visibility("default")]] sres_query_t* sres_query(sres_resolver_t* resolver, sres_answer_f* callback,
                                                        sres_context_t* context, uint16_t type, char const* domain) {
    return reinterpret_cast<sres_query_t*>(names_of(resolver).ask(callback, context, type, domain));
}

[[gnu::visibility("default")]] void sres_query_bind(sres_query_t* query, sres_answer_f* callback,
                                                    sres_context_t* context) {
    if (query == nullptr) return;
    auto& question = *reinterpret_cast<StackNames::Question*>(query);
    question.callback = callback;
    question.context = context;
}

[[gnu::visibility("default")]] sres_record_t** sres_cached_answers(sres_resolver_t* resolver, uint16_t type,
                                                                   char const* domain) {
    return names_of(resolver).known(type, domain);
}

[[gnu::visibility("default")]] void sres_free_answers(sres_resolver_t* resolver, sres_record_t** answers) {
    names_of(resolver).free_records(answers);
}

/// Ours come sorted.
[[gnu::visibility("default")]] int sres_sort_answers(sres_resolver_t*, sres_record_t**) { return 0; }

/// For SRV records, of which there are none.
[[gnu::visibility("default")]] int sres_set_cached_srv_priority(sres_resolver_t*, char const*, char const*, uint16_t,
                                                                uint32_t, uint16_t) {
    return 0;
}
}
