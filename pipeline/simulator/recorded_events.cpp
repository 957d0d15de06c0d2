// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/recorded_events.h"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>

#include "pipeline/simulator/scenario_file.h"

namespace tailrace::simulator {
namespace {

constexpr std::size_t ChunkBytes = 256 * 1024;

std::string sizeText(std::size_t bytes)
{
    constexpr std::size_t MiB = std::size_t{1} << 20U;
    return bytes % MiB == 0 ? std::to_string(bytes / MiB) + " MiB" : std::to_string(bytes) + " bytes";
}

} // namespace

Result<ReplayPace> ReplayPace::parse(std::string_view text)
{
    if (text == "recorded") return ReplayPace{};
    if (text == "max") return ReplayPace{Kind::Max, 0.0};
    double rate = 0.0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), rate);
    if (error == std::errc() && end == text.data() + text.size() && std::isfinite(rate) && rate > 0.0 && rate <= ScenarioLimits::PerSecond)
        return ReplayPace{Kind::Rate, rate};
    return Error(ErrorCode::InvalidInput,
        "a pace is 'recorded', 'max' or events per second like '5000' (at most 5 000 000), not '" + std::string(text) + "'");
}

Result<std::unique_ptr<RecordedEvents>> RecordedEvents::open(const std::filesystem::path& file, ReplayOptions options)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored))
        return Error(ErrorCode::InvalidInput, file.string() + " is a folder, not a JSONL file");
    // A pipe may never say anything, and a run that waits for it could not be stopped.
    if (std::filesystem::exists(file, ignored) && !std::filesystem::is_regular_file(file, ignored))
        return Error(ErrorCode::InvalidInput, file.string() + " is a pipe or a device; write the events to a file first");
    std::unique_ptr<std::FILE, CloseFile> opened(std::fopen(file.c_str(), "rbe"));
    if (!opened) {
        const int reason = errno;
        return Error(reason == ENOENT ? ErrorCode::NotFound : ErrorCode::Io, file.string() + ": " + std::strerror(reason));
    }
    std::unique_ptr<RecordedEvents> events(new RecordedEvents(std::move(opened), file, options));
    events->readAhead();
    if (events->failure()) return *events->failure();
    if (!events->nextDue()) return Error(ErrorCode::InvalidInput, file.string() + " holds no events");
    return events;
}

RecordedEvents::RecordedEvents(std::unique_ptr<std::FILE, CloseFile> file, std::filesystem::path name, ReplayOptions options)
    : m_file(std::move(file)),
      m_name(std::move(name)),
      m_options(options),
      m_random(options.seed, 0x4e9)
{}

std::optional<SimulatedEvent> RecordedEvents::next(std::chrono::nanoseconds sinceStart)
{
    if (!m_due || *m_due > sinceStart) return std::nullopt;
    SimulatedEvent event;
    event.due = isPaced() ? *m_due : sinceStart;
    event.wantsRecommendation = m_wantsRecommendation;
    m_given.swap(m_line);
    if (m_isCut) ++m_cutLines;
    event.body = m_given;
    readAhead();
    return event;
}

std::vector<std::string> RecordedEvents::notes() const
{
    std::vector<std::string> notes;
    if (m_cutLines > 0) {
        notes.push_back(std::to_string(m_cutLines) + (m_cutLines == 1 ? " recorded line was" : " recorded lines were") + " longer than "
            + sizeText(m_options.longestLine)
            + " and cut there: no event is that long. What was left stands in the dead letters as too_large.");
    }
    if (m_failure) notes.push_back(m_failure->context() + ". The events behind stand nowhere.");
    return notes;
}

void RecordedEvents::readAhead()
{
    do {
        if (!readLine()) {
            m_due.reset();
            return;
        }
    } while (m_line.find_first_not_of(" \t") == std::string::npos);
    place();
}

// Fills m_line with the next line, without its end; false: there is none.
bool RecordedEvents::readLine()
{
    m_line.clear();
    m_isCut = false;
    bool any = false;
    while (m_at < m_chunk.size() || refill()) {
        any = true;
        const std::size_t end = std::min(m_chunk.find('\n', m_at), m_chunk.size());
        const std::size_t room = m_options.longestLine - m_line.size();
        m_line.append(m_chunk, m_at, std::min(end - m_at, room));
        m_isCut |= end - m_at > room;
        m_at = end + 1;
        if (end < m_chunk.size()) break;
    }
    if (!m_line.empty() && m_line.back() == '\r') m_line.pop_back();
    return any;
}

bool RecordedEvents::refill()
{
    m_chunk.resize(ChunkBytes);
    m_chunk.resize(std::fread(m_chunk.data(), 1, ChunkBytes, m_file.get()));
    m_at = 0;
    if (std::ferror(m_file.get())) m_failure = Error(ErrorCode::Io, m_name.string() + ": could not be read to its end");
    return !m_chunk.empty();
}

// When the line is due, and whether its shopper waits for a recommendation.
void RecordedEvents::place()
{
    const bool needsTime = m_options.pace.kind == ReplayPace::Kind::Recorded;
    const std::chrono::nanoseconds before = m_due.value_or(std::chrono::nanoseconds(0));
    m_wantsRecommendation = false;
    m_due = before;
    if (m_options.pace.kind == ReplayPace::Kind::Rate)
        m_due = std::chrono::nanoseconds(std::llround(static_cast<double>(m_count) * 1e9 / m_options.pace.perSecond));
    ++m_count;
    if (!needsTime && m_options.requestShare <= 0.0) return;

    event::Event event;
    m_line.reserve(m_line.size() + event::EventPadding);
    if (m_decoder.decode(m_line, event) != event::DecodeStatus::Decoded) return;
    m_wantsRecommendation = event.canAskForRecommendation() && m_random.chance(m_options.requestShare);
    if (!needsTime) return;
    if (!m_firstTime) m_firstTime = event.timestamp;
    m_due = std::max(before, std::chrono::nanoseconds(event.timestamp - *m_firstTime)); // one from before its predecessor goes at once
}

} // namespace tailrace::simulator
