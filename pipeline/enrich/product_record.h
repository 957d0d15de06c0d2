// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "pipeline/base/result.h"
#include "pipeline/enrich/product.h"

namespace tailrace::enrich {

struct StockRecord {
    std::string productId;
    std::int32_t stock = 0;
};

// Reads the records of the topics `products` and `inventory` (resources/schemas/product.schema.json and
// inventory.schema.json). An error names the member and what is wrong with it; unknown members are ignored.
// Keeps its parser's buffers from record to record. Not thread-safe.
class RecordReader {
public:
    RecordReader();
    ~RecordReader();

    Result<Product> product(std::string_view json);
    Result<StockRecord> stock(std::string_view json);

private:
    struct Parser;
    std::unique_ptr<Parser> m_parser;
};

// The same records, written; what is appended can be read back equal.
void appendProduct(std::string& out, const Product& product);
void appendStock(std::string& out, std::string_view productId, std::int32_t stock);

} // namespace tailrace::enrich
