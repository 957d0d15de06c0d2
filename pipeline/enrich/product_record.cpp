// SPDX-License-Identifier: Apache-2.0
#include "pipeline/enrich/product_record.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <simdjson.h>

namespace tailrace::enrich {
namespace {

using simdjson::dom::object;

constexpr std::size_t MostIdBytes = 128;
constexpr std::size_t MostTextBytes = 512;
constexpr double MostNumber = 1e15;

Error malformed(std::string_view member, std::string_view reason)
{
    return Error(ErrorCode::InvalidInput, std::string(member) + ": " + std::string(reason));
}

Result<void> readText(object record, std::string_view member, std::size_t most, std::string& out)
{
    std::string_view text;
    switch (record.at_key(member).get_string().get(text)) {
    case simdjson::SUCCESS: break;
    case simdjson::NO_SUCH_FIELD: return malformed(member, "is missing");
    default: return malformed(member, "must be text");
    }
    if (text.size() > most) return malformed(member, "must have at most " + std::to_string(most) + " bytes");
    out = text;
    return {};
}

Result<void> readId(object record, std::string_view member, std::string& out)
{
    if (auto read = readText(record, member, MostIdBytes, out); !read) return read;
    if (out.empty()) return malformed(member, "must not be empty");
    return {};
}

Result<void> readNumber(object record, std::string_view member, double& out)
{
    switch (record.at_key(member).get_double().get(out)) {
    case simdjson::SUCCESS: break;
    case simdjson::NO_SUCH_FIELD: return malformed(member, "is missing");
    default: return malformed(member, "must be a number");
    }
    if (!(out >= 0.0 && out <= MostNumber)) return malformed(member, "must be from 0 to 1e15");
    return {};
}

Result<void> readCurrency(object record, std::string& out)
{
    if (auto read = readText(record, "currency", MostTextBytes, out); !read) return read;
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (out.size() != 3 || !std::all_of(out.begin(), out.end(), capital)) return malformed("currency", "must be three capital letters");
    return {};
}

} // namespace

struct RecordReader::Parser {
    simdjson::dom::parser parser;

    Result<object> open(std::string_view json)
    {
        object record;
        const simdjson::error_code error = parser.parse(json.data(), json.size()).get_object().get(record);
        if (error == simdjson::INCORRECT_TYPE) return Error(ErrorCode::InvalidInput, "must be a JSON object");
        if (error) return Error(ErrorCode::InvalidInput, std::string("not valid JSON: ") + simdjson::error_message(error));
        return record;
    }
};

RecordReader::RecordReader() : m_parser(std::make_unique<Parser>()) {}
RecordReader::~RecordReader() = default;

Result<Product> RecordReader::product(std::string_view json)
{
    const auto opened = m_parser->open(json);
    if (!opened) return opened.error();
    const object record = *opened;
    Product product;
    if (auto r = readId(record, "id", product.id); !r) return r.error();
    if (auto r = readText(record, "name", MostTextBytes, product.name); !r) return r.error();
    if (auto r = readText(record, "brand", MostTextBytes, product.brand); !r) return r.error();
    if (auto r = readText(record, "category", MostTextBytes, product.category); !r) return r.error();
    if (auto r = readNumber(record, "price", product.price); !r) return r.error();
    if (auto r = readCurrency(record, product.currency); !r) return r.error();
    if (auto r = readNumber(record, "popularity", product.popularity); !r) return r.error();
    return product;
}

Result<StockRecord> RecordReader::stock(std::string_view json)
{
    const auto opened = m_parser->open(json);
    if (!opened) return opened.error();
    StockRecord record;
    if (auto r = readId(*opened, "product_id", record.productId); !r) return r.error();
    std::int64_t stock = 0;
    const simdjson::error_code error = opened->at_key("stock").get_int64().get(stock);
    if (error == simdjson::NO_SUCH_FIELD) return malformed("stock", "is missing");
    if (error || stock < 0 || stock > std::numeric_limits<std::int32_t>::max())
        return malformed("stock", "must be a whole number from 0 to 2147483647");
    record.stock = static_cast<std::int32_t>(stock);
    return record;
}

void appendProduct(std::string& out, const Product& product)
{
    const nlohmann::ordered_json record{{"id", product.id}, {"name", product.name}, {"brand", product.brand},
        {"category", product.category}, {"price", product.price}, {"currency", product.currency}, {"popularity", product.popularity}};
    out += record.dump();
}

void appendStock(std::string& out, std::string_view productId, std::int32_t stock)
{
    out += nlohmann::ordered_json{{"product_id", productId}, {"stock", stock}}.dump();
}

} // namespace tailrace::enrich
