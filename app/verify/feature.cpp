// SPDX-License-Identifier: Apache-2.0
#include "app/verify/feature.h"

#include <algorithm>

#include "app/verify/number_text.h"

namespace tailrace::verify {
namespace {

bool isAmong(const std::vector<std::string>& types, const std::string& type)
{
    return std::ranges::any_of(types, [&](const std::string& one) { return one == "*" || one == type; });
}

std::optional<Value> present(const std::string& text) { return text.empty() ? std::nullopt : std::optional<Value>(text); }

std::optional<Value> category(const EventColumns& event)
{
    const bool hasListName = event.type == "list_view" && !event.listName.empty();
    return present(hasListName ? event.listName : event.productCategory);
}

} // namespace

bool Feature::counts(const EventColumns& event) const
{
    if (!isAmong(events, event.type)) return false;
    return pageUrlContains.empty() || event.pageUrl.find(pageUrlContains) != std::string::npos;
}

bool Feature::countsAsPer(const EventColumns& event) const { return isAmong(perEvents, event.type); }

std::optional<Value> valueOf(Column column, const EventColumns& event)
{
    switch (column) {
    case Column::ProductId: return present(event.productId);
    case Column::ProductCategory: return present(event.productCategory);
    case Column::ProductBrand: return present(event.productBrand);
    case Column::ProductPrice: return event.price;
    case Column::Category: return category(event);
    case Column::Campaign: return present(event.campaign);
    case Column::Platform: return present(event.platform);
    case Column::DeviceClass: return present(event.deviceClass);
    case Column::PageUrl: return present(event.pageUrl);
    }
    return std::nullopt;
}

std::string valueText(const Value& value)
{
    if (const auto* amount = std::get_if<std::int64_t>(&value)) return amountText(*amount);
    return std::get<std::string>(value);
}

} // namespace tailrace::verify
