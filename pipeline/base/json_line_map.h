// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <unordered_map>

#include "pipeline/base/result.h"

namespace tailrace {

// The line on which each value of one parsed document begins. Keyed by address: the document must stay where it is.
using JsonLineMap = std::unordered_map<const nlohmann::json*, std::size_t>;

// "scenarios/sale.json:12: stages[1].rate: reason"; without the path's part when it is empty.
std::string locatedReason(std::string_view file, std::size_t line, std::string_view path, std::string_view reason);
std::string jsonMemberPath(std::string_view path, std::string_view key);
std::string jsonElementPath(std::string_view path, std::size_t index);

// Parses into root and fills lines. Refuses, with the place: wrong syntax, a key that stands twice in one object
// (one of the two would be ignored silently), and more than 64 levels.
Result<void> parseWithLines(std::string_view text, std::string_view fileName, nlohmann::json& root, JsonLineMap& lines);

} // namespace tailrace
