#include <fmt/format.h>

#include <set>

#include "doctor/doctor_checks.h"
#include "installation/installed.h"
#include "speech/speech.h"

namespace tiller::doctor {
namespace {

/// One number, spoken: every language has a speller for it or says digits.
Check speak(speech::Speech& speech, const std::string& language) {
    Check check{.grade = Grade::error, .name = fmt::format("speech in \"{}\"", language)};
    check.advice = "install the packages of packages.txt, and keep the program tiller-espeak beside tiller";
    if (!speech.speaks(language)) {
        check.found = "no engine speaks it, but a robot does";
        return check;
    }
    auto start = std::chrono::steady_clock::now();
    auto sound = speech.render({language, "", {{Segment::Kind::number, "1234", ""}}});
    auto took = std::chrono::duration_cast<Millis>(std::chrono::steady_clock::now() - start);
    if (!sound) {
        check.found = sound.error().message;
        return check;
    }
    Millis length{0};
    int loudest = 0;
    for (const AudioPtr& part : sound->parts) {
        length += part->length();
        for (int16_t sample : part->samples) loudest = std::max(loudest, std::abs(int{sample}));
    }
    constexpr Millis kShortest{200};
    constexpr int kQuietest = 1000;
    if (length < kShortest || loudest < kQuietest) {
        check.found = fmt::format("a number became {} ms of sound, loudest sample {}: nothing to be heard",
                                  length.count(), loudest);
        return check;
    }
    return {Grade::ok, check.name, fmt::format("{} ms of sound in {} ms", length.count(), took.count()), ""};
}

}  // namespace

Checks check_speech(const DoctorOptions& options) {
    auto speech = speech::Speech::open({.espeak_helper = options.espeak_helper});
    if (!speech) {
        return {{Grade::error, "speech engines", speech.error().message,
                 "build the whole project: tiller-espeak belongs beside tiller"}};
    }
    Checks checks;
    for (const std::string& line : (*speech)->describe()) {
        bool broken = line.find("does not work") != std::string::npos;
        checks.push_back({broken ? Grade::warning : Grade::ok, "speech engine", line,
                          broken ? "reinstall the packages of packages.txt" : ""});
    }
    std::set<std::string> languages{"en"};
    languages.merge(installation::installed_languages(options.data_dir));
    for (const std::string& language : languages) checks.push_back(speak(**speech, language));
    return checks;
}

}  // namespace tiller::doctor
