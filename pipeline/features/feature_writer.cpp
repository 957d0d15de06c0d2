// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/feature_writer.h"

#include <algorithm>
#include <xxhash.h>

namespace tailrace::features {
namespace {

using std::chrono::milliseconds;

constexpr std::uint32_t HashBit = 1U << 31U;

std::uint32_t codeOf(std::string_view text)
{
    if (text.size() > 3) return static_cast<std::uint32_t>(XXH3_64bits(text.data(), text.size())) | HashBit;
    auto code = static_cast<std::uint32_t>(text.size() + 1);
    for (const char c : text) code = code << 8U | static_cast<unsigned char>(c);
    return code;
}

} // namespace

FeatureWriter::FeatureWriter(const FeatureSet& set, KeyKind kind, const EventColumns& columns)
    : m_plans(set.plans(kind)), m_reader(m_plans, columns), m_text(set.profile()),
      m_dependsOnTime(set.profile() == Profile::Published && kind == KeyKind::Session), m_first(m_plans.windows.size()),
      m_dirty(m_plans.windows.size()), m_computed(set.declarations().size())
{}

// Of the events with first <= time < last.
TypeMask FeatureWriter::typesBetween(const EventHistory& history, EventTime first, EventTime last)
{
    TypeMask types = 0;
    if (first >= last) return types;
    for (std::size_t i = history.lowerBound(last); i-- > 0 && history.timeAt(i) >= first;) types |= maskOf(history.at(i).type);
    return types;
}

void FeatureWriter::begin(const EventHistory& history, const Range& range, WrittenValues& written)
{
    constexpr auto Next = milliseconds(1);
    m_range = range;
    TypeMask dirty = history.changed();
    const bool isSession = range.first != EventTime::min();
    if (written.empty()) {
        written.m_codes = std::make_unique<std::uint32_t[]>(m_plans.plans.size());
        dirty = AllTypes;
    } else if (isSession) {
        // A merge or a split: events that were there before, and not in the session, or the other way round.
        dirty |= typesBetween(history, std::min(range.first, written.m_first), std::max(range.first, written.m_first));
        dirty |= typesBetween(history, std::min(range.last, written.m_last) + Next, std::max(range.last, written.m_last) + Next);
    } else if (history.size() > 0 && history.timeAt(history.size() - 1) > written.m_last) {
        // Usually what has just arrived; but also what lay behind the last as-of time.
        dirty |= typesBetween(history, written.m_last + Next, EventTime::max());
    }
    if (m_dependsOnTime || range.last < written.m_last) dirty = AllTypes;

    const std::size_t size = history.size();
    const std::size_t end = size > 0 && history.timeAt(size - 1) <= range.last ? size : history.lowerBound(range.last + Next);
    const std::size_t bottom = isSession ? history.lowerBound(range.first) : 0;
    std::size_t earliest = end;
    for (std::size_t w = 0; w < m_plans.windows.size(); ++w) {
        const WindowPlans& window = m_plans.windows[w];
        m_first[w] = bottom;
        m_dirty[w] = dirty;
        if (window.size.count() > 0) {
            const EventTime from = range.asOf - window.size;
            m_first[w] = std::clamp(history.lowerBound(from), bottom, end);
            // What left the window since the last time is still in the history, right before it.
            if (dirty != AllTypes && m_first[w] > bottom) m_dirty[w] |= typesBetween(history, written.m_last - window.size, from);
        }
        if ((m_dirty[w] & window.events) != 0) earliest = std::min(earliest, m_first[w]);
    }
    written.m_first = range.first;
    written.m_last = range.last;
    m_reader.open(history, earliest, end);
    ++m_evaluation;
}

const FeatureWriter::Computed& FeatureWriter::compute(const FeaturePlan& plan, std::size_t window)
{
    Computed& computed = m_computed[plan.declaration];
    if (computed.evaluation == m_evaluation && computed.first == m_first[window]) return computed; // the longer window holds the same events
    m_reader.extendTo(m_first[window]);
    computed.first = m_first[window];
    computed.evaluation = m_evaluation;
    computed.text.clear();
    m_text.append(computed.text, plan, m_reader, m_range.asOf);
    computed.code = codeOf(computed.text);
    return computed;
}

std::string FeatureWriter::value(const EventHistory& history, const FeaturePlan& plan, const Range& range)
{
    WrittenValues nothing;
    std::string found;
    writeRange(history, range, nothing, [&](const FeaturePlan& other, std::string_view text) {
        if (other.field == plan.field) found = text;
    });
    return found;
}

template <class At>
std::optional<EventTime> FeatureWriter::next(const EventHistory& history, EventTime asOf, At at) const
{
    std::optional<EventTime> earliest;
    for (const WindowPlans& window : m_plans.windows) {
        if (window.size.count() == 0) continue;
        for (std::size_t i = history.lowerBound(asOf - window.size); i < history.size(); ++i) {
            if ((maskOf(history.at(i).type) & window.events) == 0) continue;
            const EventTime time = at(history.timeAt(i) + window.size + milliseconds(1), window);
            if (!earliest || time < *earliest) earliest = time;
            break;
        }
    }
    return earliest;
}

std::optional<EventTime> FeatureWriter::nextChange(const EventHistory& history, EventTime asOf) const
{
    return next(history, asOf, [](EventTime change, const WindowPlans&) { return change; });
}

std::optional<EventTime> FeatureWriter::nextWrite(const EventHistory& history, EventTime asOf) const
{
    return next(history, asOf, [](EventTime change, const WindowPlans& window) {
        const std::int64_t cadence = window.cadence.count();
        return fromMillis((toMillis(change) + cadence - 1) / cadence * cadence);
    });
}

} // namespace tailrace::features
