#include "doctor/doctor_checks.h"
#include "hearing/sphinx/sphinx.h"
#include "hearing/vad/voice_activity.h"

namespace tiller::doctor {
namespace {

/// Silero is not needed, so that its absence is no fault: what does its work instead is told.
Check look_at_voice_activity(const hearing::HearingOptions& options) {
    std::string why;
    const std::string name = hearing::make_voice_activity(options, why)->name();
    return {Grade::ok, "hearing: who speaks", why.empty() ? name : name + ", because " + why, ""};
}

Check look_at_recognition() {
    Check check{.grade = Grade::ok, .name = "hearing: English words"};
    auto sphinx = hearing::Sphinx::open({});
    if (!sphinx) {
        return {Grade::warning, check.name, sphinx.error().message,
                "install pocketsphinx-en-us, or robots understand keys only"};
    }
    const bool knows = (*sphinx)->unknown_words({"yes", "no"}).empty();
    if (!knows) {
        return {Grade::warning, check.name, "the dictionary does not know \"yes\" and \"no\"",
                "reinstall pocketsphinx-en-us"};
    }
    check.found = (*sphinx)->name();
    return check;
}

}  // namespace

Checks check_hearing(const DoctorOptions& options) {
    return {look_at_voice_activity(options.hearing), look_at_recognition()};
}

}  // namespace tiller::doctor
