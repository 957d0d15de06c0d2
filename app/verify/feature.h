// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/verify/event_columns.h"

namespace tailrace::verify {

enum class KeyKind { Shopper, Session, Viewer };

enum class FeatureKind {
    Count,
    DistinctCount,
    CountsBy,
    Top,
    TopDistinct,
    MeanOfFirst,
    Range,
    NetValue,
    Orders,
    OrderValue,
    AvgOrderValue,
    Ratio,
    FirstOf,
    LastOf,
    ListOf,
    WeightsBy,
    Recent,
    Duration,
    Bounce,
    ViewerStatus,
    WatchCompletion,
    LastPosition,
    LastAd,
    AdsClicked,
    AdsSkipped
};

enum class Column { ProductId, ProductCategory, ProductBrand, ProductPrice, Category, Campaign, Platform, DeviceClass, PageUrl };

struct Window {
    std::string suffix;  // "_5m", or what the declaration says instead
    std::int64_t ms = 0; // 0: all events of the key
};

// One declared feature, as docs/features.md describes it.
struct Feature {
    std::string name;
    KeyKind key = KeyKind::Shopper;
    FeatureKind kind = FeatureKind::Count;
    std::vector<std::string> events;    // event types that count; "*": all
    std::vector<std::string> perEvents; // of a ratio
    std::string pageUrlContains;        // empty: any
    std::vector<Window> windows;        // one without size for a session or viewer
    std::optional<Column> of;
    std::optional<Column> per;
    std::string meaning;

    bool counts(const EventColumns& event) const;
    bool countsAsPer(const EventColumns& event) const;
};

// What a column of an event holds: an amount or a text. Amounts are ordered by size, texts by bytes.
using Value = std::variant<std::int64_t, std::string>;

// Nothing when the event has no such value.
std::optional<Value> valueOf(Column column, const EventColumns& event);
std::string valueText(const Value& value);

} // namespace tailrace::verify
