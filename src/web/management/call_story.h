#pragma once
#include "base/json/json.h"
#include "store/accounts.h"
#include "store/calls.h"

namespace tiller::management {

/// What happened around a call, as fields of its document: earlier attempts at its row, what the guard said of it, and
/// what became of the events that tell it.
void write_story(JsonWriter& json, store::Db& db, const store::Account& account, const store::Call& call);

}  // namespace tiller::management
