// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/viewer_state.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "pipeline/base/number_text.h"
#include "pipeline/features/event_columns.h"

namespace tailrace::features {
namespace {

using event::EventType;

constexpr std::int64_t ViewingGap = 30 * 60 * 1000; // ms, inclusive, as of sessions
constexpr std::uint32_t IdBits = (1U << 27U) - 1;

int rankOf(EventType type)
{
    switch (type) {
    case EventType::MediaEnd: return 0;
    case EventType::MediaPause: return 1;
    case EventType::MediaPlay: return 2;
    case EventType::MediaAdBreakStart: return 3;
    case EventType::MediaAdBreakEnd: return 4;
    default: return 5;
    }
}

ViewerStatus next(ViewerStatus status, EventType type, bool isPublished)
{
    switch (status) {
    case ViewerStatus::Watching:
        if (type == EventType::MediaPause) return ViewerStatus::Paused;
        if (type == EventType::MediaAdBreakStart) return ViewerStatus::WatchingAd;
        return type == EventType::MediaEnd ? ViewerStatus::Completed : status;
    case ViewerStatus::Paused:
        if (type == EventType::MediaPlay) return ViewerStatus::Watching;
        return type == EventType::MediaEnd && !isPublished ? ViewerStatus::Completed : status;
    case ViewerStatus::WatchingAd:
        if (type == EventType::MediaAdBreakEnd) return ViewerStatus::Watching;
        return type == EventType::MediaEnd ? ViewerStatus::Completed : status;
    case ViewerStatus::Completed: return type == EventType::MediaPlay && !isPublished ? ViewerStatus::Watching : status;
    }
    return status;
}

double larger(double a, double b) { return std::isnan(a) || b > a ? b : a; }

} // namespace

std::string_view viewerStatusName(ViewerStatus status)
{
    constexpr std::string_view Names[] = {"WATCHING_VIDEO", "PAUSED_VIDEO", "WATCHING_AD", "COMPLETED_VIDEO"};
    return Names[static_cast<std::size_t>(status)];
}

void LatestNumber::take(std::int64_t at, double number)
{
    if (std::isnan(number)) return;
    value = time == at ? larger(value, number) : number;
    time = at;
}

double ViewerView::completion() const
{
    if (!(longest > 0.0) || !(furthest > 0.0)) return 0.0;
    return std::min(furthest / longest, 1.0);
}

bool ViewerState::isBefore(const MediaEvent& a, const MediaEvent& b)
{
    const auto rank = [](const MediaEvent& event) { return rankOf(static_cast<EventType>(event.type)); };
    if (a.time != b.time) return a.time < b.time;
    return rank(a) != rank(b) ? rank(a) < rank(b) : a.id < b.id;
}

void ViewerState::insert(const event::Event& event, TextPool& texts)
{
    const MediaEvent added{.time = toMillis(event.timestamp),
        .position = event.media.currentTime.value_or(ViewerView::None),
        .duration = event.media.duration.value_or(ViewerView::None),
        .adsClicked = event.media.adsClicked.value_or(ViewerView::None),
        .adsSkipped = event.media.adsSkipped.value_or(ViewerView::None),
        .ad = texts.acquire(event.media.adId),
        .id = static_cast<std::uint32_t>(eventIdHash(event.id)) & IdBits,
        .type = static_cast<std::uint32_t>(event.type) & 0x1FU};
    m_events.insert(std::upper_bound(m_events.begin(), m_events.end(), added, isBefore), added);
}

bool ViewerState::remove(std::uint64_t idHash, TextPool& texts)
{
    const auto id = static_cast<std::uint32_t>(idHash) & IdBits;
    const auto found = std::find_if(m_events.begin(), m_events.end(), [id](const MediaEvent& event) { return event.id == id; });
    if (found == m_events.end()) return false;
    texts.release(found->ad);
    m_events.erase(found);
    return true;
}

void ViewerState::apply(ViewerView& view, const MediaEvent& event, Profile profile, const TextPool& texts)
{
    const bool isPublished = profile == Profile::Published;
    // The published backend knows no end of a viewing.
    if (!isPublished && view.last != std::numeric_limits<std::int64_t>::min() && event.time - view.last > ViewingGap) {
        view.status = ViewerStatus::Watching;
        view.furthest = view.longest = ViewerView::None;
    }
    view.status = next(view.status, static_cast<EventType>(event.type), isPublished);
    view.last = event.time;
    view.furthest = larger(view.furthest, event.position);
    view.longest = larger(view.longest, event.duration);
    view.position.take(event.time, event.position);
    view.adsClicked.take(event.time, event.adsClicked);
    view.adsSkipped.take(event.time, event.adsSkipped);
    if (event.ad != TextPool::None) {
        const bool isSmaller = view.ad != TextPool::None && view.adTime == event.time && texts.isLess(event.ad, view.ad);
        if (!isSmaller) view.ad = event.ad;
        view.adTime = event.time;
    }
}

void ViewerState::setAd(TextPool::Token ad, TextPool& texts)
{
    texts.use(ad);
    texts.release(m_settled.ad);
    m_settled.ad = ad;
}

void ViewerState::settle(EventTime before, Profile profile, TextPool& texts)
{
    const std::int64_t border = toMillis(before);
    const auto end = std::find_if(m_events.begin(), m_events.end(), [border](const MediaEvent& event) { return event.time >= border; });
    ViewerView view = m_settled;
    for (auto event = m_events.begin(); event != end; ++event) apply(view, *event, profile, texts);
    setAd(view.ad, texts);
    m_settled = view;
    for (auto event = m_events.begin(); event != end; ++event) texts.release(event->ad);
    m_events.erase(m_events.begin(), end);
}

void ViewerState::clear(TextPool& texts)
{
    for (const MediaEvent& event : m_events) texts.release(event.ad);
    texts.release(m_settled.ad);
    m_events.clear();
    m_settled = {};
}

ViewerView ViewerState::view(Profile profile, const TextPool& texts) const
{
    ViewerView view = m_settled;
    for (const MediaEvent& event : m_events) apply(view, event, profile, texts);
    return view;
}

EventTime ViewerState::last() const
{
    const auto none = std::numeric_limits<std::int64_t>::min();
    const std::int64_t last = m_events.empty() ? m_settled.last : m_events.back().time;
    return last == none ? EventTime::min() : fromMillis(last);
}

void ViewerState::encode(ByteWriter& out, const TextPool& texts) const
{
    const auto real = [&out](double number) { out.number(std::bit_cast<std::uint64_t>(number)); };
    out.number(static_cast<std::uint8_t>(m_settled.status));
    for (const std::int64_t time : {m_settled.last, m_settled.adTime}) out.number(time);
    for (const double number : {m_settled.furthest, m_settled.longest}) real(number);
    for (const LatestNumber& latest : {m_settled.position, m_settled.adsClicked, m_settled.adsSkipped}) {
        out.number(latest.time);
        real(latest.value);
    }
    out.text(texts.text(m_settled.ad));
    out.varint(m_events.size());
    for (const MediaEvent& event : m_events) {
        out.number(event.time);
        for (const double number : {event.position, event.duration, event.adsClicked, event.adsSkipped}) real(number);
        out.text(texts.text(event.ad));
        out.varint(event.id);
        out.number(static_cast<std::uint8_t>(event.type));
    }
}

ViewerState ViewerState::decode(ByteReader& in, TextPool& texts)
{
    const auto real = [&in] { return std::bit_cast<double>(in.number<std::uint64_t>()); };
    ViewerState state;
    const auto status = in.number<std::uint8_t>();
    if (status > static_cast<std::uint8_t>(ViewerStatus::Completed)) in.refuse();
    state.m_settled.status = static_cast<ViewerStatus>(status);
    for (std::int64_t* time : {&state.m_settled.last, &state.m_settled.adTime}) *time = in.number<std::int64_t>();
    for (double* number : {&state.m_settled.furthest, &state.m_settled.longest}) *number = real();
    for (LatestNumber* latest : {&state.m_settled.position, &state.m_settled.adsClicked, &state.m_settled.adsSkipped}) {
        latest->time = in.number<std::int64_t>();
        latest->value = real();
    }
    state.m_settled.ad = texts.acquire(in.text());
    const std::size_t count = in.count(43);
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        MediaEvent event;
        event.time = in.number<std::int64_t>();
        for (double* number : {&event.position, &event.duration, &event.adsClicked, &event.adsSkipped}) *number = real();
        event.ad = texts.acquire(in.text());
        event.id = in.varintAs<std::uint32_t>() & IdBits;
        event.type = in.number<std::uint8_t>() & 0x1FU;
        if (!event::isMedia(static_cast<EventType>(event.type))) in.refuse();
        state.m_events.push_back(event);
    }
    if (!in.ok()) state.clear(texts);
    return state;
}

namespace {

void appendLatest(std::string& out, const LatestNumber& latest) { appendNumber(out, std::isnan(latest.value) ? 0.0 : latest.value); }

} // namespace

void appendViewerValue(std::string& out, Aggregate aggregate, const ViewerView& view, const TextPool& texts)
{
    switch (aggregate) {
    case Aggregate::ViewerStatus: out += viewerStatusName(view.status); break;
    case Aggregate::WatchCompletion: appendNumber(out, view.completion()); break;
    case Aggregate::LastPosition: appendLatest(out, view.position); break;
    case Aggregate::AdsClicked: appendLatest(out, view.adsClicked); break;
    case Aggregate::AdsSkipped: appendLatest(out, view.adsSkipped); break;
    case Aggregate::LastAd: out += texts.text(view.ad); break;
    default: break;
    }
}

} // namespace tailrace::features
