// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/feature_declaration.h"

#include <array>

namespace tailrace::features {

std::string_view keyKindName(KeyKind kind)
{
    constexpr std::array<std::string_view, 3> Names{"shopper", "session", "viewer"};
    return Names[static_cast<std::size_t>(kind)];
}

std::string_view aggregateName(Aggregate aggregate)
{
    constexpr std::array<std::string_view, 25> Names{"count", "distinct_count", "counts_by", "top", "top_distinct", "mean_of_first",
        "range", "net_value", "orders", "order_value", "avg_order_value", "ratio", "first_of", "last_of", "list_of", "weights_by", "recent",
        "duration", "bounce", "viewer_status", "watch_completion", "last_position", "last_ad", "ads_clicked", "ads_skipped"};
    static_assert(Names.size() == static_cast<std::size_t>(Aggregate::AdsSkipped) + 1);
    return Names[static_cast<std::size_t>(aggregate)];
}

std::string_view columnName(Column column)
{
    constexpr std::array<std::string_view, 10> Names{"", "product.id", "product.category", "product.brand", "category", "page_url",
        "campaign", "platform", "device_class", "product.price"};
    static_assert(Names.size() == static_cast<std::size_t>(Column::ProductPrice) + 1);
    return Names[static_cast<std::size_t>(column)];
}

} // namespace tailrace::features
