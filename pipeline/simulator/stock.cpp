// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/stock.h"

#include <utility>

namespace tailrace::simulator {

Stock::Stock(const Catalogue& catalogue) : m_catalogue(catalogue), m_isChanged(catalogue.products.size())
{
    m_units.reserve(catalogue.products.size());
    for (const Product& product : catalogue.products) m_units.push_back(product.stock);
    m_changed.reserve(catalogue.products.size());
}

bool Stock::take(ProductIndex product)
{
    if (!has(product)) return false;
    ++m_sold;
    const std::lock_guard lock(m_mutex);
    --m_units[product.value];
    noteChange(product);
    return true;
}

void Stock::noteChange(ProductIndex product)
{
    if (!m_isChanged[product.value]) m_changed.push_back(product);
    m_isChanged[product.value] = true;
}

void Stock::repeatAll()
{
    const std::lock_guard lock(m_mutex);
    for (std::uint32_t i = 0; i < m_units.size(); ++i)
        if (m_units[i] != m_catalogue.products[i].stock) noteChange(ProductIndex(i));
}

std::vector<StockRecord> Stock::takeChanges()
{
    std::vector<std::pair<ProductIndex, std::uint32_t>> changes;
    {
        const std::lock_guard lock(m_mutex); // short: the traffic may be waiting
        changes.reserve(m_changed.size());
        for (const ProductIndex product : m_changed) {
            changes.emplace_back(product, m_units[product.value]);
            m_isChanged[product.value] = false;
        }
        m_changed.clear();
    }
    std::vector<StockRecord> records;
    records.reserve(changes.size());
    for (const auto& [index, units] : changes) {
        const Product& product = m_catalogue.products[index.value];
        records.push_back({product.id, Catalogue::inventoryRecord(product.id, units)});
    }
    return records;
}

} // namespace tailrace::simulator
