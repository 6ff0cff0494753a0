#include "setup/environment.h"

#include <fmt/format.h>

#include "dialogue/names.h"

namespace tiller::setup {
namespace {

using document::Node;

class Substitution {
  public:
    explicit Substitution(SetupContext& context) : context_(context) {}

    void walk(Node& node) {
        if (node.is_scalar()) {
            bool holds_variable = node.text.find("${") != std::string::npos;
            node.text = filled(node);
            node.is_hidden = holds_variable;
        }
        for (Node& item : node.items) walk(item);
        for (document::Field& field : node.fields) {
            if (field.key != "definition") walk(field.value);
        }
    }

  private:
    std::string filled(const Node& node) {
        std::string out;
        std::string_view rest = node.text;
        for (;;) {
            size_t dollar = rest.find("${");
            if (dollar == std::string_view::npos) return out.append(rest);
            if (dollar > 0 && rest[dollar - 1] == '$') {
                out.append(rest.substr(0, dollar - 1)).append("${");
                rest.remove_prefix(dollar + 2);
                continue;
            }
            size_t end = rest.find('}', dollar);
            if (end == std::string_view::npos) {
                context_.add(node.at,
                             "${ without its }: an environment variable is written ${NAME}, a plain ${ is $${");
                return {};
            }
            out.append(rest.substr(0, dollar));
            auto value = look_up(std::string(rest.substr(dollar + 2, end - dollar - 2)), node);
            if (!value) return {};
            out.append(*value);
            rest.remove_prefix(end + 1);
        }
    }

    std::optional<std::string> look_up(const std::string& name, const Node& node) {
        if (!dialogue::is_name(name)) {
            context_.add(node.at, "${…} must hold the name of an environment variable: letters, digits and _");
            return std::nullopt;
        }
        if (!context_.source().environment) {
            context_.add(node.at,
                         fmt::format("${{{}}}: a server does not fill in environment variables, `tiller apply` "
                                     "does",
                                     name));
            return std::nullopt;
        }
        auto value = context_.source().environment(name);
        if (!value) context_.add(node.at, fmt::format("${{{}}}: the environment variable {} is not set", name, name));
        return value;
    }

    SetupContext& context_;
};

}  // namespace

void substitute_environment(SetupContext& context, Node& root) { Substitution(context).walk(root); }

}  // namespace tiller::setup
