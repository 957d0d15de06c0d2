// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/architecture/source_tree.h"

namespace tailrace::architecture {

// How the rooms of the pipeline (its folders) may know each other, judged from all files together:
//   the foundation (base, event, telemetry, ports) rests on nothing but itself;
//   the adapters (kafka, redis) know only the foundation, and only runtime knows them;
//   runtime is the only room that sees many others, and no room sees it;
//   no two rooms lean on each other, directly or in a ring.
class RoomRules {
public:
    // How many rooms beside the foundation a room other than runtime may know.
    static constexpr std::size_t MostNeighbours = 2;

    void add(const SourceFile& file);
    std::vector<Finding> findings() const;
    std::size_t roomCount() const { return m_arrows.size(); }

private:
    using Arrows = std::map<std::string, std::map<std::string, Finding>>; // from -> to -> where it was first seen

    void checkArrow(const std::string& from, const std::string& to, const Finding& where, std::vector<Finding>& found) const;
    bool reaches(const std::string& from, const std::string& to, std::set<std::string>& seen) const;

    Arrows m_arrows;
};

} // namespace tailrace::architecture
