#include "carrier/people.h"

#include <fmt/format.h>

#include <array>

#include "base/csv.h"
#include "base/text.h"

namespace tiller::carrier {
namespace {

constexpr std::array<std::string_view, 9> kBehaviours = {
    "answer", "busy", "reject", "ring_out", "unreachable", "no_such_number", "server_error", "silent", "mailbox"};
constexpr int64_t kLongest = 3'600'000;  // ms

Result<Millis> parse_delay(std::string_view text) {
    const auto ms = parse_integer(text);
    if (!ms || *ms < 0 || *ms > kLongest)
        return invalid(fmt::format("\"{}\" is no number of milliseconds up to an hour", text));
    return Millis(*ms);
}

Result<Step> parse_step(std::string_view text) {
    const size_t at = text.rfind('@');
    if (at == text.npos || at == 0) return invalid(fmt::format("step \"{}\" is not <what>@<when>", text));
    std::string_view what = text.substr(0, at), when = text.substr(at + 1);
    Step step;
    if (what == "hangup") {
        step.what = Step::What::hang_up;
    } else if (what.starts_with("say:")) {
        step.what = Step::What::say;
        step.text = std::string(what.substr(4));
        std::replace(step.text.begin(), step.text.end(), '_', ' ');
        if (trim(step.text).empty()) return invalid(fmt::format("step \"{}\" says nothing", text));
    } else if (what.starts_with("play:")) {
        step.what = Step::What::play;
        step.text = std::string(what.substr(5));
        if (step.text.empty()) return invalid(fmt::format("step \"{}\" plays nothing", text));
    } else if (what.find_first_not_of("0123456789*#ABCD") == what.npos) {
        step.text = std::string(what);
    } else {
        return invalid(fmt::format("step \"{}\" is none of keys, say:<words>, play:<file> and hangup", text));
    }
    if (when.starts_with("after")) {
        step.after_prompt = true;
        when.remove_prefix(5);
        if (when.empty()) return step;
        if (!when.starts_with('+'))
            return invalid(fmt::format("step \"{}\": after \"after\" comes +<milliseconds>", text));
        when.remove_prefix(1);
    }
    const auto delay = parse_delay(when);
    if (!delay) return delay.error();
    step.delay = *delay;
    return step;
}

Result<Person> parse_person(const std::map<std::string, std::string>& row) {
    const auto get = [&](const char* name) {
        const auto found = row.find(name);
        return found == row.end() ? std::string() : found->second;
    };
    Person person;
    person.number = digits_of(get("number"));
    if (person.number.empty()) return invalid("the number has no digits");
    person.name = get("name");
    if (!get("language").empty()) person.language = get("language");
    person.voice = get("voice");
    if (const std::string attempt = get("attempt"); !attempt.empty() && attempt != "*") {
        const auto count = parse_integer(attempt);
        if (!count || *count < 1 || *count > 1000)
            return invalid(fmt::format("attempt \"{}\" is neither 1, 2, … nor *", attempt));
        person.attempt = static_cast<int>(*count);
    }
    const auto behaviour = parse_behaviour(get("behaviour"));
    if (!behaviour) return behaviour.error();
    person.behaviour = *behaviour;
    if (const std::string ring = get("ring_ms"); !ring.empty()) {
        const auto delay = parse_delay(ring);
        if (!delay) return delay.error();
        person.ring = *delay;
    }
    auto steps = parse_steps(get("steps"));
    if (!steps) return steps.error();
    person.steps = std::move(*steps);
    if (!person.steps.empty() && person.behaviour != Behaviour::answer && person.behaviour != Behaviour::mailbox) {
        return invalid("only who answers can take steps");
    }
    return person;
}

}  // namespace

std::string_view to_name(Behaviour behaviour) { return kBehaviours[static_cast<size_t>(behaviour)]; }

Result<Behaviour> parse_behaviour(std::string_view name) {
    const auto found = std::find(kBehaviours.begin(), kBehaviours.end(), name);
    if (found == kBehaviours.end())
        return invalid(fmt::format("behaviour \"{}\" is none of {}", name, fmt::join(kBehaviours, ", ")));
    return static_cast<Behaviour>(found - kBehaviours.begin());
}

std::string digits_of(std::string_view number) {
    std::string out;
    for (char c : number) {
        if (c >= '0' && c <= '9') out += c;
    }
    return out;
}

Result<std::vector<Step>> parse_steps(std::string_view text) {
    std::vector<Step> steps;
    for (std::string_view word : split(text, ' ')) {
        if (word.empty()) continue;
        auto step = parse_step(word);
        if (!step) return step.error();
        steps.push_back(std::move(*step));
    }
    return steps;
}

Result<People> People::parse(std::string_view csv) {
    People out;
    const auto file = read_csv_text(csv, '#');
    if (!file) return invalid("the list of people is " + file.error().message);
    CsvReader reader(file->text, file->separator, '#');
    CsvRecord heading, record;
    reader.next(heading);
    while (reader.next(record)) {
        const size_t number = record.line;
        if (!record.fault.empty()) return invalid(fmt::format("line {}: {}", number, record.fault));
        if (record.fields.size() > heading.fields.size())
            return invalid(fmt::format("line {}: more fields than the first line names", number));
        std::map<std::string, std::string> row;
        for (size_t i = 0; i < record.fields.size(); ++i) row[heading.fields[i]] = record.fields[i];
        auto person = parse_person(row);
        if (!person) return invalid(fmt::format("line {}: {}", number, person.error().message));
        if (!out.by_number_.emplace(std::pair(person->number, person->attempt), out.people_.size()).second) {
            return invalid(fmt::format("line {}: this number and attempt stand in an earlier line", number));
        }
        out.people_.push_back(std::move(*person));
    }
    return out;
}

const Person* People::find(std::string_view number, int attempt) const {
    const std::string digits = digits_of(number);
    auto found = by_number_.find({digits, attempt});
    if (found == by_number_.end()) found = by_number_.find({digits, 0});
    return found == by_number_.end() ? nullptr : &people_[found->second];
}

}  // namespace tiller::carrier
