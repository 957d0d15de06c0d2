// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/trace_sample.h"

#include <algorithm>
#include <set>

namespace tailrace::telemetry {
namespace {

bool isSlower(const Trace& a, const Trace& b) { return a.life() > b.life(); }

Trace takeAt(std::vector<Trace>& traces, std::size_t index)
{
    std::swap(traces[index], traces.back());
    Trace taken = std::move(traces.back());
    traces.pop_back();
    return taken;
}

} // namespace

TraceInterest TraceSample::wants(std::chrono::nanoseconds life)
{
    ++m_seen;
    TraceInterest interest;
    if (m_capacity == 0) return interest;
    interest.slow = m_slowest.size() < m_capacity || life > m_slowest.front().life();
    const std::size_t place = m_seen <= m_capacity ? static_cast<std::size_t>(m_seen - 1) : below(m_seen);
    if (place < m_capacity) interest.fairPlace = place;
    return interest;
}

void TraceSample::keep(Trace trace, TraceInterest interest)
{
    if (interest.fairPlace) {
        if (*interest.fairPlace >= m_fair.size()) m_fair.emplace_back();
        Trace& place = m_fair[std::min(*interest.fairPlace, m_fair.size() - 1)];
        place = trace;
        place.slowest = false;
    }
    if (interest.slow) keepSlow(std::move(trace));
}

void TraceSample::keepSlow(Trace trace)
{
    trace.slowest = true;
    m_slowest.push_back(std::move(trace));
    std::push_heap(m_slowest.begin(), m_slowest.end(), isSlower);
    if (m_slowest.size() <= m_capacity) return;
    std::pop_heap(m_slowest.begin(), m_slowest.end(), isSlower);
    m_slowest.pop_back();
}

void TraceSample::merge(TraceSample other)
{
    for (Trace& trace : other.m_slowest) {
        if (m_slowest.size() < m_capacity || trace.life() > m_slowest.front().life()) keepSlow(std::move(trace));
    }
    mergeFair(other);
    m_seen += other.m_seen;
}

// Draws from the union as if its events lay in one urn: each draw takes from a side with the chance that the next event
// of the urn is one of that side's.
void TraceSample::mergeFair(TraceSample& other)
{
    std::vector<Trace> mine = std::move(m_fair);
    std::uint64_t mineLeft = m_seen, otherLeft = other.m_seen;
    m_fair.clear();
    while (m_fair.size() < m_capacity && mineLeft + otherLeft > 0) {
        const bool fromMine = below(mineLeft + otherLeft) < mineLeft;
        std::vector<Trace>& source = fromMine ? mine : other.m_fair;
        std::uint64_t& left = fromMine ? mineLeft : otherLeft;
        if (source.empty()) {
            left = 0; // that side kept fewer than this one holds
            continue;
        }
        --left;
        m_fair.push_back(takeAt(source, below(source.size())));
    }
}

void TraceSample::clear()
{
    m_seen = 0;
    m_slowest.clear();
    m_fair.clear();
}

std::vector<Trace> TraceSample::traces() const
{
    std::vector<Trace> result = m_slowest;
    std::sort(result.begin(), result.end(), isSlower);
    std::set<std::pair<std::int32_t, std::uint64_t>> known;
    for (const Trace& trace : result) known.emplace(trace.partition, trace.sequence);
    for (const Trace& trace : m_fair) {
        if (known.emplace(trace.partition, trace.sequence).second) result.push_back(trace);
    }
    return result;
}

} // namespace tailrace::telemetry
