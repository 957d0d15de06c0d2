// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/features/feature_set.h"
#include "pipeline/sessionize/session_rules.h"
#include "pipeline/simulator/incident_plan.h"
#include "pipeline/simulator/stock_feed.h"
#include "pipeline/telemetry/stage_group.h"

namespace tailrace::runtime {

struct PipelineOptions {
    std::filesystem::path journalDirectory;
    std::uint64_t journalQuotaBytes = 0; // 0: only the disk decides
    std::uint64_t journalSegmentBytes = std::uint64_t{256} << 20;
    // Of the engine's state, so that a run can go on after a crash: with an existing journal and the checkpoints in here, start() does.
    // Empty: none are kept.
    std::filesystem::path checkpointDirectory{};
    std::filesystem::path sessionIndex{}; // file of the closed sessions (sessionize::ClosedSessions); empty: they are not kept
    std::filesystem::path cutDirectory{}; // of cuts (docs/cuts.md); empty: none can be made
    std::filesystem::path stampDump{};    // raw stamps of every event (docs/stamp-dump.md); empty: none
    std::string brokers;                  // host:port of a real Kafka; empty: the embedded broker
    std::string redis;                    // address of a real Redis; empty: the embedded server
    std::int32_t partitions = 4;          // of the embedded broker; a real one says its own
    std::size_t workers = 0;              // 0: one less than the cores, at least one
    int lingerMs = 1;
    std::size_t recommendedItems = 8;
    std::chrono::milliseconds coalesce{1000};    // how long a value may wait for later ones under lag; 0: each event is written at once
    bool telemetry = true;                       // off only to measure what it costs
    std::vector<telemetry::StageGroup> groups{}; // of stages, that the budget wants measured as one
    std::chrono::nanoseconds plantedError{};     // see StoreWriterOptions; 0 but for a check that must fail
    std::uint64_t seed = 1;                      // of the trace samples
    sessionize::SessionRules rules;
    std::shared_ptr<const features::FeatureSet> features{}; // required of a pipeline
    std::vector<simulator::ScheduledIncident> incidents{};  // played from beginMeasuring() on
    simulator::StockFeed* stock = nullptr;                  // published to `inventory`; must outlive the pipeline
};

} // namespace tailrace::runtime
