// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/base/text_hash.h"
#include "pipeline/enrich/catalogue.h"
#include "pipeline/enrich/product_record.h"

namespace tailrace::enrich {

enum class TableTopic { Products, Inventory };

// The products and their stock, as the compacted topics `products` and `inventory` tell them. One thread (the table
// thread) applies records and publishes; any thread reads what is published. A change of stock is seen at once, a change
// of products with the next publish().
class ProductTable {
public:
    ProductTable();
    ~ProductTable();

    // --- table thread only ---

    // One record; an empty value deletes. A malformed record is an error with its reason and changes nothing.
    Result<void> apply(TableTopic topic, std::string_view key, std::string_view value);
    // Makes the products applied so far visible. False: nothing changed since the last one.
    bool publish();
    std::size_t productCount() const { return m_productCount; }

    // Fills an empty table from a file of saveSnapshot() and publishes; all of the file or nothing of it.
    Result<void> loadSnapshot(const std::filesystem::path& file);

    // --- any thread ---

    // Of the newest catalogue; cheap enough to ask for each batch.
    std::uint64_t version() const { return m_version.load(std::memory_order_acquire); }
    std::shared_ptr<const Catalogue> catalogue() const;
    // Grows with everything that is published and with each change of stock.
    std::uint64_t changes() const { return m_changes.load(std::memory_order_acquire); }

private:
    // A product, its stock, or both: either can arrive first.
    struct Row {
        std::shared_ptr<const Product> product;
        std::shared_ptr<Catalogue::StockCell> stock;
    };
    using Rows = TextMap<std::string, Row>;

    Row& row(std::string_view id);
    void setProduct(Product&& product);
    void setStock(std::string_view id, std::int32_t stock);
    void eraseProduct(std::string_view id);
    void eraseStock(std::string_view id);
    void forgetIfEmpty(Rows::iterator row);

    RecordReader m_reader;
    Rows m_rows;
    std::size_t m_productCount = 0;
    bool m_productsChanged = false;

    mutable std::mutex m_mutex; // guards m_catalogue
    std::shared_ptr<const Catalogue> m_catalogue;
    std::atomic<std::uint64_t> m_changes{0};
    std::atomic<std::uint64_t> m_version{0}; // of m_catalogue, for readers that hold one already
};

// A reader thread's view of the table: takes the lock only when something newer was published. One owner thread each.
class CatalogueReader {
public:
    explicit CatalogueReader(const ProductTable& table) : m_table(table), m_catalogue(table.catalogue()) {}

    const std::shared_ptr<const Catalogue>& current()
    {
        if (m_catalogue->version() != m_table.version()) m_catalogue = m_table.catalogue();
        return m_catalogue;
    }

private:
    const ProductTable& m_table;
    std::shared_ptr<const Catalogue> m_catalogue;
};

} // namespace tailrace::enrich
