#include "form/table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "document/fields.h"
#include "form/json.h"

namespace tiller::form {
namespace {

std::string as_duration(double ms) { return document::to_text(Millis(static_cast<int64_t>(ms))); }

/// What may stand there: "`on`, `off`", "1 to 10000", "up to 64 characters".
std::string bounds_of(const Field& field) {
    const Field& one = field.item && field.type == Type::list ? *field.item : field;
    const Field unbound;
    switch (one.type) {
        case Type::flag:
            return "`on` or `off`";
        case Type::choice:
            return fmt::format("`{}`", fmt::join(one.words, "`, `"));
        case Type::duration:
            return fmt::format("`{}` to `{}`", as_duration(one.least), as_duration(one.most));
        case Type::integer:
        case Type::number:
            if (one.least == unbound.least) return {};
            return fmt::format("{} to {}", to_text(one.least), to_text(one.most));
        case Type::text:
        case Type::name:
            if (field.type == Type::list) return field.longest ? fmt::format("at most {}", field.longest) : "";
            return one.longest ? fmt::format("up to {} characters", one.longest) : "";
        default:
            return {};
    }
}

std::string told_default(const Field& field) {
    if (!field.fallback_told.empty()) return std::string(field.fallback_told);
    if (auto* flag = field.fallback.as<bool>()) return *flag ? "`on`" : "`off`";
    auto* list = field.fallback.as<Value::List>();
    if (field.fallback.is_empty() || field.type == Type::object) return "";
    if (!list) {
        auto* text = field.fallback.as<std::string>();
        return fmt::format("`{}`", text ? *text : to_json(field.fallback));
    }
    std::string told;
    for (const Value& item : *list) told += fmt::format("{}`{}`", told.empty() ? "" : ", ", *item.as<std::string>());
    return told;
}

void write_rows(std::string& out, const std::string& path, const Fields& fields) {
    for (const Field& field : fields) {
        if (field.read_only) continue;
        std::string name = fmt::format("`{}{}`", path, field.name);
        if (field.is_needed()) name = fmt::format("**{}**", name);
        std::string about(field.about), bounds = bounds_of(field);
        if (!bounds.empty()) about += (about.empty() ? "" : "; ") + bounds;
        out += fmt::format("| {} | {} | {} |\n", name, about, told_default(field));
        if (field.inner) write_rows(out, path + std::string(field.name) + ".", *field.inner);
    }
}

}  // namespace

std::string to_markdown(const Fields& fields) {
    std::string out;
    write_rows(out, "", fields);
    return out;
}

}  // namespace tiller::form
