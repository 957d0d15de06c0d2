// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/incident_player.h"

#include <algorithm>
#include <string>
#include <utility>

#include "pipeline/base/number_text.h"

namespace tailrace::runtime {
namespace {

using simulator::IncidentKind;
using simulator::ScheduledIncident;

enum class Target { Redis, Broker, Stock, Worker };

Target targetOf(IncidentKind kind)
{
    switch (kind) {
    case IncidentKind::RedisSlow:
    case IncidentKind::RedisBlackHole:
    case IncidentKind::RedisKilled: return Target::Redis;
    case IncidentKind::BrokerStalled:
    case IncidentKind::BrokerKilled: return Target::Broker;
    case IncidentKind::StockFeedCut: return Target::Stock;
    case IncidentKind::WorkerPaused: return Target::Worker;
    }
    return Target::Redis;
}

std::string secondsText(std::chrono::nanoseconds time)
{
    std::string text;
    appendNumber(text, std::chrono::duration<double>(std::chrono::duration_cast<std::chrono::milliseconds>(time)).count());
    return text + " s";
}

std::string describe(const ScheduledIncident& incident)
{
    switch (incident.kind) {
    case IncidentKind::RedisSlow:
        return "Redis is made slow: a command waits up to "
            + std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(incident.delay).count()) + " ms";
    case IncidentKind::RedisBlackHole: return "Redis takes commands and does not answer";
    case IncidentKind::RedisKilled: return "Redis is killed";
    case IncidentKind::BrokerStalled: return "The broker stands still";
    case IncidentKind::BrokerKilled: return "The broker is killed";
    case IncidentKind::StockFeedCut: return "The stock feed is cut: what sells out meanwhile goes on being recommended";
    case IncidentKind::WorkerPaused: return "Worker " + std::to_string(incident.worker) + " takes no more events";
    }
    return {};
}

} // namespace

IncidentPlayer::IncidentPlayer(std::vector<ScheduledIncident> incidents, Stamp origin, IncidentActions& actions, IncidentLog& log,
    const Clock& clock)
    : m_waiting(std::move(incidents)),
      m_origin(origin),
      m_actions(actions),
      m_log(log),
      m_clock(clock)
{
    std::stable_sort(m_waiting.begin(), m_waiting.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
}

IncidentPlayer::~IncidentPlayer() { stop(); }

void IncidentPlayer::add(const ScheduledIncident& incident)
{
    const auto later =
        std::upper_bound(m_waiting.begin(), m_waiting.end(), incident, [](const auto& a, const auto& b) { return a.at < b.at; });
    m_waiting.insert(later, incident);
}

void IncidentPlayer::tick()
{
    const Stamp now = m_clock.now();
    // Ends come first: they make room for what is due at the same moment.
    for (std::size_t i = 0; i < m_on.size();) {
        if (m_on[i].until > now) {
            ++i;
            continue;
        }
        end(m_on[i], "as planned");
        m_on.erase(m_on.begin() + static_cast<std::ptrdiff_t>(i));
    }
    for (std::size_t i = 0; i < m_waiting.size() && m_origin + m_waiting[i].at <= now;) {
        if (!isTargetFree(m_waiting[i].kind)) {
            ++i;
            continue;
        }
        const ScheduledIncident incident = m_waiting[i];
        m_waiting.erase(m_waiting.begin() + static_cast<std::ptrdiff_t>(i));
        begin(incident);
    }
    if (!m_on.empty()) m_actions.tick();
}

void IncidentPlayer::stop()
{
    m_waiting.clear();
    for (const On& on : std::exchange(m_on, {})) end(on, "with the run");
}

void IncidentPlayer::begin(const ScheduledIncident& incident)
{
    const bool lasts = simulator::nameOf(incident.kind).lasts;
    if (auto begun = m_actions.begin(incident); !begun) {
        return note(incident, "not played", begun.error().context() + "." + (incident.byHand ? " Asked for by hand." : ""));
    }
    note(incident, lasts ? "begins" : "",
        describe(incident) + (lasts ? ", for " + secondsText(incident.length) + "." : ".") + (incident.byHand ? " By hand." : " Planned."));
    // As long as planned, however late it began.
    if (lasts) m_on.push_back({incident, m_clock.now() + incident.length});
}

void IncidentPlayer::end(const On& on, const char* why)
{
    m_actions.end(on.incident);
    note(on.incident, "ends", std::string("It is over, ") + why + ".");
}

bool IncidentPlayer::isTargetFree(IncidentKind kind) const
{
    return std::none_of(m_on.begin(), m_on.end(), [kind](const On& on) { return targetOf(on.incident.kind) == targetOf(kind); });
}

void IncidentPlayer::note(const ScheduledIncident& incident, const char* what, std::string text)
{
    std::string kind(simulator::nameOf(incident.kind).name);
    if (*what) kind.append(" ").append(what);
    m_log.add(m_clock.now(), std::move(kind), std::move(text));
}

} // namespace tailrace::runtime
