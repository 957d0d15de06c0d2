// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/recommend_runner.h"

#include <algorithm>

#include "pipeline/base/named_thread.h"
#include "pipeline/recommend/exposure.h"
#include "pipeline/redis/key_layout.h"
#include "pipeline/runtime/stamp_records.h"
#include "pipeline/runtime/topics.h"
#include "pipeline/runtime/trace_text.h"

namespace tailrace::runtime {
namespace {

// So many are read in one call: a request never waits for more neighbours than this.
constexpr std::size_t Together = 32;

} // namespace

RecommendRunner::RecommendRunner(Parts parts, recommend::RecommendationOptions options)
    : m_parts(parts),
      m_service(parts.store, parts.table, options),
      m_keys(Together)
{}

RecommendRunner::~RecommendRunner()
{
    m_parts.input.close();
    join();
}

void RecommendRunner::start()
{
    if (m_thread.joinable()) return;
    m_thread = namedThread("recommend", [this](const std::stop_token&) { run(); });
}

void RecommendRunner::join()
{
    if (m_thread.joinable()) m_thread.join();
}

void RecommendRunner::run()
{
    std::vector<RequestBatch> batches;
    bool open = true;
    while (open) {
        open = m_parts.input.popAll(batches, std::chrono::milliseconds(1000));
        for (RequestBatch& batch : batches) answer(batch);
    }
}

void RecommendRunner::prepare(const EventRows& events, std::size_t first, std::size_t count, bool storeUsable)
{
    m_requests.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const EventRow& row = events.rows[first + i];
        m_keys[i].clear();
        redis::appendUserKey(m_keys[i], row.partition, events.shopper(row));
        m_requests.push_back({.eventId = events.id(row),
            .shopper = events.shopper(row),
            .storeKey = m_keys[i],
            .partition = row.partition,
            .storeUsable = storeUsable});
    }
    m_service.prepare(m_requests);
}

void RecommendRunner::answer(RequestBatch& batch)
{
    EventRows& events = batch.events;
    m_outcomes.clear();
    const bool popularityOnly = m_parts.shedding && m_parts.shedding->isGivenUp(degrade::Shed::Personalisation);
    for (std::size_t first = 0; first < events.rows.size(); first += Together) {
        const std::size_t count = std::min(Together, events.rows.size() - first);
        const Stamp started = m_parts.clock.now();
        prepare(events, first, count, batch.storeUsable && !popularityOnly);
        for (std::size_t i = 0; i < count; ++i) answerOne(events, first + i, i, started);
    }
    for (telemetry::EventStamps& s : events.stamps) telemetry::monotone(s, true);
    m_parts.latency.recordRendered(events.stamps);
    if (m_parts.dump) m_parts.dump->add(stampRecords(telemetry::DumpPart::Rendered, events.rows, events.stamps));
    if (m_parts.latency.isEnabled()) keepTraces(events);
}

void RecommendRunner::answerOne(EventRows& events, std::size_t row, std::size_t index, Stamp started)
{
    telemetry::EventStamps& s = events.stamps[row];
    s.recommendStarted = started;
    m_service.recommend(index, m_response);
    s.responded = s.renderStarted = m_parts.clock.now();
    recommend::renderCarousel(m_response, m_carousel, m_fragment);
    s.rendered = m_parts.clock.now();
    m_outcomes.push_back(recommend::nameOf(m_response.outcome));
    count();
    expose(events, row);
}

void RecommendRunner::expose(const EventRows& events, std::size_t row)
{
    const EventRow& event = events.rows[row];
    m_exposure.clear();
    recommend::appendExposure(m_exposure,
        {.requestId = events.id(event), .shopper = events.shopper(event), .at = m_parts.clock.wallNow(), .response = m_response});
    m_parts.side.produce(topics::Exposures, events.shopper(event), m_exposure);
}

void RecommendRunner::count()
{
    m_counts.responses.fetch_add(1, std::memory_order_relaxed);
    switch (m_response.outcome) {
    case recommend::Outcome::Personalised: m_counts.personalised.fetch_add(1, std::memory_order_relaxed); break;
    case recommend::Outcome::Popularity: m_counts.popularity.fetch_add(1, std::memory_order_relaxed); break;
    case recommend::Outcome::Empty: m_counts.empty.fetch_add(1, std::memory_order_relaxed); break;
    }
}

void RecommendRunner::keepTraces(const EventRows& events)
{
    auto offer = m_parts.traces.open();
    for (std::size_t i = 0; i < events.rows.size(); ++i) {
        const telemetry::EventStamps& s = events.stamps[i];
        if (const auto interest = offer.wants(true, s.rendered - s.due)) offer.keep(traceOf(events, i, m_outcomes[i]), interest);
    }
}

} // namespace tailrace::runtime
