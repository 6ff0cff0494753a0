// The reading of `when:`: words first, then the grammar of condition.h by recursive descent.
#include <fmt/format.h>

#include <charconv>

#include "base/text.h"
#include "base/zone.h"
#include "dialogue/condition.h"
#include "document/did_you_mean.h"

namespace tiller::dialogue {
namespace {

constexpr int kDeepestCondition = 32;

struct Word {
    enum class Kind { end, name, number, date, text, sign };
    Kind kind = Kind::end;
    std::string text;
    size_t offset = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_char(char c) { return is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }

/// Left by throwing inside this file only.
struct Wrong {
    Fault fault;
};

class Reader {
  public:
    Reader(std::string_view text, const Scope& scope) : text_(text), scope_(scope) { advance(); }

    Condition whole() {
        if (word_.kind == Word::Kind::end) fail("a condition is missing");
        Condition condition = any(0);
        if (word_.kind != Word::Kind::end) fail(fmt::format("\"{}\" is not expected here", word_.text));
        return condition;
    }

  private:
    [[noreturn]] static void fail_at(size_t offset, std::string message) {
        throw Wrong{{.message = std::move(message), .place = {.offset = offset}}};
    }
    [[noreturn]] void fail(std::string message) const { fail_at(word_.offset, std::move(message)); }

    void advance() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\t')) ++at_;
        word_ = {Word::Kind::end, "", at_};
        if (at_ == text_.size()) return;
        char c = text_[at_];
        if (is_digit(c) || (c == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return read_number();
        if (c == '\'' || c == '"') return read_text(c);
        if (is_word_char(c)) return read_name();
        read_sign();
    }
    void read_number() {
        size_t end = at_ + 1;
        while (end < text_.size() && (is_word_char(text_[end]) || text_[end] == '.' || text_[end] == '-')) ++end;
        word_.text = text_.substr(at_, end - at_);
        double number = 0;
        auto [stop, error] = std::from_chars(word_.text.data(), word_.text.data() + word_.text.size(), number);
        if (parse_date(word_.text)) {
            word_.kind = Word::Kind::date;
        } else if (error == std::errc() && stop == word_.text.data() + word_.text.size()) {
            word_.kind = Word::Kind::number;
        } else {
            fail(fmt::format("\"{}\" is neither a number (1500, 12.5) nor a date (2026-01-31)", word_.text));
        }
        at_ = end;
    }
    void read_text(char quote) {
        size_t end = text_.find(quote, at_ + 1);
        if (end == std::string_view::npos) fail(fmt::format("a {} is not closed", quote));
        word_.kind = Word::Kind::text;
        word_.text = text_.substr(at_ + 1, end - at_ - 1);
        at_ = end + 1;
    }
    void read_name() {
        size_t end = at_;
        while (end < text_.size() && is_word_char(text_[end])) ++end;
        word_.kind = Word::Kind::name;
        word_.text = text_.substr(at_, end - at_);
        at_ = end;
    }
    void read_sign() {
        static constexpr std::string_view kSigns[] = {"==", "!=", "<=", ">=", "<", ">", "(", ")"};
        for (std::string_view sign : kSigns) {
            if (!text_.substr(at_).starts_with(sign)) continue;
            word_.kind = Word::Kind::sign;
            word_.text = sign;
            at_ += sign.size();
            return;
        }
        if (text_[at_] == '=') fail("one = compares nothing: write ==");
        fail(fmt::format("\"{}\" has no meaning in a condition", utf8_prefix(text_.substr(at_), 1)));
    }

    bool is_name_word(std::string_view name) const { return word_.kind == Word::Kind::name && word_.text == name; }
    bool is_sign(std::string_view sign) const { return word_.kind == Word::Kind::sign && word_.text == sign; }

    Condition any(int depth) {
        return chain(depth, "or", Condition::Kind::any, [&] { return all(depth); });
    }
    Condition all(int depth) {
        return chain(depth, "and", Condition::Kind::all, [&] { return one(depth); });
    }

    Condition chain(int depth, std::string_view joint, Condition::Kind kind, const std::function<Condition()>& part) {
        if (depth > kDeepestCondition) fail("too many parentheses");
        Condition first = part();
        if (!is_name_word(joint)) return first;
        Condition joined{kind};
        joined.parts.push_back(std::move(first));
        while (is_name_word(joint)) {
            advance();
            joined.parts.push_back(part());
        }
        return joined;
    }

    Condition one(int depth) {
        if (depth > kDeepestCondition) fail("too many parentheses");
        if (is_name_word("not")) {
            advance();
            Condition negation{Condition::Kind::negation};
            negation.parts.push_back(one(depth + 1));
            return negation;
        }
        if (is_sign("(")) {
            advance();
            Condition inner = any(depth + 1);
            if (!is_sign(")")) fail("a ( is not closed");
            advance();
            return inner;
        }
        return compare();
    }

    Condition compare() {
        size_t start = word_.offset;
        Condition condition{Condition::Kind::presence};
        condition.left = operand();
        auto comparison = read_comparison();
        if (!comparison) {
            if (condition.left.source == Operand::Source::literal) {
                fail_at(start, "a value alone is no condition: compare it with something");
            }
            return condition;
        }
        condition.kind = Condition::Kind::comparison;
        condition.comparison = *comparison;
        condition.right = operand();
        check_sorts(condition, start);
        return condition;
    }

    std::optional<Comparison> read_comparison() {
        static constexpr std::pair<std::string_view, Comparison> kSigns[] = {
            {"==", Comparison::equal},  {"!=", Comparison::unequal},       {"<", Comparison::less},
            {">", Comparison::greater}, {"<=", Comparison::less_or_equal}, {">=", Comparison::greater_or_equal}};
        for (const auto& [sign, comparison] : kSigns) {
            if (!is_sign(sign)) continue;
            advance();
            return comparison;
        }
        return std::nullopt;
    }

    Operand operand() {
        using Source = Operand::Source;
        using Sort = Operand::Sort;
        Operand operand{Source::literal, Sort::text, word_.text};
        switch (word_.kind) {
            case Word::Kind::number:
                operand.sort = Sort::number;
                break;
            case Word::Kind::date:
                operand.sort = Sort::date;
                break;
            case Word::Kind::text:
                break;
            case Word::Kind::name:
                operand = named();
                break;
            default:
                fail(word_.text.empty() ? "a value is missing"
                                        : fmt::format("a value is missing before \"{}\"", word_.text));
        }
        advance();
        return operand;
    }

    Operand named() const {
        using Sort = Operand::Sort;
        if (word_.text == "key") return {Operand::Source::key, Sort::open, ""};
        auto kind = scope_.kind(word_.text);
        if (!kind && is_reserved(word_.text)) fail(fmt::format("\"{}\" is not expected here", word_.text));
        if (!kind)
            fail(fmt::format("unknown variable \"{}\"{}", word_.text,
                             document::did_you_mean(word_.text, scope_.names())));
        Sort sort = Sort::open;
        if (*kind == Segment::Kind::number || *kind == Segment::Kind::amount) sort = Sort::number;
        if (*kind == Segment::Kind::date) sort = Sort::date;
        return {Operand::Source::name, sort, word_.text};
    }

    static void check_sorts(const Condition& condition, size_t start) {
        using Sort = Operand::Sort;
        Sort left = condition.left.sort, right = condition.right.sort;
        bool ordered = condition.comparison != Comparison::equal && condition.comparison != Comparison::unequal;
        if (left != Sort::open && right != Sort::open && left != right) {
            fail_at(start, fmt::format("{} and {} cannot be compared", sort_name(left), sort_name(right)));
        }
        bool number_or_date =
            left == Sort::number || left == Sort::date || right == Sort::number || right == Sort::date;
        if (ordered && !number_or_date) fail_at(start, "text has no order: compare it with == or !=");
    }
    static std::string_view sort_name(Operand::Sort sort) {
        return sort == Operand::Sort::number ? "a number" : sort == Operand::Sort::date ? "a date" : "a text";
    }

    std::string_view text_;
    const Scope& scope_;
    size_t at_ = 0;
    Word word_;
};

}  // namespace

std::variant<Condition, Fault> parse_condition(std::string_view text, const Scope& scope) {
    try {
        return Reader(text, scope).whole();
    } catch (const Wrong& wrong) {
        return wrong.fault;
    }
}

}  // namespace tiller::dialogue
