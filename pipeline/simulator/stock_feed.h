// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace tailrace::simulator {

// A record for the topic `inventory`.
struct StockRecord {
    std::string productId; // the key
    std::string value;     // {"product_id":…,"stock":…}
};

// What a traffic source does to the shop's stock. Thread-safe.
class StockFeed {
public:
    virtual ~StockFeed() = default;

    // The present stock of each product whose stock has changed since the last call, each once: however long nobody asked.
    virtual std::vector<StockRecord> takeChanges() = 0;
    // All products whose stock is not what it was at the start count as changed: who was told has forgotten it.
    virtual void repeatAll() = 0;
};

} // namespace tailrace::simulator
