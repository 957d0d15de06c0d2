// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/recommend/carousel.h"
#include "pipeline/recommend/recommendation_service.h"
#include "pipeline/runtime/load_shedding.h"
#include "pipeline/runtime/request_batch.h"
#include "pipeline/runtime/side_topics.h"
#include "pipeline/telemetry/latency_recorder.h"
#include "pipeline/telemetry/stamp_dump.h"
#include "pipeline/telemetry/trace_reservoir.h"

namespace tailrace::runtime {

struct RecommendCounts {
    std::atomic<std::uint64_t> responses{0};
    std::atomic<std::uint64_t> personalised{0};
    std::atomic<std::uint64_t> popularity{0};
    std::atomic<std::uint64_t> empty{0};
};

// Stages 4 and 5: answers requests, renders each answer at once, and says what was shown. One thread.
class RecommendRunner {
public:
    struct Parts {
        FeatureStore& store; // a connection of its own: reads do not queue behind writes
        const enrich::ProductTable& table;
        RequestQueue& input;
        SideTopics& side;
        telemetry::LatencyRecorder& latency;
        telemetry::TraceReservoir& traces;
        const Clock& clock;
        telemetry::StampDump* dump = nullptr;   // null: nobody wants the raw stamps
        const LoadShedding* shedding = nullptr; // null: nothing is ever given up
    };

    explicit RecommendRunner(Parts parts, recommend::RecommendationOptions options = {});
    ~RecommendRunner();

    void start();
    void join(); // ends when the input is closed and empty
    const RecommendCounts& counts() const { return m_counts; }

private:
    void run();
    void answer(RequestBatch& batch);
    void prepare(const EventRows& events, std::size_t first, std::size_t count, bool storeUsable);
    void answerOne(EventRows& events, std::size_t row, std::size_t index, Stamp started);
    void expose(const EventRows& events, std::size_t row);
    void count();
    void keepTraces(const EventRows& events);

    Parts m_parts;
    recommend::RecommendationService m_service;
    recommend::Response m_response;
    recommend::CarouselOptions m_carousel;
    RecommendCounts m_counts;
    std::vector<recommend::Request> m_requests;
    std::vector<std::string> m_keys;
    std::vector<std::string_view> m_outcomes; // by row
    std::string m_fragment;
    std::string m_exposure;
    std::jthread m_thread;
};

} // namespace tailrace::runtime
