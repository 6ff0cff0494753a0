#pragma once
#include "journal/journal.h"

namespace tiller::serve {

/// A journal with all of its subscribers, in the order in which they hear. The server writes by it, and the command
/// line when nobody serves the data folder.
journal::Journal make_journal();

}  // namespace tiller::serve
