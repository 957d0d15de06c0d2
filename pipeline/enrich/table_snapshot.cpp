// SPDX-License-Identifier: Apache-2.0
#include "pipeline/enrich/table_snapshot.h"

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "pipeline/base/whole_file.h"

namespace tailrace::enrich {
namespace {

// The file: a first line that says what follows, then one record a line, products before stock.
constexpr int SnapshotFormat = 1;

std::string checksum(std::string_view text) { return std::to_string(XXH3_64bits(text.data(), text.size())); }

struct Header {
    std::size_t products = 0;
    std::size_t inventory = 0;
    std::string checksum; // of all that follows the first line
};

std::string headerLine(const Header& header)
{
    const nlohmann::ordered_json json{
        {"tailrace_tables", SnapshotFormat}, {"products", header.products}, {"inventory", header.inventory}, {"checksum", header.checksum}};
    return json.dump() + "\n";
}

bool parseHeader(std::string_view line, Header& header)
{
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || json.value("tailrace_tables", nlohmann::json()) != SnapshotFormat) return false;
    const auto products = json.find("products"), inventory = json.find("inventory"), sum = json.find("checksum");
    if (products == json.end() || inventory == json.end() || sum == json.end()) return false;
    if (!products->is_number_unsigned() || !inventory->is_number_unsigned() || !sum->is_string()) return false;
    header = {products->get<std::size_t>(), inventory->get<std::size_t>(), sum->get<std::string>()};
    return true;
}

// The next line of `rest`, without its end.
std::string_view takeLine(std::string_view& rest)
{
    const std::size_t end = rest.find('\n');
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    return line;
}

Error corrupt(const std::filesystem::path& file, std::string_view reason)
{
    return Error(ErrorCode::Corrupt, file.string() + ": " + std::string(reason));
}

} // namespace

void forEachRecord(const Catalogue& catalogue, const RecordVisitor& visit)
{
    std::string value;
    const auto size = static_cast<std::uint32_t>(catalogue.size());
    for (std::uint32_t i = 0; i < size; ++i) {
        const Product& product = catalogue.product(ProductIndex(i));
        value.clear();
        appendProduct(value, product);
        visit(TableTopic::Products, product.id, value);
    }
    for (std::uint32_t i = 0; i < size; ++i) {
        const std::int32_t stock = catalogue.stock(ProductIndex(i));
        if (stock == UnknownStock) continue;
        const std::string& id = catalogue.product(ProductIndex(i)).id;
        value.clear();
        appendStock(value, id, stock);
        visit(TableTopic::Inventory, id, value);
    }
}

Result<void> saveSnapshot(const Catalogue& catalogue, const std::filesystem::path& file)
{
    Header header;
    std::string records;
    forEachRecord(catalogue, [&](TableTopic topic, std::string_view, std::string_view value) {
        ++(topic == TableTopic::Products ? header.products : header.inventory);
        records.append(value).append("\n");
    });
    header.checksum = checksum(records);
    return replaceFile(file, headerLine(header) + records);
}

Result<void> TableSnapshotWriter::saveChanges()
{
    const std::uint64_t changes = m_table.changes();
    if (changes == m_saved) return {};
    if (auto saved = saveSnapshot(*m_table.catalogue(), m_file); !saved) return saved;
    m_saved = changes;
    return {};
}

Result<void> ProductTable::loadSnapshot(const std::filesystem::path& file)
{
    if (!m_rows.empty()) return Error(ErrorCode::InvalidInput, "a snapshot can be loaded only into an empty table");
    const auto content = readWholeFile(file);
    if (!content) return content.error();
    std::string_view rest = *content;
    Header header;
    if (!parseHeader(takeLine(rest), header)) return corrupt(file, "its first line is not that of a table snapshot of format 1");
    if (checksum(rest) != header.checksum) return corrupt(file, "its checksum does not match");

    std::vector<Product> products;
    std::vector<StockRecord> stocks;
    for (std::size_t i = 0; i < header.products; ++i) {
        auto product = m_reader.product(takeLine(rest));
        if (!product) return corrupt(file, "product " + std::to_string(i + 1) + ": " + product.error().context());
        products.push_back(std::move(*product));
    }
    for (std::size_t i = 0; i < header.inventory; ++i) {
        auto stock = m_reader.stock(takeLine(rest));
        if (!stock) return corrupt(file, "stock " + std::to_string(i + 1) + ": " + stock.error().context());
        stocks.push_back(std::move(*stock));
    }
    if (!rest.empty()) return corrupt(file, "more records than its first line says");
    for (Product& product : products) setProduct(std::move(product));
    for (const StockRecord& stock : stocks) setStock(stock.productId, stock.stock);
    publish();
    return {};
}

} // namespace tailrace::enrich
