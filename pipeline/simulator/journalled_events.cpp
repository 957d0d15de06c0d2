// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/journalled_events.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "pipeline/event/dead_letter.h"
#include "pipeline/journal/journal_reader.h"
#include "pipeline/journal/journal_recovery.h"

namespace tailrace::simulator {
namespace {

using journal::FrameKind;

Error unusable(const std::filesystem::path& folder, const std::string& why)
{
    return {ErrorCode::InvalidInput, "the journal in " + folder.string() + " cannot be played again: " + why};
}

} // namespace

Result<std::unique_ptr<JournalledEvents>> JournalledEvents::open(const std::filesystem::path& folder, ReplayPace pace)
{
    std::error_code ignored;
    if (!std::filesystem::is_directory(folder, ignored))
        return unusable(folder, "it is not there. A run's journal stands in the folder journal beside its run file; copy both.");
    auto segments = journal::JournalSegments::load(folder);
    if (!segments) return unusable(folder, segments.error().context());
    const auto list = (*segments)->list();
    if (list.empty()) return unusable(folder, "it holds nothing.");
    if (list.front().header.base.value > 0) return unusable(folder, "its beginning has been removed.");
    for (const auto& segment : list)
        if (segment.header.boot != list.front().header.boot)
            return unusable(folder, "it was written before and after a restart of its host, so its due times cannot be compared.");
    const auto end = journal::findEnd(**segments);
    if (!end) return unusable(folder, end.error().context());
    std::unique_ptr<JournalledEvents> events(new JournalledEvents(std::move(*segments), end->position, pace));
    if (auto read = events->readAll(); !read) return unusable(folder, read.error().context());
    if (events->events() == 0)
        return unusable(folder,
            events->pastEvents() == 0 ? "it holds no events." : "it holds nothing but the generated past of a run that was stopped in it.");
    return events;
}

JournalledEvents::JournalledEvents(std::unique_ptr<journal::JournalSegments> segments, journal::JournalPosition end, ReplayPace pace)
    : m_segments(std::move(segments)),
      m_end(end),
      m_pace(pace),
      m_walk(*m_segments, m_segments->firstPosition()),
      m_bytes(end.value)
{}

Result<void> JournalledEvents::readAll()
{
    journal::JournalScan scan(*m_segments, m_segments->firstPosition(), m_end);
    while (const auto frame = scan.next()) keep(*frame);
    if (scan.error()) return *scan.error();
    std::ranges::stable_sort(m_entries, {}, [](const Entry& entry) { return std::pair(!entry.isPast, entry.due); });
    m_first = m_next = static_cast<std::size_t>(std::ranges::count(m_entries, true, &Entry::isPast));
    return {};
}

void JournalledEvents::keep(const journal::FrameView& frame)
{
    switch (frame.kind) {
    case FrameKind::Event: m_entries.push_back({toNanos(frame.due), frame.position, 0, frame.wantsRecommendation, frame.isPast}); break;
    case FrameKind::Original: m_original += frame.payload; break;
    case FrameKind::DeadLetter: keepRefused(frame); break;
    case FrameKind::Tick:
    case FrameKind::Handover:
    case FrameKind::Retraction: break;
    }
}

void JournalledEvents::keepRefused(const journal::FrameView& letter)
{
    auto text = m_original.empty() ? event::textOfDeadLetter(letter.payload) : std::optional(std::exchange(m_original, {}));
    if (!text) {
        ++m_leftOut;
        return;
    }
    m_refused.push_back(std::move(*text));
    m_entries.push_back({toNanos(letter.due), letter.position, static_cast<std::uint32_t>(m_refused.size()), false, letter.isPast});
}

std::chrono::nanoseconds JournalledEvents::dueOf(std::size_t index) const
{
    switch (m_pace.kind) {
    case ReplayPace::Kind::Recorded: return std::chrono::nanoseconds(m_entries[index].due - m_entries[m_first].due);
    case ReplayPace::Kind::Rate:
        return std::chrono::nanoseconds(std::llround(static_cast<double>(index - m_first) * 1e9 / m_pace.perSecond));
    case ReplayPace::Kind::Max: break;
    }
    return {};
}

std::optional<std::chrono::nanoseconds> JournalledEvents::nextDue() const
{
    return m_next < m_entries.size() ? std::optional(dueOf(m_next)) : std::nullopt;
}

std::chrono::nanoseconds JournalledEvents::duration() const { return dueOf(m_entries.size() - 1); }

std::optional<SimulatedEvent> JournalledEvents::next(std::chrono::nanoseconds sinceStart)
{
    const auto due = nextDue();
    if (!due || *due > sinceStart) return std::nullopt;
    const Entry& entry = m_entries[m_next++];
    return SimulatedEvent{.due = isPaced() ? *due : sinceStart, .wantsRecommendation = entry.wantsRecommendation, .body = bodyOf(entry)};
}

std::string_view JournalledEvents::bodyOf(const Entry& entry)
{
    if (entry.text > 0) return m_refused[entry.text - 1];
    m_walk.seek(entry.position);
    if (!m_walk.outline(m_end)) return {};
    const auto frame = m_walk.take();
    return frame ? frame->payload : std::string_view(); // mapped until the walk goes to another segment
}

std::optional<std::chrono::nanoseconds> JournalledEvents::Past::nextDue() const
{
    if (m_next >= m_events.m_first || m_events.m_next > m_events.m_first) return std::nullopt;
    // As long before the first event of the traffic as then, whatever pace that is played at.
    return std::chrono::nanoseconds(m_events.m_entries[m_next].due - m_events.m_entries[m_events.m_first].due);
}

std::optional<SimulatedEvent> JournalledEvents::Past::next(std::chrono::nanoseconds)
{
    const auto due = nextDue();
    if (!due) return std::nullopt;
    const Entry& entry = m_events.m_entries[m_next++];
    return SimulatedEvent{.due = *due, .wantsRecommendation = false, .body = m_events.bodyOf(entry)};
}

} // namespace tailrace::simulator
