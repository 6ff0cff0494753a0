#pragma once
// rapidjson: JSON out, JSON Schema, JSON Pointers. Heavy: for few files only.
//
// It compares `top + n > end` before it has memory: an offset to a null pointer, harmless on every machine and
// undefined by the letter. Without these lines every first write would stop a sanitized program. What it includes of
// the standard library comes before: the attribute is for its functions only.
#include <cmath>
#include <sstream>
#include <string>

#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#include <rapidjson/document.h>
#include <rapidjson/pointer.h>
#include <rapidjson/schema.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>
#pragma clang attribute pop
