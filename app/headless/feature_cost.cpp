// SPDX-License-Identifier: Apache-2.0
#include "app/headless/feature_cost.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <string>
#include <vector>

#include "pipeline/features/feature_writer.h"
#include "pipeline/features/viewer_state.h"

namespace tailrace::headless {
namespace {

using event::EventType;
using CostNanos = std::chrono::duration<double, std::nano>;

constexpr std::size_t Shoppers = 200, EventsEach = 20, Rounds = 5;
constexpr std::int64_t Start = 1'750'000'000'000;

// Of the calling thread: what a busy neighbour does not add to.
CostNanos cpuTime()
{
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// The n-th event of a shopper, a minute apart; borrows `product`.
event::Event sample(std::size_t shopper, std::size_t n, bool isMedia, std::string& product)
{
    constexpr std::array Types{EventType::PageView, EventType::ProductView, EventType::ListView, EventType::PageView,
        EventType::ProductView, EventType::AddToCart, EventType::ListClick, EventType::ProductView, EventType::CheckoutStep,
        EventType::PageView};
    constexpr std::array Media{
        EventType::MediaPlay, EventType::MediaPing, EventType::MediaPause, EventType::MediaPlay, EventType::MediaEnd};
    product = std::to_string((shopper * 7 + n * n) % 12);
    event::Event event;
    event.id = product;
    event.type = isMedia ? Media[n % Media.size()] : Types[n % Types.size()];
    event.timestamp = fromMillis(Start + static_cast<std::int64_t>(n) * 60'000);
    event.product = {.id = product, .category = product.size() > 1 ? "shoes" : "hats", .brand = product, .price = 19.99};
    event.checkoutStep = 2;
    event.platform = "web";
    event.campaign = "sale";
    event.userAgent = "Mozilla/5.0 (X11; Linux x86_64)";
    event.media.currentTime = static_cast<double>(n);
    event.media.duration = 30.0;
    return event;
}

// One round of all events; only the evaluation is timed.
CostNanos timeOf(const features::FeatureSet& set, features::KeyKind kind)
{
    features::EventColumns columns(set.columnUse());
    features::FeatureWriter writer(set, kind, columns);
    std::vector<features::EventHistory> histories(Shoppers);
    std::vector<features::WrittenValues> written(Shoppers);
    std::size_t bytes = 0;
    CostNanos spent{};
    std::string product;
    for (std::size_t n = 0; n < EventsEach; ++n) {
        for (std::size_t i = 0; i < Shoppers; ++i) {
            const auto event = sample(i, n, false, product);
            histories[i].insert(event.timestamp, columns.retain(event));
        }
        const auto begin = cpuTime();
        const EventTime asOf = fromMillis(Start + static_cast<std::int64_t>(n) * 60'000);
        for (std::size_t i = 0; i < Shoppers; ++i) {
            writer.write(histories[i], asOf, written[i], [&bytes](const auto&, std::string_view text) { bytes += text.size(); });
            histories[i].settle();
        }
        spent += cpuTime() - begin;
    }
    return bytes == 0 ? CostNanos{} : spent / (Shoppers * EventsEach);
}

CostNanos viewerTimeOf(features::Aggregate aggregate)
{
    features::TextPool texts;
    std::vector<features::ViewerState> viewers(Shoppers);
    CostNanos spent{};
    std::string product, text;
    for (std::size_t n = 0; n < EventsEach; ++n) {
        for (std::size_t i = 0; i < Shoppers; ++i) viewers[i].insert(sample(i, n, true, product), texts);
        const auto begin = cpuTime();
        for (const auto& viewer : viewers) {
            text.clear();
            features::appendViewerValue(text, aggregate, viewer.view(features::Profile::Tailrace, texts), texts);
        }
        spent += cpuTime() - begin;
    }
    return spent / (Shoppers * EventsEach);
}

} // namespace

CostNanos costPerEvent(const features::FeatureDeclaration& feature)
{
    const auto set = features::FeatureSet::compile({feature}, features::Profile::Tailrace);
    if (!set) return {};
    CostNanos least = CostNanos::max();
    for (std::size_t round = 0; round < Rounds; ++round)
        least = std::min(least, feature.key == features::KeyKind::Viewer ? viewerTimeOf(feature.aggregate) : timeOf(*set, feature.key));
    return least;
}

} // namespace tailrace::headless
