// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>

#include "app/run/hand_action.h"
#include "app/run/past_progress.h"
#include "pipeline/runtime/pipeline.h"
#include "pipeline/simulator/generator.h"

namespace tailrace::run {

// Whoever started a run: asked by it, and told. All calls come from the thread that plays the run.
class RunObserver {
public:
    virtual ~RunObserver() = default;

    // True: the run is to stop its traffic, or its waiting. Waits so long for that wish; it is what paces the run.
    virtual bool stopAsked(std::chrono::milliseconds patience) = 0;
    // The oldest thing to be done to the run by hand that it has not been told yet; asked for after each stopAsked(), which returns early
    // when there is one.
    virtual std::optional<HandAction> nextHandAction() { return std::nullopt; }
    // The servers answer, all threads are there; the traffic begins soon after it returns.
    virtual void ready(runtime::Pipeline&) {}
    // The past of the scenario goes through the pipeline, and nothing is measured; so often as stopAsked(). A wish to stop ends the run.
    virtual void loading(const PastProgress&) {}
    // The traffic begins now.
    virtual void began() = 0;
    // Ten times a second while there is traffic; more often, and without a generator, while the rest is worked off.
    virtual void progressed(const telemetry::SnapshotCell& snapshots, const simulator::Generator* generator) = 0;
    // All is worked off and written; the pipeline and its servers go on, without traffic. Called only with RunArguments::keepAlive, unless
    // somebody wished the run to stop; ticks the pipeline, which looks after the servers, for as long as it keeps them.
    virtual void keepAlive(runtime::Pipeline& pipeline) = 0;
};

} // namespace tailrace::run
