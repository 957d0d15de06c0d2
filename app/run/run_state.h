// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/run/scenario_arguments.h"
#include "pipeline/base/clock.h"
#include "pipeline/report/run_record.h"
#include "pipeline/runtime/incident_log.h"

namespace tailrace::run {

// From there on the traffic's rate was so many times the scenario's.
struct RateChange {
    std::chrono::nanoseconds at{}; // since the start of the traffic
    double factor = 1;
};

// What a run must know of itself to go on after its process was killed, in the file resume.json of its folder from its start to its
// report. Holds no password: of a Redis that wants one the address is missing and must be given again.
struct RunState {
    RunArguments arguments;
    ScenarioArguments scenario;
    bool redisWantsPassword = false;
    std::optional<Stamp> origin; // of the traffic, on the clock of this boot of the machine; none: it has not begun, its past is loaded
    Stamp pastOrigin{};          // what the due times of its past count from
    std::optional<report::GeneratedPast> past;          // once it is loaded
    EventTime wallAtPlan{};                             // from which the traffic's event times were drawn
    std::string startedAt;                              // ISO 8601
    std::size_t crashes = 0, crashesInPast = 0;         // of its traffic, and of its past
    std::optional<Stamp> died;                          // the last time, if somebody saw it; not kept
    std::vector<runtime::IncidentLog::Entry> incidents; // so far, of all its lives
    std::vector<RateChange> rateChanges;                // by hand, in order
    std::uint64_t journalQuotaBytes = 0, journalSegmentBytes = 0;
    std::string journalWords;
};

inline constexpr const char* RunStateName = "resume.json";

Result<void> saveRunState(const std::filesystem::path& out, const RunState& state);
// NotFound: the folder holds no run that was cut off. Unsupported: the machine was started anew since, and its clock with it. Errors say
// what to do.
Result<RunState> loadRunState(const std::filesystem::path& out);
// The run has come to its end: what it would have gone on from goes, the checkpoints too.
void forgetRunState(const std::filesystem::path& out);

} // namespace tailrace::run
