// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/trace_reservoir.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace tailrace::telemetry {
namespace {

constexpr std::uint64_t SeedsPerSample = 2;

} // namespace

void TraceSamples::merge(TraceSamples more)
{
    requests.merge(std::move(more.requests));
    others.merge(std::move(more.others));
}

std::vector<Trace> TraceSamples::traces(std::size_t limit) const
{
    std::vector<Trace> result = requests.traces();
    std::vector<Trace> rest = others.traces();
    const std::size_t forRest = std::min(rest.size(), std::max(limit / 2, limit - std::min(limit, result.size())));
    result.resize(std::min(result.size(), limit - forRest));
    rest.resize(forRest);
    result.insert(result.end(), std::move_iterator(rest.begin()), std::move_iterator(rest.end()));
    return result;
}

TraceReservoir::TraceReservoir(std::size_t capacity, std::uint64_t seed)
    : m_capacity(capacity),
      m_nextSeed(seed + SeedsPerSample),
      m_samples(capacity, seed)
{}

TraceSamples TraceReservoir::take()
{
    const std::lock_guard lock(m_mutex);
    TraceSamples fresh(m_capacity, m_nextSeed);
    m_nextSeed += SeedsPerSample;
    return std::exchange(m_samples, std::move(fresh));
}

} // namespace tailrace::telemetry
