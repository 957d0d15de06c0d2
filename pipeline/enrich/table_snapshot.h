// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

#include "pipeline/enrich/product_table.h"

namespace tailrace::enrich {

// Every record of the catalogue in a fixed order (products, then stock, each by id), as it can be applied to a table. Stock of products
// that nobody has described yet is not in a catalogue.
using RecordVisitor = std::function<void(TableTopic topic, std::string_view key, std::string_view value)>;
void forEachRecord(const Catalogue& catalogue, const RecordVisitor& visit);

// Replaces the file as a whole: after a crash there is the old or the new one, never a part. ProductTable::loadSnapshot() reads it.
Result<void> saveSnapshot(const Catalogue& catalogue, const std::filesystem::path& file);

// Keeps the file of a table up to date. One thread, not the table's: it reads what is published.
class TableSnapshotWriter {
public:
    // `table` must outlive it.
    TableSnapshotWriter(const ProductTable& table, std::filesystem::path file) : m_table(table), m_file(std::move(file)) {}

    // Nothing is written when the table has not changed since the last time. What fails is tried again by the next call.
    Result<void> saveChanges();

private:
    const ProductTable& m_table;
    const std::filesystem::path m_file;
    std::uint64_t m_saved = 0; // changes of the table that the file holds
};

} // namespace tailrace::enrich
