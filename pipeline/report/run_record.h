// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/telemetry/budget.h"
#include "pipeline/telemetry/histogram.h"
#include "pipeline/telemetry/ledger.h"
#include "pipeline/telemetry/packed_series.h"
#include "pipeline/telemetry/partition_lag.h"
#include "pipeline/telemetry/stage.h"
#include "pipeline/telemetry/trace.h"

namespace tailrace::report {

// The series of a run: five stages for the requests, the first three for all events, and the two ends.
// Keys as in the run file: "collect", "sessionize", "store" (all events), "collect.request", … ,
// "recommend", "experience" (requests), "freshness", "total", and what docs/run-file.md lists beside them. With the suffix ".waiting" the waiting share.
using telemetry::Series;

struct SecondRecord {
    int second = 0;                 // since the run's start
    telemetry::PackedSeries series; // only what was recorded in this second; packed, because a run may last a day
    telemetry::Ledger ledger;       // cumulative at its end
    double offeredPerSecond = 0;
    double appliedPerSecond = 0;
    std::uint64_t lagEvents = 0;
    double lagSeconds = 0;
    telemetry::PartitionLags partitionLag{}; // empty in older run files
    std::map<std::string, double> queueFill; // name -> 0..1
};

struct Incident {
    double atSeconds = 0;
    std::string kind; // "broker restarted", "redis away", "redis back", "generator late", …
    std::string text; // a sentence
};

struct Threshold {
    std::string expression; // as given: "total.p99<1s"
    bool measured = false;  // false: too few samples, which fails
    double value = 0;       // in the expression's base unit (ms, or a count)
    bool passed = false;
};

struct CpuSeconds {
    double generator = 0, engine = 0;
    std::optional<double> broker, redis; // nothing: not ours, so not measured
};

// What bounds the trust in the figures. Nothing where the run did not measure it, as in older run files.
struct Measuring {
    std::optional<double> clockNanoseconds; // of one reading of the clock, when the run began
    std::optional<double> stealShare;       // 0..1 of the machine's CPU time, taken by other guests of its host
    std::optional<int> hiccupCore;          // where the series "hiccup" was measured; none: wherever the system put it
    std::vector<std::string> modelled;      // what was not the real thing, a sentence each
};

// What was generated of the time before the start and pushed through the whole pipeline. It stands in the ledger, and in nothing that is
// measured.
struct GeneratedPast {
    std::uint64_t events = 0; // accepted
    double seconds = 0;       // that it took before the start
    double span = 0;          // seconds of event time that it covers
};

// All that a run leaves behind; what the run file stores and every export reads.
struct RunRecord {
    std::string scenario;
    std::optional<std::uint64_t> seed; // none: nothing was drawn, recorded events were played
    double durationSeconds = 0;
    std::string startedAt;                      // ISO 8601, UTC
    std::optional<Stamp> origin{};              // its start by the clock of the traces' stamps; nothing in older run files
    std::map<std::string, std::string> machine; // "cpu", "cores", "memory", "kernel", "os", "steal"
    std::map<std::string, std::string> configuration;
    std::vector<std::string> notes; // method notes: what was modelled, sampled, late, not measured
    telemetry::Budget budget;
    Series series; // over the whole run
    std::vector<SecondRecord> seconds;
    std::vector<telemetry::Trace> traces;
    telemetry::Ledger ledger;
    std::vector<Incident> incidents;
    std::vector<Threshold> thresholds;
    CpuSeconds cpu;
    double eventsPerSecond = 0;
    double bytesPerEvent = 0;
    Measuring measuring;
    std::optional<GeneratedPast> past; // none: the run began with nothing
};

} // namespace tailrace::report
