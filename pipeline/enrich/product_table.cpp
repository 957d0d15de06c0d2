// SPDX-License-Identifier: Apache-2.0
#include "pipeline/enrich/product_table.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace tailrace::enrich {
namespace {

Error inRecord(TableTopic topic, std::string_view key, const Error& error)
{
    const std::string name = topic == TableTopic::Products ? "products" : "inventory";
    return Error(error.code(), name + " record '" + std::string(key.substr(0, 64)) + "': " + error.context());
}

Error keyDiffers(TableTopic topic, std::string_view key)
{
    return inRecord(topic, key, Error(ErrorCode::InvalidInput, "its key is not the product id that it holds"));
}

} // namespace

ProductTable::ProductTable() : m_catalogue(std::make_shared<const Catalogue>(0, std::vector<Catalogue::Entry>())) {}
ProductTable::~ProductTable() = default;

Result<void> ProductTable::apply(TableTopic topic, std::string_view key, std::string_view value)
{
    if (topic == TableTopic::Products) {
        if (value.empty()) return eraseProduct(key), Result<void>();
        auto product = m_reader.product(value);
        if (!product) return inRecord(topic, key, product.error());
        if (product->id != key) return keyDiffers(topic, key);
        setProduct(std::move(*product));
        return {};
    }
    if (value.empty()) return eraseStock(key), Result<void>();
    const auto record = m_reader.stock(value);
    if (!record) return inRecord(topic, key, record.error());
    if (record->productId != key) return keyDiffers(topic, key);
    setStock(key, record->stock);
    return {};
}

ProductTable::Row& ProductTable::row(std::string_view id)
{
    if (const auto found = m_rows.find(id); found != m_rows.end()) return found->second;
    Row made{nullptr, std::make_shared<Catalogue::StockCell>(UnknownStock)};
    return m_rows.emplace(std::string(id), std::move(made)).first->second;
}

void ProductTable::setProduct(Product&& product)
{
    Row& known = row(product.id);
    // A topic that is fed again in full must not cost every reader a new catalogue.
    if (known.product && *known.product == product) return;
    if (!known.product) ++m_productCount;
    known.product = std::make_shared<const Product>(std::move(product));
    m_productsChanged = true;
}

void ProductTable::setStock(std::string_view id, std::int32_t stock)
{
    row(id).stock->store(stock, std::memory_order_relaxed);
    m_changes.fetch_add(1, std::memory_order_release);
}

void ProductTable::eraseProduct(std::string_view id)
{
    const auto found = m_rows.find(id);
    if (found == m_rows.end() || !found->second.product) return;
    found->second.product.reset();
    --m_productCount;
    m_productsChanged = true;
    forgetIfEmpty(found);
}

void ProductTable::eraseStock(std::string_view id)
{
    const auto found = m_rows.find(id);
    if (found == m_rows.end()) return;
    found->second.stock->store(UnknownStock, std::memory_order_relaxed);
    m_changes.fetch_add(1, std::memory_order_release);
    forgetIfEmpty(found);
}

void ProductTable::forgetIfEmpty(Rows::iterator row)
{
    // The cell lives on in the catalogues that hold it.
    if (!row->second.product && row->second.stock->load(std::memory_order_relaxed) == UnknownStock) m_rows.erase(row);
}

bool ProductTable::publish()
{
    if (!m_productsChanged) return false;
    std::vector<Catalogue::Entry> entries;
    entries.reserve(m_productCount);
    for (const auto& [id, row] : m_rows)
        if (row.product) entries.push_back({row.product, row.stock});
    std::ranges::sort(entries, {}, [](const Catalogue::Entry& entry) -> const std::string& { return entry.product->id; });
    const std::uint64_t next = version() + 1;
    auto catalogue = std::make_shared<const Catalogue>(next, std::move(entries));
    {
        const std::lock_guard lock(m_mutex);
        m_catalogue.swap(catalogue);
    }
    m_version.store(next, std::memory_order_release);
    m_changes.fetch_add(1, std::memory_order_release);
    m_productsChanged = false;
    return true;
}

std::shared_ptr<const Catalogue> ProductTable::catalogue() const
{
    const std::lock_guard lock(m_mutex);
    return m_catalogue;
}

} // namespace tailrace::enrich
