// SPDX-License-Identifier: Apache-2.0
#include "app/verify/feature_value.h"

#include <algorithm>

#include "app/verify/column_aggregates.h"
#include "app/verify/number_text.h"
#include "app/verify/orders.h"
#include "app/verify/viewing.h"

namespace tailrace::verify {
namespace {

std::string netValue(const EventList& events)
{
    std::int64_t sum = 0;
    for (const AcceptedEvent* event : events) {
        if (event->columns.type == "add_to_cart") sum += event->columns.price;
        if (event->columns.type == "remove_from_cart") sum -= event->columns.price;
    }
    return amountText(sum);
}

std::string ratio(const Feature& feature, const EventList& all)
{
    const auto per = std::ranges::count_if(all, [&](const AcceptedEvent* event) { return feature.countsAsPer(event->columns); });
    return ratioText(countedBy(feature, all).size(), static_cast<std::size_t>(per));
}

std::string duration(const EventList& events)
{
    if (events.empty()) return "0";
    const auto [first, last] = std::ranges::minmax_element(events, {}, [](const AcceptedEvent* event) { return event->columns.time; });
    return std::to_string((*last)->columns.time - (*first)->columns.time);
}

std::string bounce(const EventList& events)
{
    const auto isPage = [](const AcceptedEvent* event) { return event->columns.type == "page_view"; };
    return std::ranges::count_if(events, isPage) < 2 ? "true" : "false";
}

std::string averageOrder(const EventList& events)
{
    const Orders orders = ordersIn(events);
    return meanText(orders.value, orders.count);
}

} // namespace

EventList countedBy(const Feature& feature, const EventList& events)
{
    EventList counted;
    for (const AcceptedEvent* event : events) {
        if (feature.counts(event->columns)) counted.push_back(event);
    }
    return counted;
}

std::string featureValue(const Feature& feature, const EventList& all, const Rules& rules)
{
    const EventList events = countedBy(feature, all);
    const Column of = feature.of.value_or(Column::ProductId);
    const Column per = feature.per.value_or(Column::ProductId);
    switch (feature.kind) {
    case FeatureKind::Count: return std::to_string(events.size());
    case FeatureKind::DistinctCount: return distinctCount(events, of);
    case FeatureKind::CountsBy: return countsBy(events, of);
    case FeatureKind::Top: return top(events, of);
    case FeatureKind::TopDistinct: return topDistinct(events, of, per);
    case FeatureKind::MeanOfFirst: return meanOfFirst(events, of, per);
    case FeatureKind::Range: return range(events, of);
    case FeatureKind::NetValue: return netValue(events);
    case FeatureKind::Orders: return std::to_string(ordersIn(events).count);
    case FeatureKind::OrderValue: return amountText(ordersIn(events).value);
    case FeatureKind::AvgOrderValue: return averageOrder(events);
    case FeatureKind::Ratio: return ratio(feature, all);
    case FeatureKind::FirstOf: return firstOf(events, of);
    case FeatureKind::LastOf: return lastOf(events, of);
    case FeatureKind::ListOf: return listOf(events, of);
    case FeatureKind::WeightsBy: return weightsBy(events, of);
    case FeatureKind::Recent: return recent(events, of);
    case FeatureKind::Duration: return duration(events);
    case FeatureKind::Bounce: return bounce(events);
    case FeatureKind::ViewerStatus: return viewerStatus(events, rules);
    case FeatureKind::WatchCompletion: return watchCompletion(events, rules);
    case FeatureKind::LastPosition: return lastPosition(events);
    case FeatureKind::LastAd: return lastAd(events);
    case FeatureKind::AdsClicked: return adsClicked(events);
    case FeatureKind::AdsSkipped: return adsSkipped(events);
    }
    return {};
}

std::string emptyValue(FeatureKind kind)
{
    Feature feature;
    feature.kind = kind;
    feature.of = kind == FeatureKind::Range ? Column::ProductPrice : Column::ProductId;
    return featureValue(feature, {}, {});
}

} // namespace tailrace::verify
