// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "app/verify/oracle.h"

namespace tailrace::verify {

struct SessionLine {
    std::string shopper;
    std::int64_t first = 0;
    std::int64_t last = 0;
    std::uint64_t events = 0;
    std::uint64_t pageViews = 0;
    std::uint64_t productViews = 0;
    std::uint64_t cartAdds = 0;
    std::uint64_t cartRemoves = 0;
    std::uint64_t checkouts = 0;
    bool closed = false;
};

using Fields = std::map<std::string, std::string>; // field -> text

// What an engine says of everything that it holds at one journal position; docs/cuts.md.
struct Cut {
    std::string origin; // file and line, for people
    std::uint64_t incarnation = 0;
    std::uint64_t position = 0;                         // all frames before it are applied, none behind
    std::int64_t asOf = 0;                              // T
    std::map<std::int32_t, std::uint64_t> nextSequence; // per partition: how many of its frames are applied
    std::map<std::string, Fields> keys;                 // "user:<shopper>", "session:<shopper>:<first ms>", "viewer:<viewer>"
    std::vector<SessionLine> sessions;
    std::optional<LedgerTerms> ledger;
};

// The cuts of one file; throws Unreadable with file and line.
std::vector<Cut> readCuts(std::istream& stream, const std::string& fileName);

// Those of all *.jsonl files of a folder, by journal position.
std::vector<Cut> readCutFolder(const std::filesystem::path& folder);

} // namespace tailrace::verify
