#include "answering/trial/judged_call.h"

#include "hearing/vad/voice_activity.h"

namespace tiller::answering::trial {

JudgedCall judge(const SampleCall& call, const Settings& settings) {
    JudgedCall out{.name = call.name,
                   .kind = call.kind,
                   .truth = call.truth,
                   .first{},
                   .last{},
                   .machine_at{},
                   .message_at{},
                   .evidence{}};
    Detector detector(settings, call.language);
    const auto voice = hearing::make_voice_chain();
    const auto state = voice->open();
    auto words = call.words.begin();
    const std::vector<int16_t>& samples = call.audio->samples;
    for (size_t at = 0; at + Audio::kFrame <= samples.size(); at += Audio::kFrame) {
        const std::span<const int16_t> frame(samples.data() + at, Audio::kFrame);
        hearing::ActivityJob job{state.get(), frame.data()};
        voice->judge({&job, 1});
        bool is_news = detector.hear(frame, job.is_speech);
        for (; words != call.words.end() && words->frame <= at / Audio::kFrame; ++words) {
            if (detector.wants_words()) is_news |= detector.hear_words(words->text);
        }
        if (!is_news) continue;
        if (!out.machine_at && is_machine(detector.verdict().who)) out.machine_at = detector.now();
        if (!out.message_at && detector.may_leave_message()) out.message_at = detector.now();
    }
    out.evidence = detector.evidence();
    if (!out.evidence.verdicts.empty()) out.first = out.evidence.verdicts.front();
    out.last = detector.verdict();
    return out;
}

}  // namespace tiller::answering::trial
