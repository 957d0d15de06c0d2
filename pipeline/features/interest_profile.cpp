// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/interest_profile.h"

#include <algorithm>

namespace tailrace::features {

void TopFew::add(TextInterner::Token token, std::uint32_t weight)
{
    if (token == TextInterner::None) return;
    auto place = std::find_if(m_entries.begin(), m_entries.end(), [token](const Entry& e) { return e.token == token; });
    if (place == m_entries.end()) {
        place = std::prev(m_entries.end());
        place->token = token;
    }
    place->weight += weight;
    while (place != m_entries.begin() && std::prev(place)->weight < place->weight) {
        std::iter_swap(place, std::prev(place));
        --place;
    }
}

void InterestProfile::seen(TextInterner::Token product)
{
    if (product == TextInterner::None) return;
    auto place = std::find(recentProducts.begin(), recentProducts.end(), product);
    if (place == recentProducts.end()) place = std::prev(recentProducts.end());
    std::rotate(recentProducts.begin(), place, std::next(place));
    recentProducts.front() = product;
}

} // namespace tailrace::features
