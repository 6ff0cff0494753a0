#pragma once
// A form: the one table of a resource's fields. Reader, writer, comparison, JSON Schema, help and the tables of docs/
// are made from it, by code that knows no resource: reader.h, json.h, yaml.h, changes.h, schema.h, table.h.
//
//   const Form<LineConfig>& line_form() {
//       static const auto form =
//           Form<LineConfig>()
//               .text("username", &LineConfig::username, {.longest = 128, .about = "digest credentials"})
//               .integer("max_channels", &LineConfig::max_channels, {.least = 1, .most = 10'000, .about = "calls at once"});
//       return form;
//   }
//
// A default is what a fresh T has. Rules between fields are functions beside the form.
//
// Invariants: 1. Names are unique. 2. Fields keep their order, everywhere. 3. A form is built once and never changed
// afterwards; then it may be used from any thread.
#include <functional>
#include <stdexcept>

#include "form/convert.h"
#include "form/field.h"

namespace tiller::form {

template <class T>
class Form {
  public:
    using Get = std::function<Value(const T&)>;
    using Set = std::function<void(T&, const Value&)>;

    // `at` is a pointer to a member, or a function from T& to the place itself.
    template <class At>
    Form& text(std::string_view name, At at, Field about = {}) {
        return put(name, Type::text, std::move(about), at, AsText());
    }
    /// A text that names something: never empty.
    template <class At>
    Form& name(std::string_view name, At at, Field about = {}) {
        about.quiet |= !about.required && !about.made;
        return put(name, Type::name, std::move(about), at, AsText());
    }
    template <class At>
    Form& secret(std::string_view name, At at, Field about = {}) {
        return put(name, Type::secret, std::move(about), at, AsText());
    }
    template <class At>
    Form& block(std::string_view name, At at, Field about = {}) {
        return put(name, Type::block, std::move(about), at, AsText());
    }
    template <class At>
    Form& flag(std::string_view name, At at, Field about = {}) {
        return put(name, Type::flag, std::move(about), at, AsFlag());
    }
    template <class At>
    Form& integer(std::string_view name, At at, Field about = {}) {
        return put(name, Type::integer, std::move(about), at, AsInteger());
    }
    template <class At>
    Form& number(std::string_view name, At at, Field about = {}) {
        return put(name, Type::number, std::move(about), at, AsNumber());
    }
    template <class At>
    Form& duration(std::string_view name, At at, Field about = {}) {
        return put(name, Type::duration, std::move(about), at, AsDuration());
    }
    template <class At>
    Form& time_of_day(std::string_view name, At at, Field about = {}) {
        return put(name, Type::time_of_day, std::move(about), at, AsTimeOfDay());
    }
    template <class At>
    Form& instant(std::string_view name, At at, Field about = {}) {
        about.read_only = true;
        return put(name, Type::instant, std::move(about), at, AsInstant());
    }
    template <class At, class E>
    Form& choice(std::string_view name, At at, const Words<E>& words, Field about = {}) {
        for (const auto& [word, meaning] : words) about.words.push_back(word);
        return put(name, Type::choice, std::move(about), at, AsWord<E>{words});
    }
    /// `item` says what is true of each.
    template <class At>
    Form& texts(std::string_view name, At at, Field item, Field about = {}) {
        about.item = std::make_shared<const Field>(std::move(item));
        return put(name, Type::list, std::move(about), at, AsTexts());
    }
    template <class At, class E>
    Form& choices(std::string_view name, At at, const Words<E>& words, Field about = {}) {
        Field item{.type = Type::choice, .codes = std::move(about.codes)};
        for (const auto& [word, meaning] : words) item.words.push_back(word);
        about.item = std::make_shared<const Field>(std::move(item));
        return put(name, Type::list, std::move(about), at, AsListOfWords<E>{{words}});
    }
    template <class At>
    Form& outcomes(std::string_view name, At at, Field about = {}) {
        Field item{.noun = "an outcome", .type = Type::choice};
        item.words.assign(kOutcomeNames.begin() + 1, kOutcomeNames.end());
        about.item = std::make_shared<const Field>(std::move(item));
        return put(name, Type::list, std::move(about), at, AsOutcomes());
    }
    /// Keys that `about.check` accepts, each with an `item`; `converter` as in convert.h.
    template <class At, class Converter>
    Form& map(std::string_view name, At at, Converter converter, Field item, Field about) {
        about.item = std::make_shared<const Field>(std::move(item));
        return put(name, Type::map, std::move(about), at, converter);
    }
    /// Fields within.
    template <class At, class Inner>
    Form& object(std::string_view name, At at, const Form<Inner>& inner, Field about = {}) {
        about.inner = std::make_shared<const Fields>(inner.fields());
        return put(name, Type::object, std::move(about), at, AsForm<Inner>{std::make_shared<const Form<Inner>>(inner)});
    }
    /// A list of things that have a form of their own, told apart by the field `unique_by` unless it is empty.
    template <class At, class Inner>
    Form& objects(std::string_view name, At at, const Form<Inner>& inner, std::string_view unique_by,
                  Field about = {}) {
        Field item{.type = Type::object, .inner = std::make_shared<const Fields>(inner.fields())};
        about.item = std::make_shared<const Field>(std::move(item));
        about.unique_by = unique_by;
        return put(name, Type::list, std::move(about), at,
                   AsForms<Inner>{{std::make_shared<const Form<Inner>>(inner)}});
    }
    /// All fields of another form, as this one's own.
    template <class At, class Inner>
    Form& include(const Form<Inner>& inner, At at) {
        auto shared = std::make_shared<const Form<Inner>>(inner);
        for (size_t i = 0; i < inner.fields().size(); ++i) {
            add(
                inner.fields()[i], [shared, at, i](const T& whole) { return shared->get(i, std::invoke(at, whole)); },
                [shared, at, i](T& whole, const Value& value) { shared->set(i, std::invoke(at, whole), value); });
        }
        return *this;
    }
    /// A field of any other kind.
    template <class At, class Converter>
    Form& put(std::string_view name, Type type, Field field, At at, Converter converter) {
        field.name = name;
        field.type = type;
        Get get = [at, converter](const T& whole) { return converter.to(std::invoke(at, whole)); };
        if (!field.required && !field.read_only) field.fallback = get(T{});
        return add(std::move(field), std::move(get),
                   [at, converter](T& whole, const Value& value) { converter.from(value, std::invoke(at, whole)); });
    }
    Form& add(Field field, Get get, Set set) {
        if (find(fields_, field.name)) throw std::logic_error("a form has two fields " + std::string(field.name));
        fields_.push_back(std::move(field));
        get_.push_back(std::move(get));
        set_.push_back(std::move(set));
        return *this;
    }
    /// A document of a thing of which `is_absent` says so does not tell this field: what it has there, it keeps.
    Form& leave_out(std::string_view name, std::function<bool(const T&)> is_absent) {
        size_t i = index_of(name);
        get_[i] = [get = std::move(get_[i]), is_absent = std::move(is_absent)](const T& whole) {
            return is_absent(whole) ? Value() : get(whole);
        };
        return *this;
    }
    /// Changes what an included form says of a field.
    Form& change(std::string_view name, const std::function<void(Field&)>& edit) {
        edit(fields_[index_of(name)]);
        return *this;
    }

    const Fields& fields() const { return fields_; }
    Value get(size_t field, const T& whole) const { return get_[field](whole); }
    void set(size_t field, T& whole, const Value& value) const { set_[field](whole, value); }

    /// The thing as a document tells it.
    Value::Map to_map(const T& whole) const {
        Value::Map map;
        for (size_t i = 0; i < fields_.size(); ++i) {
            Value value = get_[i](whole);
            bool is_told =
                value.is_nothing() ? fields_[i].type == Type::instant : !fields_[i].quiet || !value.is_empty();
            if (is_told) map.push_back({std::string(fields_[i].name), std::move(value)});
        }
        return map;
    }
    /// Sets what `map` has, and leaves all else as it is.
    void take(T& whole, const Value::Map& map) const {
        for (const Member& member : map) {
            for (size_t i = 0; i < fields_.size(); ++i) {
                if (fields_[i].name == member.name) set_[i](whole, member.value);
            }
        }
    }

  private:
    size_t index_of(std::string_view name) const {
        for (size_t i = 0; i < fields_.size(); ++i) {
            if (fields_[i].name == name) return i;
        }
        throw std::logic_error("a form has no field " + std::string(name));
    }

    template <class Inner>
    struct AsForm {
        std::shared_ptr<const Form<Inner>> form;

        Value to(const Inner& inner) const { return form->to_map(inner); }
        void from(const Value& value, Inner& inner) const {
            if (auto* map = value.as<Value::Map>()) form->take(inner, *map);
        }
    };
    template <class Inner>
    struct AsForms {
        AsForm<Inner> each;

        Value to(const std::vector<Inner>& all) const {
            Value::List list;
            for (const Inner& inner : all) list.push_back(each.to(inner));
            return list;
        }
        void from(const Value& value, std::vector<Inner>& all) const {
            auto* list = value.as<Value::List>();
            if (!list) return;
            all.clear();
            for (const Value& item : *list) each.from(item, all.emplace_back());
        }
    };

    Fields fields_;
    std::vector<Get> get_;
    std::vector<Set> set_;
};

}  // namespace tiller::form
