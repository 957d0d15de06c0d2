// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "pipeline/base/result.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/scenario.h"

namespace tailrace::run {

// What a run is going to write into its journal, and what it may.
struct JournalPlan {
    std::optional<std::uint64_t> expectedBytes; // none: nobody knows beforehand
    std::uint64_t quotaBytes = 0;
    std::uint64_t segmentBytes = 0; // the newest one is allocated ahead
    std::string quotaReason;        // "10 % of the free disk"

    // "about 1.0 GiB expected, at most 6.8 GiB (10 % of the free disk)"
    std::string inWords() const;
};

// Known without asking a disk, so that a plan can be tried.
struct JournalRoom {
    std::uint64_t freeBytes = 0;
    std::optional<std::uint64_t> quotaBytes; // none: 20 GiB or a tenth of what is free, the smaller
    std::uint64_t reportBytes = 0;           // that the report may take beside it
};

// An error is a run that does not fit; it says by how much, the caller says what to do.
Result<JournalPlan> planJournal(std::optional<std::uint64_t> expectedBytes, const JournalRoom& room);

// From rate, duration and the size of the scenario's first events; with a past of so many events.
std::uint64_t expectedJournalBytes(const simulator::Scenario& scenario, const simulator::Catalogue& catalogue, double pastEvents = 0);
// From a file's size and its first lines; none when it has no size, such as a pipe.
std::optional<std::uint64_t> expectedJournalBytes(const std::filesystem::path& recordedEvents);

// Of the disk that holds `folder`, or will hold it once it is made.
Result<std::uint64_t> freeDiskBytes(const std::filesystem::path& folder);

// "812 MiB", "1.27 GiB"
std::string bytesText(std::uint64_t bytes);

} // namespace tailrace::run
