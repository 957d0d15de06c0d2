// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/broker_health.h"

#include <algorithm>

#include "pipeline/report/number_format.h"

namespace tailrace::runtime {

void BrokerHealth::failed(Stamp at, const kafka::ConnectionTrouble& trouble)
{
    const std::lock_guard lock(m_mutex);
    if (m_awaySince) return;
    if (!m_troubleSince) {
        m_troubleSince = at;
        m_trouble = trouble.text;
    }
    if (trouble.everyBroker) leave(*m_troubleSince, m_trouble);
}

void BrokerHealth::answered(Stamp at)
{
    const std::lock_guard lock(m_mutex);
    m_troubleSince.reset();
    m_dueSince.reset();
    if (!m_awaySince) return;
    const double seconds = std::chrono::duration<double>(at - *m_awaySince).count();
    m_awaySince.reset();
    m_incidents.add(at, "broker back",
        m_name + " answers again, after " + report::fixed(seconds, 1) + " s; what was in flight is fed again.");
}

void BrokerHealth::silent(Stamp at, bool due)
{
    const std::lock_guard lock(m_mutex);
    if (m_awaySince) return;
    if (!due) {
        m_dueSince.reset();
        return;
    }
    if (!m_dueSince) m_dueSince = at;
    if (m_troubleSince && at - *m_dueSince >= m_patience.afterTrouble) {
        leave(*m_troubleSince, m_trouble);
    } else if (at - *m_dueSince >= m_patience.inSilence) {
        leave(*m_dueSince, "it hands out nothing of what it was given");
    }
}

void BrokerHealth::replaced(Stamp at)
{
    const std::lock_guard lock(m_mutex);
    m_replacedAt = at;
}

std::optional<Stamp> BrokerHealth::awaySince() const
{
    const std::lock_guard lock(m_mutex);
    return m_awaySince;
}

std::optional<Stamp> BrokerHealth::awaitedSince() const
{
    const std::lock_guard lock(m_mutex);
    return m_awaySince ? std::max(m_awaySince, m_replacedAt) : std::nullopt;
}

void BrokerHealth::leave(Stamp since, const std::string& why)
{
    m_awaySince = since;
    m_troubleSince.reset();
    m_dueSince.reset();
    m_incidents.add(since, "broker away", m_name + " does not answer (" + why + "). Accepted events wait in the journal until it is back.");
}

} // namespace tailrace::runtime
