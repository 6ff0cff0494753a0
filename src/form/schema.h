#pragma once
#include <string>

#include "form/field.h"

namespace tiller::form {

/// JSON Schema (2020-12, as OpenAPI 3.1 takes it) of a thing with these fields, as the management interface takes and
/// tells it: secrets are writeOnly, what is told and never set is readOnly, each field has its sentence.
std::string to_schema(const Fields& fields);

/// A sentence of a field without Markdown: "see [guard](guard.md)" is "see guard".
std::string plain(std::string_view markdown);

}  // namespace tiller::form
