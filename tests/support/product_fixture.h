// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest>
#include <string>
#include <string_view>

#include "pipeline/enrich/product_record.h"
#include "pipeline/enrich/product_table.h"

namespace tailrace::test {

// Fills a ProductTable through the same records as the topics hold.
class ProductFixture {
public:
    enrich::ProductTable table;

    void add(const enrich::Product& product, std::int32_t stock)
    {
        std::string value;
        enrich::appendProduct(value, product);
        const auto applied = table.apply(enrich::TableTopic::Products, product.id, value);
        QVERIFY2(applied.has_value(), applied ? "" : applied.error().message().c_str());
        setStock(product.id, stock);
    }
    void add(std::string_view id, std::string_view category, std::string_view brand, double popularity, std::int32_t stock)
    {
        add({std::string(id), "Name of " + std::string(id), std::string(brand), std::string(category), "EUR", 10.0, popularity}, stock);
    }
    void setStock(std::string_view id, std::int32_t stock)
    {
        std::string value;
        enrich::appendStock(value, id, stock);
        QVERIFY(table.apply(enrich::TableTopic::Inventory, id, value).has_value());
    }
};

} // namespace tailrace::test
