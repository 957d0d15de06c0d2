// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

#include "pipeline/base/strong_id.h"
#include "pipeline/simulator/catalogue.h"
#include "pipeline/simulator/stock_feed.h"

namespace tailrace::simulator {

// What the simulated shop still has. Bought by the thread of the traffic, read by whoever publishes it.
class Stock final : public StockFeed {
public:
    // `catalogue` must outlive it.
    explicit Stock(const Catalogue& catalogue);

    // The traffic's thread.
    bool has(ProductIndex product) const { return m_units[product.value] > 0; }
    std::uint32_t units(ProductIndex product) const { return m_units[product.value]; }
    // One unit goes. False: there was none.
    bool take(ProductIndex product);
    std::uint64_t sold() const { return m_sold; }

    std::vector<StockRecord> takeChanges() override;
    void repeatAll() override;

private:
    void noteChange(ProductIndex product);

    const Catalogue& m_catalogue;
    std::vector<std::uint32_t> m_units; // written with the mutex held, so that its writer may read without
    std::uint64_t m_sold = 0;

    std::mutex m_mutex; // guards the two below, and what others read of m_units
    std::vector<bool> m_isChanged;
    std::vector<ProductIndex> m_changed; // room for all products: grows no more
};

} // namespace tailrace::simulator
