// SPDX-License-Identifier: Apache-2.0
#include "pipeline/enrich/catalogue.h"

#include <utility>

namespace tailrace::enrich {
namespace {

template <class Id>
Id intern(TextMap<std::string_view, Id>& ids, std::string_view name)
{
    return ids.try_emplace(name, Id(static_cast<std::uint32_t>(ids.size()))).first->second;
}

template <class Id>
std::optional<Id> lookUp(const TextMap<std::string_view, Id>& ids, std::string_view name)
{
    const auto found = ids.find(name);
    if (found == ids.end()) return std::nullopt;
    return found->second;
}

} // namespace

Catalogue::Catalogue(std::uint64_t version, std::vector<Entry> entries) : m_version(version), m_entries(std::move(entries))
{
    intern(m_brandIds, std::string_view{}); // NoBrand
    m_brands.reserve(m_entries.size());
    m_categories.reserve(m_entries.size());
    m_indices.reserve(m_entries.size());
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        const Product& product = *m_entries[i].product;
        m_indices.emplace(product.id, ProductIndex(static_cast<std::uint32_t>(i)));
        m_brands.push_back(intern(m_brandIds, product.brand));
        m_categories.push_back(intern(m_categoryIds, product.category));
    }
}

std::optional<ProductIndex> Catalogue::find(std::string_view id) const { return lookUp(m_indices, id); }
std::optional<BrandId> Catalogue::findBrand(std::string_view name) const { return lookUp(m_brandIds, name); }
std::optional<CategoryId> Catalogue::findCategory(std::string_view name) const { return lookUp(m_categoryIds, name); }

} // namespace tailrace::enrich
