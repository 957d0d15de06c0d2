// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/published_job.h"

#include <algorithm>
#include <charconv>

#include "pipeline/base/number_text.h"
#include "pipeline/event/iso_time.h"
#include "pipeline/event/json_text.h"
#include "pipeline/features/java_number.h"

namespace tailrace::features {
namespace {

using event::EventType;
using std::chrono::milliseconds;

constexpr milliseconds SessionGap = std::chrono::minutes(30);
constexpr milliseconds Tick = std::chrono::seconds(30);
constexpr milliseconds ViewerLife = std::chrono::hours(24);
constexpr milliseconds ViewerSettles = std::chrono::hours(3); // no applied event is further behind
constexpr std::chrono::seconds ViewerTtl = std::chrono::hours(24);

TypeMask lanesOf(const KeyPlans& plans)
{
    TypeMask types = 0;
    for (const FeaturePlan& plan : plans.plans) types |= plan.lane;
    return types;
}

TypeMask typesSince(const EventHistory& history, EventTime from)
{
    TypeMask types = 0;
    for (std::size_t i = history.lowerBound(from); i < history.size(); ++i) types |= maskOf(history.at(i).type);
    return types;
}

// What their filter lets through to the state machine.
bool reachesTheBackend(EventType type)
{
    return type == EventType::MediaPlay || type == EventType::MediaPause || type == EventType::MediaPing || type == EventType::MediaEnd
        || type == EventType::MediaAdBreakStart || type == EventType::MediaAdBreakEnd;
}

} // namespace

PublishedJob::PublishedJob(const FeatureSet& set)
    : m_columns(set.columnUse()),
      m_userWriter(set, KeyKind::Shopper, m_columns),
      m_sessionWriter(set, KeyKind::Session, m_columns),
      m_userTypes(lanesOf(set.plans(KeyKind::Shopper))),
      m_sessionTypes(lanesOf(set.plans(KeyKind::Session)))
{}

void PublishedJob::apply(const event::Event& event, EventTime watermark, PublishedBatch& out)
{
    advance(watermark, out);
    const TypeMask type = maskOf(event.type);
    if ((m_userTypes & type) != 0) add(m_users, KeyKind::Shopper, event.shopper(), event, watermark, out);
    if ((m_sessionTypes & type) != 0 && !event.sessionId.empty()) add(m_sessions, KeyKind::Session, event.sessionId, event, watermark, out);
    if (reachesTheBackend(event.type)) view(event, out);
}

void PublishedJob::add(Table& table, KeyKind kind, std::string_view id, const event::Event& event, EventTime asOf, PublishedBatch& out)
{
    auto found = table.find(id);
    if (found == table.end()) {
        auto keyed = std::make_unique<Keyed>();
        keyed->id = id;
        keyed->kind = kind;
        keyed->written.resize(writerOf(kind).plans().plans.size());
        const std::string_view key = keyed->id;
        found = table.emplace(key, std::move(keyed)).first;
    }
    Keyed& keyed = *found->second;
    if (kind == KeyKind::Session) beginAnew(keyed, event.timestamp);
    keyed.history.insert(event.timestamp, m_columns.retain(event));
    write(keyed, {.lanes = maskOf(event.type)}, asOf, out);
    arm(keyed, asOf);
}

// The id of a session that is over comes back: a new session, whether or not time has been seen to pass.
void PublishedJob::beginAnew(Keyed& session, EventTime at)
{
    const bool wasSilent = session.history.size() > 0 && at > session.history.timeAt(session.history.size() - 1) + SessionGap;
    if (!session.isOver && !wasSilent) return;
    session.isOver = false;
    session.history.clear(m_columns);
    for (Written& written : session.written) written.isActive = false;
}

void PublishedJob::appendKey(const Keyed& keyed, const FeaturePlan& plan)
{
    m_key.assign(keyed.kind == KeyKind::Shopper ? "user:" : "session:").append(keyed.id).append(":").append(plan.field);
}

void PublishedJob::write(Keyed& keyed, const Due& due, EventTime asOf, PublishedBatch& out)
{
    FeatureWriter& writer = writerOf(keyed.kind);
    const auto& plans = writer.plans();
    std::vector<TypeMask> present;
    for (const WindowPlans& window : plans.windows)
        present.push_back(typesSince(keyed.history, window.size.count() > 0 ? asOf - window.size : EventTime::min()));
    std::size_t index = 0, window = 0;
    WrittenValues nothing; // their job writes whether or not the value has changed: that keeps its keys alive
    writer.write(keyed.history, asOf, nothing, [&](const FeaturePlan& plan, std::string_view text) {
        index = static_cast<std::size_t>(&plan - plans.plans.data());
        while (index >= plans.windows[window].endPlan) ++window;
        const bool isDue = (plan.lane & due.lanes) != 0 || (due.at != 0 && due.at % plan.cadence.count() == 0);
        const bool isActive = (present[window] & plan.lane) != 0;
        Written& written = keyed.written[index];
        // Once more when the window has run empty, then no more.
        if (!isDue || (!isActive && !written.isActive)) return;
        written = {.livesUntil = m_watermark + plan.ttl, .isActive = isActive};
        appendKey(keyed, plan);
        out.set(m_key, text, plan.ttl);
    });
    keyed.history.settle();
}

void PublishedJob::arm(Keyed& keyed, EventTime after)
{
    if (keyed.isArmed) return;
    keyed.isArmed = true;
    m_timers.arm(fromMillis((toMillis(after) / Tick.count() + 1) * Tick.count()), &keyed);
}

void PublishedJob::advance(EventTime watermark, PublishedBatch& out)
{
    m_watermark = std::max(m_watermark, watermark);
    m_timers.advance(watermark, [&](Keyed* keyed) { fire(*keyed, watermark, out); });
    forgetViewers(watermark);
}

bool PublishedJob::closeIfOver(Keyed& keyed, EventTime watermark, PublishedBatch& out)
{
    if (keyed.kind != KeyKind::Session) return false;
    if (keyed.isOver) return true;
    const EventTime end = keyed.history.timeAt(keyed.history.size() - 1) + SessionGap;
    if (watermark <= end) return false;
    write(keyed, {.lanes = AllTypes}, end, out);
    keyed.isOver = true;
    return true;
}

bool PublishedJob::isGone(const Keyed& keyed) const
{
    if (!keyed.isOver && keyed.history.size() > 0) return false;
    return std::ranges::all_of(keyed.written,
        [&](const Written& written) { return written.livesUntil <= m_watermark && (keyed.isOver || !written.isActive); });
}

void PublishedJob::fire(Keyed& keyed, EventTime watermark, PublishedBatch& out)
{
    keyed.isArmed = false;
    const bool isIdle = keyed.history.size() == 0 && std::ranges::none_of(keyed.written, &Written::isActive);
    if (!isIdle && !closeIfOver(keyed, watermark, out)) {
        // After a jump of the watermark all cadences are due at once.
        const std::int64_t slot = toMillis(m_timers.now()) / Tick.count() * Tick.count();
        const bool isOnTime = watermark - fromMillis(slot) < Tick;
        write(keyed, {.lanes = isOnTime ? TypeMask{0} : AllTypes, .at = isOnTime ? slot : 0}, watermark, out);
        if (keyed.kind == KeyKind::Shopper) keyed.history.prune(watermark - LongestWindow, m_columns);
    }
    if (isGone(keyed)) {
        forget(keyed);
    } else {
        arm(keyed, watermark);
    }
}

void PublishedJob::rewrite(KeyKind kind, std::string_view id, EventTime watermark, PublishedBatch& out)
{
    m_watermark = std::max(m_watermark, watermark);
    if (kind == KeyKind::Viewer) {
        const auto found = m_viewers.find(id);
        if (found == m_viewers.end() || found->second.livesUntil <= m_watermark) return;
        m_key.assign("viewer:").append(id);
        out.set(m_key, found->second.message, std::chrono::ceil<std::chrono::seconds>(found->second.livesUntil - m_watermark));
        return;
    }
    Table& table = kind == KeyKind::Shopper ? m_users : m_sessions;
    if (const auto found = table.find(id); found != table.end()) rewrite(*found->second, out);
}

void PublishedJob::rewrite(Keyed& keyed, PublishedBatch& out)
{
    FeatureWriter& writer = writerOf(keyed.kind);
    const EventTime asOf = keyed.isOver ? keyed.history.timeAt(keyed.history.size() - 1) + SessionGap : m_watermark;
    WrittenValues nothing;
    writer.write(keyed.history, asOf, nothing, [&](const FeaturePlan& plan, std::string_view text) {
        Written& written = keyed.written[static_cast<std::size_t>(&plan - writer.plans().plans.data())];
        if (written.livesUntil <= m_watermark) return;
        if (written.isActive && !keyed.isOver) written.livesUntil = m_watermark + plan.ttl;
        appendKey(keyed, plan);
        out.set(m_key, text, std::chrono::ceil<std::chrono::seconds>(written.livesUntil - m_watermark));
    });
    keyed.history.settle();
}

void PublishedJob::forget(Keyed& keyed)
{
    keyed.history.clear(m_columns);
    Table& table = keyed.kind == KeyKind::Shopper ? m_users : m_sessions;
    table.erase(table.find(keyed.id)); // by iterator: the key is the state's own text
}

void PublishedJob::view(const event::Event& event, PublishedBatch& out)
{
    int adId = 0;
    if (!event.media.adId.empty()) {
        const char* const end = event.media.adId.data() + event.media.adId.size();
        const auto read = std::from_chars(event.media.adId.data(), end, adId);
        if (read.ec != std::errc() || read.ptr != end) return; // their message cannot be read
    }
    Viewer& viewer = m_viewers.try_emplace(std::string(event.shopper())).first->second;
    viewer.state.insert(event, m_columns.texts());
    viewer.state.settle(viewer.state.last() - ViewerSettles, Profile::Published, m_columns.texts());
    const ViewerStatus status = viewer.state.view(Profile::Published, m_columns.texts()).status;
    if (viewer.isKnown && status == viewer.written) return;
    viewer.isKnown = true;
    viewer.written = status;
    m_key.assign("viewer:").append(event.shopper());
    appendViewerMessage(event, adId, status);
    viewer.message = m_value;
    viewer.livesUntil = m_watermark + ViewerTtl;
    out.set(m_key, m_value, ViewerTtl);
}

void PublishedJob::appendViewerMessage(const event::Event& event, int adId, ViewerStatus status)
{
    const auto whole = [](std::optional<double> number) { return static_cast<std::int64_t>(std::clamp(number.value_or(0.0), -2e9, 2e9)); };
    m_value = R"({"viewer_id":)";
    event::appendJsonString(m_value, event.shopper());
    m_value += R"(,"collector_tstamp":")";
    event::appendIsoTime(m_value, event.timestamp);
    m_value += R"(","event_id":)";
    event::appendJsonString(m_value, event.id);
    m_value.append(R"(,"event_name":")").append(event::eventTypeName(event.type)).append(R"(","video_ts":)");
    appendJavaDouble(m_value, event.media.currentTime.value_or(0.0));
    m_value += R"(,"adsClicked":)";
    appendNumber(m_value, whole(event.media.adsClicked));
    m_value += R"(,"adsSkipped":)";
    appendNumber(m_value, whole(event.media.adsSkipped));
    m_value += R"(,"adId":)";
    appendNumber(m_value, adId);
    m_value.append(R"(,"status":")").append(viewerStatusName(status)).append("\"}");
}

void PublishedJob::forgetViewers(EventTime watermark)
{
    if (m_viewersChecked != EventTime::min() && watermark - m_viewersChecked < std::chrono::hours(1)) return;
    m_viewersChecked = watermark;
    boost::unordered::erase_if(m_viewers, [&](auto& entry) {
        if (entry.second.state.last() >= watermark - ViewerLife) return false;
        entry.second.state.clear(m_columns.texts());
        return true;
    });
}

} // namespace tailrace::features
