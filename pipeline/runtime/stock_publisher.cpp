// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/stock_publisher.h"

#include <utility>

#include "pipeline/runtime/topics.h"

namespace tailrace::runtime {

void StockPublisher::tick()
{
    const std::uint64_t broker = m_side.brokerGeneration();
    // What the old broker was given, the new one does not have, and what was under way may be nowhere.
    if (std::exchange(m_broker, broker) != broker) m_feed.repeatAll();
    if (m_isCut) return;
    for (const simulator::StockRecord& record : m_feed.takeChanges()) m_side.produce(topics::Inventory, record.productId, record.value);
}

} // namespace tailrace::runtime
