// Schemas of partners' routes, and bodies against them. The first byte says whether the first line is a schema or a
// pattern. Properties: a schema that is found good judges every body without a crash, and in little time.
#include <algorithm>
#include <string>

#include "base/json/rapid_json.h"
#include "leads/body_schema.h"
#include "leads/schema_check.h"

namespace {

std::string schema_of(char kind, const std::string& line) {
    if (kind != 'p') return line;
    rapidjson::StringBuffer buffer;
    rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
    writer.StartObject();
    writer.Key("pattern");
    writer.String(line.data(), static_cast<rapidjson::SizeType>(line.size()));
    writer.EndObject();
    return buffer.GetString();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    if (size == 0) return 0;
    std::string text(reinterpret_cast<const char*>(data) + 1, size - 1);
    size_t end = text.find('\n');
    std::string schema = schema_of(static_cast<char>(data[0]), text.substr(0, end));
    if (tiller::leads::schema_fault(schema)) return 0;
    std::string rest = end == std::string::npos ? "" : text.substr(end + 1);
    rapidjson::Document body;
    body.Parse(rest.data(), rest.size());
    bool is_deep = std::count(rest.begin(), rest.end(), '[') + std::count(rest.begin(), rest.end(), '{') > 500;
    if (data[0] == 'p' || is_deep || body.HasParseError()) {
        body.SetString(rest.data(), static_cast<rapidjson::SizeType>(rest.size()), body.GetAllocator());
    }
    tiller::leads::BodySchema(schema).check(body);
    return 0;
}
