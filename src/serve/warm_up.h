#pragma once
#include "dialer/robots.h"
#include "speech/speech.h"
#include "store/store.h"

namespace tiller::serve {

/// Has the fixed texts of all published robots synthesized in the background, so that the first call need not wait.
void synthesize_prompts(store::Store& store, dialer::Robots& robots, speech::Speech& speech);

}  // namespace tiller::serve
