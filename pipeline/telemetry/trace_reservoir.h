// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

#include "pipeline/telemetry/trace_sample.h"

namespace tailrace::telemetry {

// Samples of the two populations, which are never mixed: their lives end at different stamps.
struct TraceSamples {
    TraceSamples(std::size_t capacity, std::uint64_t seed) : requests(capacity, seed), others(capacity, seed + 1) {}

    void merge(TraceSamples more);
    // At most `limit`, the same room for either population; what one does not need the other may use.
    std::vector<Trace> traces(std::size_t limit) const;

    TraceSample requests; // life = total
    TraceSample others;   // life = freshness
};

// Whole traces of one pipeline thread. That thread offers every event, a batch at a time under one lock:
//     auto offer = reservoir.open();
//     if (const auto interest = offer.wants(isRequest, life)) offer.keep(buildTrace(), interest);
// Another thread takes what has gathered and merges it into the run's own TraceSamples.
class TraceReservoir {
public:
    // Keeps up to `capacity` slowest and as many fair ones of each population.
    TraceReservoir(std::size_t capacity, std::uint64_t seed);

    // Holds the reservoir's lock: short-lived.
    class Offer {
    public:
        TraceInterest wants(bool isRequest, std::chrono::nanoseconds life) { return sample(isRequest).wants(life); }
        void keep(Trace trace, TraceInterest interest)
        {
            TraceSample& target = sample(trace.request);
            target.keep(std::move(trace), interest);
        }

    private:
        friend class TraceReservoir;
        explicit Offer(TraceReservoir& reservoir) : m_lock(reservoir.m_mutex), m_samples(reservoir.m_samples) {}
        TraceSample& sample(bool isRequest) { return isRequest ? m_samples.requests : m_samples.others; }

        std::unique_lock<std::mutex> m_lock;
        TraceSamples& m_samples;
    };

    Offer open() { return Offer(*this); }
    // What was offered since the last take().
    TraceSamples take();

private:
    const std::size_t m_capacity;
    std::mutex m_mutex; // guards all below
    std::uint64_t m_nextSeed;
    TraceSamples m_samples;
};

} // namespace tailrace::telemetry
