// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/event/event.h"

namespace tailrace::features {

// What a feature is kept for.
enum class KeyKind : std::uint8_t { Shopper, Session, Viewer };

// docs/features.md says what each computes.
enum class Aggregate : std::uint8_t {
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

// Text columns of what an event is about, then those of where it came from, then the amount.
enum class Column : std::uint8_t {
    None,
    ProductId,
    ProductCategory,
    ProductBrand,
    Category,
    PageUrl,
    Campaign,
    Platform,
    DeviceClass,
    ProductPrice
};

using TypeMask = std::uint32_t; // bit = EventType
constexpr TypeMask maskOf(event::EventType type) { return TypeMask{1} << static_cast<unsigned>(type); }
inline constexpr TypeMask AllTypes = (maskOf(event::EventType::Other) << 1U) - 1;
static_assert(static_cast<unsigned>(event::EventType::Other) < 31);

inline constexpr std::chrono::milliseconds LongestWindow = std::chrono::hours(24);

struct FeatureWindow {
    std::chrono::milliseconds size{};    // 0: all events of the key
    std::chrono::milliseconds cadence{}; // how often its value is written while only time passes
    std::string suffix;                  // "_5m"
};

// What differs under the published profile.
struct PublishedForm {
    std::string name;
    std::vector<std::chrono::milliseconds> sizes; // of the windows that the published job writes
    std::chrono::seconds ttl{};
    TypeMask lane = 0;   // events of its lane: one of them makes the job write all features of the lane
    std::string differs; // one sentence for people; may be empty
};

// One entry of a declaration file.
struct FeatureDeclaration {
    std::string name;
    KeyKind key = KeyKind::Shopper;
    TypeMask events = 0;
    TypeMask perEvents = 0;      // of a ratio
    std::string pageUrlContains; // empty: every page
    std::vector<FeatureWindow> windows;
    Aggregate aggregate = Aggregate::Count;
    Column of = Column::None;
    Column per = Column::None;
    std::string meaning;
    std::optional<PublishedForm> published; // none: only Tailrace has it
};

std::string_view keyKindName(KeyKind kind);
std::string_view aggregateName(Aggregate aggregate);
std::string_view columnName(Column column);

} // namespace tailrace::features
