#include "answering/trial/folder.h"

#include <fmt/format.h>
#include <sndfile.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>

#include "base/csv.h"
#include "speech/resample.h"

namespace tiller::answering::trial {
namespace {

namespace fs = std::filesystem;

constexpr std::array kTruths = {Truth::person, Truth::machine, Truth::nobody};
constexpr int kLongest = 120;  // seconds

Result<Truth> parse_truth(std::string_view word) {
    for (const Truth truth : kTruths) {
        if (to_name(truth) == word) return truth;
    }
    return invalid(fmt::format("who \"{}\" is none of person, machine, nobody", word));
}

Result<std::vector<Labelled>> read_list(const fs::path& folder, const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::stringstream bytes;
    bytes << in.rdbuf();
    if (!in) return not_found(fmt::format("{} cannot be read", file.string()));
    const auto text = read_csv_text(bytes.str(), '#');
    if (!text) return invalid(fmt::format("{} is {}", file.string(), text.error().message));
    CsvReader reader(text->text, text->separator, '#');
    CsvRecord heading, record;
    reader.next(heading);
    const auto column = [&](std::string_view name) {
        return static_cast<size_t>(std::find(heading.fields.begin(), heading.fields.end(), name) -
                                   heading.fields.begin());
    };
    const size_t path = column("file"), who = column("who");
    if (path == heading.fields.size() || who == heading.fields.size())
        return invalid(fmt::format("{}: the first line must name the columns file and who", file.string()));
    std::vector<Labelled> out;
    while (reader.next(record)) {
        const auto fault = [&](const std::string& what) {
            return invalid(fmt::format("{}, line {}: {}", file.string(), record.line, what));
        };
        if (!record.fault.empty()) return fault(record.fault);
        if (record.fields.size() <= std::max(path, who)) return fault("file or who is missing");
        const auto truth = parse_truth(record.fields[who]);
        if (!truth) return fault(truth.error().message);
        out.push_back({(folder / record.fields[path]).string(), record.fields[path], *truth});
    }
    return out;
}

}  // namespace

Result<std::vector<Labelled>> list_recordings(const std::string& folder) {
    std::error_code error;
    if (!fs::is_directory(folder, error)) return not_found(fmt::format("there is no folder \"{}\"", folder));
    const fs::path list = fs::path(folder) / "truth.csv";
    if (fs::exists(list, error)) return read_list(folder, list);
    std::vector<Labelled> out;
    for (const Truth truth : kTruths) {
        const fs::path part = fs::path(folder) / to_name(truth);
        for (const auto& entry : fs::directory_iterator(part, error)) {
            if (!entry.is_regular_file() || entry.path().filename().string().starts_with('.')) continue;
            out.push_back(
                {entry.path().string(), fmt::format("{}/{}", to_name(truth), entry.path().filename().string()), truth});
        }
    }
    if (out.empty())
        return not_found(
            fmt::format("\"{}\" has neither truth.csv nor recordings in person/, machine/ or nobody/", folder));
    std::sort(out.begin(), out.end(), [](const Labelled& a, const Labelled& b) { return a.name < b.name; });
    return out;
}

Result<AudioPtr> read_recording(const std::string& path) {
    SF_INFO info{};
    const std::unique_ptr<SNDFILE, decltype(&sf_close)> file(sf_open(path.c_str(), SFM_READ, &info), sf_close);
    if (!file) return invalid(fmt::format("{}: {}", path, sf_strerror(nullptr)));
    if (info.samplerate < Audio::kRate || info.samplerate > 48000 || info.channels < 1 || info.channels > 8)
        return invalid(fmt::format("{}: {} Hz with {} channels: must be 8000 to 48000 Hz, 1 to 8 channels", path,
                                   info.samplerate, info.channels));
    const auto channels = static_cast<size_t>(info.channels);
    std::vector<int16_t> first, block(channels * 8192);
    const auto most = static_cast<size_t>(kLongest) * static_cast<size_t>(info.samplerate);
    for (sf_count_t read = 1; read > 0 && first.size() < most;) {
        read = sf_readf_short(file.get(), block.data(), 8192);
        for (size_t i = 0; i < static_cast<size_t>(std::max<sf_count_t>(read, 0)); ++i)
            first.push_back(block[i * channels]);
    }
    if (sf_error(file.get()) != SF_ERR_NO_ERROR && first.empty())
        return invalid(fmt::format("{}: {}", path, sf_strerror(file.get())));
    auto samples = speech::resample(first, info.samplerate);
    if (!samples) return samples.error();
    return AudioPtr(std::make_shared<Audio>(Audio{std::move(*samples)}));
}

}  // namespace tiller::answering::trial
