// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/shopper_features.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <simdjson.h>

namespace tailrace::recommend {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;

Error unreadable(std::size_t field, std::string_view reason)
{
    return Error(ErrorCode::Corrupt, std::string(FeatureFields[field]) + ": " + std::string(reason));
}

Result<void> readCount(const std::string& text, std::size_t field, std::uint64_t& out)
{
    out = 0;
    if (text.empty()) return {};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) return unreadable(field, "must be a whole number");
    return {};
}

bool readAffinity(element pair, Affinity& out)
{
    array parts;
    std::string_view name;
    if (pair.get_array().get(parts) || parts.size() != 2) return false;
    if (parts.at(0).get_string().get(name) || parts.at(1).get_double().get(out.weight)) return false;
    out.name = name;
    return std::isfinite(out.weight) && out.weight >= 0;
}

} // namespace

struct ShopperFeaturesReader::Parser {
    simdjson::dom::parser parser;

    Result<array> open(const std::string& text, std::size_t field)
    {
        array list;
        if (parser.parse(text.data(), text.size()).get_array().get(list)) return unreadable(field, "must be a JSON list");
        return list;
    }

    Result<void> readAffinities(const std::string& text, std::size_t field, std::vector<Affinity>& out)
    {
        std::size_t used = 0; // elements are overwritten, not cleared, so that their text keeps its memory
        if (!text.empty()) {
            const auto list = open(text, field);
            if (!list) return list.error();
            for (const element pair : *list) {
                if (used == MostAffinities) break;
                if (used == out.size()) out.emplace_back();
                if (!readAffinity(pair, out[used])) return unreadable(field, "must hold pairs of a name and a weight of at least 0");
                ++used;
            }
        }
        out.resize(used);
        std::stable_sort(out.begin(), out.end(), [](const Affinity& a, const Affinity& b) { return a.weight > b.weight; });
        return {};
    }

    Result<void> readRecent(const std::string& text, std::size_t field, std::vector<std::string>& out)
    {
        std::size_t used = 0;
        if (!text.empty()) {
            const auto list = open(text, field);
            if (!list) return list.error();
            for (const element product : *list) {
                if (used == MostRecent) break;
                if (used == out.size()) out.emplace_back();
                std::string_view id;
                if (product.get_string().get(id)) return unreadable(field, "must hold product ids");
                out[used] = id;
                ++used;
            }
        }
        out.resize(used);
        return {};
    }
};

ShopperFeaturesReader::ShopperFeaturesReader() : m_parser(std::make_unique<Parser>()) {}
ShopperFeaturesReader::~ShopperFeaturesReader() = default;

Result<void> ShopperFeaturesReader::read(std::span<const std::string> values, ShopperFeatures& out)
{
    if (values.size() != FeatureFields.size())
        return Error(ErrorCode::Internal, "the store returned another number of fields than asked for");
    out.known = std::any_of(values.begin(), values.end(), [](const std::string& value) { return !value.empty(); });
    if (auto r = m_parser->readAffinities(values[0], 0, out.categories); !r) return r;
    if (auto r = m_parser->readAffinities(values[1], 1, out.brands); !r) return r;
    if (auto r = m_parser->readRecent(values[2], 2, out.recentProducts); !r) return r;
    if (auto r = readCount(values[3], 3, out.version); !r) return r;
    return readCount(values[4], 4, out.productViewCount);
}

} // namespace tailrace::recommend
