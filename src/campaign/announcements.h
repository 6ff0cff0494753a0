#pragma once
// What a campaign tells the journal, in the transaction of what it tells (docs/contract/voice.md, "Webhooks").
#include "campaign/context.h"
#include "store/line_holds.h"
#include "store/tasks.h"

namespace tiller::campaign {

void announce_call(store::Tx& tx, const Context& context, const store::Task& task, const store::Number& number);
void announce_task(store::Tx& tx, const Context& context, const store::Task& task);
void announce_plan(store::Tx& tx, const Context& context, const store::Plan& plan);
/// `state`: "held" or "released"; `why` in a sentence.
void announce_line(store::Tx& tx, const Context& context, const store::Line& line, const store::LineHold& hold,
                   std::string_view state, std::string_view why);

}  // namespace tiller::campaign
