// SPDX-License-Identifier: Apache-2.0
#include "tests/architecture/room_rules.h"

namespace tailrace::architecture {
namespace {

bool isFoundation(const std::string& room) { return room == "base" || room == "event" || room == "telemetry" || room == "ports"; }

bool isAdapter(const std::string& room) { return room == "kafka" || room == "redis"; }

// The room that a path lies in; empty outside of the pipeline's rooms.
std::string roomOf(std::string_view path)
{
    const auto parts = partsOf(path);
    return parts.size() > 2 && parts[0] == "pipeline" ? parts[1] : std::string();
}

} // namespace

void RoomRules::add(const SourceFile& file)
{
    const std::string from = roomOf(file.path);
    if (from.empty()) return;
    auto& arrows = m_arrows[from];
    for (const Include& include : includesOf(file.text)) {
        const std::string to = roomOf(include.target);
        if (!to.empty() && to != from) arrows.try_emplace(to, Finding{file.path, include.line, {}});
    }
}

std::vector<Finding> RoomRules::findings() const
{
    std::vector<Finding> found;
    for (const auto& [from, arrows] : m_arrows) {
        std::string neighbours;
        std::size_t count = 0;
        for (const auto& [to, where] : arrows) {
            checkArrow(from, to, where, found);
            if (isFoundation(to)) continue;
            neighbours += " " + to;
            ++count;
        }
        if (from != "runtime" && count > MostNeighbours) {
            found.push_back({"pipeline/" + from, 0, "only runtime may know so many rooms:" + neighbours});
        }
    }
    return found;
}

void RoomRules::checkArrow(const std::string& from, const std::string& to, const Finding& where, std::vector<Finding>& found) const
{
    const auto complain = [&](std::string text) { found.push_back({where.path, where.line, std::move(text)}); };
    std::set<std::string> seen;
    if (isFoundation(from) && !isFoundation(to)) complain("the foundation room " + from + " must not know " + to);
    if (isAdapter(from) && !isFoundation(to)) complain("the adapter " + from + " must not know " + to);
    if (isAdapter(to) && from != "runtime") complain("only runtime may know the adapter " + to);
    if (to == "runtime") complain("no room may know runtime");
    if (reaches(to, from, seen)) complain("the rooms " + from + " and " + to + " lean on each other");
}

bool RoomRules::reaches(const std::string& from, const std::string& to, std::set<std::string>& seen) const
{
    if (from == to) return true;
    const auto arrows = m_arrows.find(from);
    if (arrows == m_arrows.end() || !seen.insert(from).second) return false;
    for (const auto& arrow : arrows->second) {
        if (reaches(arrow.first, to, seen)) return true;
    }
    return false;
}

} // namespace tailrace::architecture
