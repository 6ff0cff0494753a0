#pragma once
// Answers of the management interface for people. Whatever an answer holds, what comes out of here is printable: some
// of it was written by callees' carriers and by customers' servers.
#include <string>
#include <string_view>
#include <vector>

#include "base/zone.h"

namespace tiller::cli {

/// Of problem details (RFC 9457); empty if it is none.
std::string problem_detail(const std::string& body);
/// Whether this field of an answer is false.
bool is_false(const std::string& body, std::string_view field);
/// A member of an object, objects as JSON; "-" if it is absent or null.
std::string json_member(const std::string& object, std::string_view name);
/// Adds a page's items, as JSON, to `items`. The cursor of the next page; empty for the last.
std::string take_page(const std::string& body, std::vector<std::string>& items);

std::string to_json_array(const std::vector<std::string>& items);
/// The same with its instants by the clocks of a zone, "2026-12-01 09:30:00": what is told as UTC, and what has an
/// offset already.
std::string in_zone(const std::string& json, const Zone& zone);
/// For spreadsheets: a heading, then a row a thing. Columns are the fields in the order in which they are met; fields
/// within a field are "limits.open_plans", lists are JSON. Nothing if there are no items.
std::string to_csv(const std::vector<std::string>& items);
/// One line a thing: what names it, and these columns ("at,actor"); without them its first plain fields.
std::string to_table(const std::vector<std::string>& items, std::string_view id_field, std::string_view chosen = "");
/// "name: value", one field a line, "limits.open_plans: 5" within another; texts of several lines are indented.
std::string to_lines(const std::string& object);

}  // namespace tiller::cli
