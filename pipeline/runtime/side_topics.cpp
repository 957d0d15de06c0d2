// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/side_topics.h"

#include "pipeline/runtime/topics.h"

namespace tailrace::runtime {

Result<void> SideTopics::connect(const BrokerEndpoint& endpoint, Incarnation run)
{
    auto created = kafka::Producer::create({.bootstrap = endpoint.bootstrap, .kind = endpoint.kind, .lingerMs = 20, .run = run},
        {topics::Products, topics::Inventory, topics::IdentityMap, topics::SessionUpdates, topics::Exposures}, nullptr);
    if (!created) return created.error();
    std::shared_ptr<kafka::Producer> old;
    {
        const std::lock_guard lock(m_mutex);
        old = std::exchange(m_producer, std::move(*created));
    }
    m_generation.store(endpoint.generation, std::memory_order_release);
    if (!old) return {};
    old->poll(std::chrono::milliseconds(0)); // reports and errors that wait to be heard count as queued too
    m_failedBefore.fetch_add(old->failures() + static_cast<std::uint64_t>(old->queued()), std::memory_order_relaxed);
    return {};
}

std::shared_ptr<kafka::Producer> SideTopics::producer() const
{
    const std::lock_guard lock(m_mutex);
    return m_producer;
}

void SideTopics::produce(std::string_view topic, std::string_view key, std::string_view value)
{
    const auto current = producer();
    if (!current || !current->produceKeyed(topic, key, value)) m_refused.fetch_add(1, std::memory_order_relaxed);
}

void SideTopics::poll()
{
    if (const auto current = producer()) current->poll(std::chrono::milliseconds(0));
}

bool SideTopics::flush(std::chrono::milliseconds deadline)
{
    const auto current = producer();
    if (!current || current->flush(deadline)) return true;
    m_refused.fetch_add(static_cast<std::uint64_t>(current->queued()), std::memory_order_relaxed);
    return false;
}

std::uint64_t SideTopics::notDelivered() const
{
    const auto current = producer();
    return m_refused.load(std::memory_order_relaxed) + m_failedBefore.load(std::memory_order_relaxed) + (current ? current->failures() : 0);
}

} // namespace tailrace::runtime
