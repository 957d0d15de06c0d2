// SPDX-License-Identifier: Apache-2.0
#define XXH_INLINE_ALL // most texts are short: the call would cost more than the hash
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

// The number whose digits the code holds; none: there is no number in it.
std::optional<std::uint64_t> numberOf(std::uint32_t code)
{
    if ((code & HashBit) != 0 || code == 0) return std::nullopt;
    std::uint64_t number = 0, place = 1;
    for (; code > 4; code >>= 8U, place *= 10) number += place * ((code & 0xFFU) - '0');
    return number;
}

} // namespace

FeatureWriter::FeatureWriter(const FeatureSet& set, KeyKind kind, const EventColumns& columns)
    : m_plans(set.plans(kind)),
      m_reader(m_plans, columns),
      m_text(set.profile()),
      m_dependsOnTime(set.profile() == Profile::Published && kind == KeyKind::Session),
      m_windows(m_plans.windows.size()),
      m_computed(set.declarations().size())
{
    m_readers.resize((m_plans.plans.size() + 63) / 64 * TypeCount);
    for (std::size_t i = 0; i < m_plans.plans.size(); ++i) {
        for (TypeMask rest = m_plans.plans[i].events | m_plans.plans[i].perEvents; rest != 0; rest &= rest - 1)
            m_readers[i / 64 * TypeCount + static_cast<std::size_t>(std::countr_zero(rest))] |= std::uint64_t{1} << (i % 64);
    }
    WrittenValues written;
    write(EventHistory(), fromMillis(0), written, [](const FeaturePlan&, std::string_view) {});
    m_emptyCodes.assign(written.m_codes.get(), written.m_codes.get() + m_plans.plans.size());
}

void FeatureWriter::assumeEmpty(WrittenValues& written) const
{
    written.m_codes = std::make_unique<std::uint32_t[]>(m_plans.plans.size());
    std::ranges::copy(m_emptyCodes, written.m_codes.get());
    written.m_first = EventTime::min();
    written.m_last = fromMillis(0); // before all events: whatever there is has come since
}

// Of the events with first <= time < last.
TypeMask FeatureWriter::typesBetween(const EventHistory& history, EventTime first, EventTime last)
{
    TypeMask types = 0;
    if (first >= last) return types;
    for (std::size_t i = history.lowerBound(last); i-- > 0 && history.timeAt(i) >= first;) types |= maskOf(history.at(i).type);
    return types;
}

// Of those that the range has won or lost by itself, whatever came or went.
TypeMask FeatureWriter::typesThatMoved(const EventHistory& history, const Range& range, const WrittenValues& written) const
{
    constexpr auto Next = milliseconds(1);
    if (range.first != EventTime::min()) {
        // A merge or a split: events that were there before, and not in the session, or the other way round.
        return typesBetween(history, std::min(range.first, written.m_first), std::max(range.first, written.m_first))
            | typesBetween(history, std::min(range.last, written.m_last) + Next, std::max(range.last, written.m_last) + Next);
    }
    // Usually what has just arrived; but also what lay behind the last as-of time.
    return typesBetween(history, written.m_last + Next, EventTime::max());
}

// Events that the last evaluation did not see, if nothing else has happened: those that came since then, and those behind its as-of time.
void FeatureWriter::findCame(const EventHistory& history, const Range& range, const WrittenValues& written, Span within)
{
    const auto appended = history.appended();
    m_hasOnlyMovedOn = appended && !written.empty() && !m_dependsOnTime && range.first == written.m_first && range.last >= written.m_last;
    if (!m_hasOnlyMovedOn) return;
    std::size_t first = history.size() - *appended;
    while (first > within.first && history.timeAt(first - 1) > written.m_last) --first;
    m_came = {std::clamp(first, within.first, within.end), within.end};
    m_isOneContext = cameInOneContext(within.first);
}

// Then the columns of the context read the same as before, also among equal times.
bool FeatureWriter::cameInOneContext(std::size_t bottom) const
{
    if (m_came.first == bottom) return m_came.first == m_came.end;
    const EventRecord before = m_history->recordAt(m_came.first - 1);
    const auto isOther = [&](std::size_t at) { return m_history->at(at).context != before.event.context; };
    for (std::size_t at = m_came.first; at < m_came.end; ++at)
        if (isOther(at)) return false;
    for (std::size_t at = m_came.first - 1; at > bottom && m_history->recordAt(at - 1).time == before.time; --at)
        if (isOther(at - 1)) return false;
    return true;
}

void FeatureWriter::place(const EventHistory& history, const WrittenValues& written, std::size_t window, Span within)
{
    const milliseconds size = m_plans.windows[window].size;
    Window& at = m_windows[window];
    at.first = within.first;
    at.left = {within.first, within.first};
    if (size.count() == 0) return;
    const EventTime from = m_range.asOf - size;
    if (within.first < within.end && history.timeAt(within.first) < from)
        at.first = std::clamp(history.lowerBound(from), within.first, within.end);
    // What left the window since the last time is still in the history, right before it.
    std::size_t left = at.first;
    if (!m_hasOnlyMovedOn && at.dirty == AllTypes) return;
    for (; left > within.first && history.timeAt(left - 1) >= written.m_last - size; --left) at.dirty |= maskOf(history.at(left - 1).type);
    at.left = {left, at.first};
}

void FeatureWriter::begin(const EventHistory& history, const Range& range, WrittenValues& written)
{
    m_history = &history;
    m_range = range;
    const std::size_t size = history.size();
    const bool isWhole = size > 0 && history.timeAt(size - 1) <= range.last;
    const std::size_t end = isWhole ? size : history.lowerBound(range.last + milliseconds(1));
    const bool isFromTheFirst = range.first == EventTime::min() || size == 0 || history.timeAt(0) >= range.first;
    const Span within{isFromTheFirst ? 0 : std::min(history.lowerBound(range.first), end), end};

    findCame(history, range, written, within);
    TypeMask dirty = AllTypes;
    if (m_hasOnlyMovedOn) {
        dirty = 0;
        for (std::size_t i = m_came.first; i < m_came.end; ++i) dirty |= maskOf(history.at(i).type);
    } else if (!written.empty() && !m_dependsOnTime && range.last >= written.m_last) {
        dirty = history.changed() | typesThatMoved(history, range, written);
    }
    if (written.empty()) written.m_codes = std::make_unique<std::uint32_t[]>(m_plans.plans.size());

    std::size_t earliest = end;
    for (std::size_t w = 0; w < m_windows.size(); ++w) {
        m_windows[w].dirty = dirty;
        place(history, written, w, within);
        if ((m_windows[w].dirty & m_plans.windows[w].events) != 0) earliest = std::min(earliest, m_windows[w].first);
    }
    written.m_first = range.first;
    written.m_last = range.last;
    m_reader.open(history, earliest, end);
    ++m_evaluation;
}

std::uint64_t FeatureWriter::matching(const FeaturePlan& plan, Span events) const
{
    std::uint64_t count = 0;
    for (std::size_t i = events.first; i < events.end; ++i) {
        const RetainedEvent event = m_history->at(i);
        count += (maskOf(event.type) & plan.events) != 0 && (event.where & plan.where) == plan.where ? 1U : 0U;
    }
    return count;
}

// Does one context more of the same kind change nothing?
bool FeatureWriter::isAlike(const FeaturePlan& plan) const
{
    if (!m_isOneContext || plan.window.count() > 0 || plan.events != AllTypes || plan.where != 0) return false;
    if (plan.of != Column::Campaign && plan.of != Column::Platform && plan.of != Column::DeviceClass) return false;
    return plan.aggregate == Aggregate::FirstOf || plan.aggregate == Aggregate::LastOf || plan.aggregate == Aggregate::ListOf;
}

const FeatureWriter::Computed* FeatureWriter::changedCount(const FeaturePlan& plan, std::size_t window, std::uint64_t before)
{
    // What came and left before it was ever seen is in neither.
    const Window& of = m_windows[window];
    const std::uint64_t more = matching(plan, {std::max(m_came.first, of.first), m_came.end});
    const std::uint64_t less = matching(plan, {of.left.first, std::min(of.left.end, m_came.first)});
    if (more == less) return nullptr;
    m_count.text.clear();
    m_count.text.add(before + more - less);
    m_count.code = codeOf(m_count.text.view());
    return &m_count;
}

const FeatureWriter::Computed* FeatureWriter::changed(const FeaturePlan& plan, std::size_t window, std::uint32_t code)
{
    if (m_hasOnlyMovedOn) {
        if (plan.aggregate == Aggregate::Count)
            if (const auto before = numberOf(code)) return changedCount(plan, window, *before);
        if (isAlike(plan)) return nullptr;
    }
    const Computed& computed = compute(plan, window);
    return computed.code == code ? nullptr : &computed;
}

const FeatureWriter::Computed& FeatureWriter::compute(const FeaturePlan& plan, std::size_t window)
{
    Computed& computed = m_computed[plan.declaration];
    const std::size_t first = m_windows[window].first;
    if (computed.evaluation == m_evaluation && computed.first == first) return computed; // the longer window holds the same events
    m_reader.extendTo(first);
    computed.first = first;
    computed.evaluation = m_evaluation;
    computed.text.clear();
    m_text.append(computed.text, plan, m_reader, m_range.asOf);
    computed.code = codeOf(computed.text.view());
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
