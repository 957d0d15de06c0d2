// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest>

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/features/feature_file.h"
#include "pipeline/runtime/shard.h"

namespace tailrace::test {

constexpr std::int64_t Minute = 60'000;
constexpr std::int64_t Start = 1'700'000'000'000;

inline Stamp atSecond(double second) { return fromNanos(static_cast<std::int64_t>((1000 + second) * 1e9)); }
inline EventTime atMinute(double minute) { return fromMillis(Start + static_cast<std::int64_t>(minute * Minute)); }

// "shopper@first revision events [closed]" of each record, times in minutes; a tombstone is "gone".
class RecordedUpdates final : public SideOutput {
public:
    void produce(std::string_view, std::string_view key, std::string_view value) override
    {
        const auto colon = key.rfind(':');
        const std::int64_t first = (std::stoll(std::string(key.substr(colon + 1))) - Start) / Minute;
        text += (text.empty() ? "" : "; ") + std::string(key.substr(0, colon)) + "@" + std::to_string(first);
        if (value.empty()) {
            text += " gone";
            return;
        }
        const auto update = nlohmann::json::parse(value);
        text += " r" + update.at("revision").dump() + " n" + update.at("events").dump() + (update.at("closed") == true ? " closed" : "");
    }

    std::string text;
};

// One shard of partition 7, and a store that holds what it writes.
class ShardFixture {
public:
    explicit ShardFixture(sessionize::SessionRules rules = {}, features::Profile profile = features::Profile::Tailrace,
        bool keepsChanges = true)
        : features(compiled(profile)),
          shard(features, updates, {.partition = Partition(7), .rules = rules, .keepsChanges = keepsChanges})
    {}

    // Adds an event with its own id, of the given type, and moves time on to it.
    sessionize::Outcome event(const std::string& shopper, double minute, double second = 0,
        event::EventType type = event::EventType::PageView)
    {
        return deliver(shopper, std::to_string(++events), minute, second, type);
    }
    sessionize::Outcome deliver(const std::string& shopper, const std::string& id, double minute, double second = 0,
        event::EventType type = event::EventType::PageView, bool isHandover = false)
    {
        event::Event event;
        event.id = id;
        event.type = type;
        event.timestamp = atMinute(minute);
        event.domainUserId = shopper;
        event.product.id = id;
        if (!isHandover) watermark = std::max(watermark, event.timestamp);
        const auto outcome =
            shard.apply({.owner = shopper, .watermark = watermark, .sequence = Sequence(++sequence), .isHandover = isHandover}, event,
                atSecond(second));
        shard.advance(watermark);
        return outcome;
    }
    void retract(const std::string& shopper, const std::string& id, double minute, const std::string& newOwner, double second = 0)
    {
        shard.retract({.owner = shopper, .watermark = watermark, .sequence = Sequence(++sequence)},
            {.eventId = id, .newOwner = newOwner, .at = atMinute(minute)}, atSecond(second));
    }
    void advance(double minute)
    {
        watermark = std::max(watermark, atMinute(minute));
        shard.advance(watermark);
    }

    // Ends the batch and carries it to the store.
    void write()
    {
        FeatureBatch batch;
        std::vector<runtime::SlotRef> written;
        shard.endBatch(atSecond(0));
        shard.write(batch, written);
        apply(batch);
    }
    // What the store lacks, at most so many.
    void rewrite(std::size_t most = 100)
    {
        FeatureBatch batch;
        std::vector<runtime::SlotRef> written;
        shard.rewrite(batch, most, written);
        apply(batch);
    }
    void apply(const FeatureBatch& batch)
    {
        for (const FeatureBatch::Entry& entry : batch.entries()) {
            const std::string key(batch.text(entry.key));
            if (entry.fieldCount == 0) store.erase(key);
            if (entry.ttl > 0) {
                store[key] = {{"ttl " + std::to_string(entry.ttl), std::string(batch.text(batch.fields()[entry.firstField]))}};
                continue;
            }
            for (std::uint32_t i = 0; i < entry.fieldCount; i += 2) {
                store[key][std::string(batch.text(batch.fields()[entry.firstField + i]))] =
                    batch.text(batch.fields()[entry.firstField + i + 1]);
            }
        }
    }
    std::string keys() const
    {
        std::string all;
        for (const auto& [key, fields] : store) all += (all.empty() ? "" : " ") + key;
        return all;
    }

    static features::FeatureSet compiled(features::Profile profile)
    {
        auto set = features::loadFeatureSet(TAILRACE_SOURCE_DIR "/resources/features", profile);
        if (!set) qFatal("%s", set.error().message().c_str());
        return std::move(*set);
    }

    features::FeatureSet features;
    RecordedUpdates updates;
    runtime::Shard shard;
    EventTime watermark = atMinute(0);
    std::uint64_t sequence = 0;
    int events = 0;
    std::map<std::string, std::map<std::string, std::string>> store;
};

} // namespace tailrace::test
