// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <map>
#include <string>
#include <vector>

#include "pipeline/features/feature_file.h"
#include "pipeline/features/feature_writer.h"

namespace tailrace::test {

using event::EventType;

inline constexpr std::int64_t Minute = 60'000, Hour = 60 * Minute;

inline features::FeatureSet featureSet(features::Profile profile = features::Profile::Tailrace)
{
    auto declared = features::readFeatureFolder(TAILRACE_SOURCE_DIR "/resources/features");
    if (!declared) qFatal("%s", declared.error().context().c_str());
    auto set = features::FeatureSet::compile(std::move(*declared), profile);
    if (!set) qFatal("%s", set.error().context().c_str());
    return std::move(*set);
}

inline event::Event eventOf(EventType type, std::string_view id = "e")
{
    event::Event event;
    event.id = id;
    event.type = type;
    event.domainUserId = "v";
    return event;
}

inline event::Event productEvent(EventType type, std::string_view product, double price, std::string_view category = "shoes",
    std::string_view brand = "Acme")
{
    event::Event event = eventOf(type);
    event.product = {.id = product, .category = category, .brand = brand, .price = price};
    return event;
}

inline event::Event listView(std::string_view name)
{
    event::Event event = eventOf(EventType::ListView);
    event.listName = name;
    return event;
}

// One key's events and what a store would hold of it.
struct Kept {
    const features::FeatureSet& set;
    features::EventColumns columns{set.columnUse()};
    features::EventHistory history;
    features::FeatureWriter writer;
    features::WrittenValues written;
    std::map<std::string, std::string> store;
    std::vector<std::string> lastWritten;

    explicit Kept(const features::FeatureSet& features, features::KeyKind kind = features::KeyKind::Shopper)
        : set(features),
          writer(set, kind, columns)
    {}
    ~Kept() { history.clear(columns); }

    void add(std::int64_t millis, event::Event event)
    {
        event.timestamp = fromMillis(millis);
        history.insert(event.timestamp, columns.retain(event));
    }
    features::WrittenValues& write(std::int64_t asOf)
    {
        return writeRange(features::FeatureWriter::Range{EventTime::min(), fromMillis(asOf), fromMillis(asOf)});
    }
    features::WrittenValues& writeRange(features::FeatureWriter::Range range)
    {
        lastWritten.clear();
        writer.writeRange(history, range, written, [this](const features::FeaturePlan& plan, std::string_view text) {
            store[plan.field] = text;
            lastWritten.push_back(plan.field);
        });
        history.settle();
        return written;
    }
    // What a writer without memory computes.
    std::map<std::string, std::string> afresh(features::FeatureWriter::Range range)
    {
        features::WrittenValues nothing;
        std::map<std::string, std::string> values;
        writer.writeRange(history, range, nothing,
            [&](const features::FeaturePlan& plan, std::string_view text) { values[plan.field] = text; });
        return values;
    }
    std::map<std::string, std::string> afresh(std::int64_t asOf) { return afresh({EventTime::min(), fromMillis(asOf), fromMillis(asOf)}); }
};

} // namespace tailrace::test
