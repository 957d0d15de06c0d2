// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/candidates.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tailrace::recommend {

Candidates::Candidates(std::shared_ptr<const enrich::Catalogue> catalogue)
    : m_catalogue(std::move(catalogue)),
      m_byCategory(m_catalogue->categoryCount()),
      m_byBrand(m_catalogue->brandCount())
{
    const std::size_t size = m_catalogue->size();
    m_rows.reserve(size);
    std::vector<std::pair<double, std::uint32_t>> order; // negative popularity first: ascending is the order wanted
    order.reserve(size);
    for (std::uint32_t i = 0; i < size; ++i) {
        const double popularity = m_catalogue->product(ProductIndex(i)).popularity;
        m_rows.push_back({static_cast<float>(1.0 + std::log1p(popularity)), m_catalogue->brand(ProductIndex(i)),
            m_catalogue->category(ProductIndex(i))});
        order.emplace_back(-popularity, i);
    }
    std::sort(order.begin(), order.end());

    m_byPopularity.reserve(size);
    for (const auto& [popularity, i] : order) {
        const ProductIndex index(i);
        m_byPopularity.push_back(index);
        List& category = m_byCategory[m_rows[i].category.value];
        List& brand = m_byBrand[m_rows[i].brand.value];
        if (category.size() < MostPerList) category.push_back(index);
        if (brand.size() < MostPerList) brand.push_back(index);
    }
}

} // namespace tailrace::recommend
