// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest>
#include <memory>
#include <string>

#include "pipeline/runtime/store_writer.h"
#include "tests/support/fake_feature_store.h"
#include "tests/support/manual_clock.h"

namespace tailrace::test {

// A store writer with all that it needs, one partition, and time that stands still.
struct StoreWriterFixture {
    static constexpr std::uint64_t Journal = 7;
    using Rule = FeatureBatch::PositionRule;

    explicit StoreWriterFixture(std::size_t waitingEvents = 1000, std::chrono::milliseconds idle = std::chrono::hours(1))
        : writer({store, input, returned, requests, status, latency, traces, incidents, clock},
            {.partitions = {Partition(0)},
                .incarnation = Incarnation(Journal),
                .probe = std::chrono::milliseconds(10),
                .idle = idle,
                .waitingEvents = waitingEvents})
    {}

    // A job as a worker makes it; its value stands under the key "k" + `next`.
    std::unique_ptr<runtime::StoreJob> job(std::uint64_t next, Rule rule = Rule::Advance) const
    {
        auto made = std::make_unique<runtime::StoreJob>();
        FeatureBatch& batch = made->batches.emplace_back();
        batch.partition = Partition(0);
        batch.incarnation = Incarnation(Journal);
        batch.next = next;
        batch.position = rule;
        batch.beginKey("k" + std::to_string(next));
        batch.field("f", "v");
        made->written.emplace_back().push_back({static_cast<std::uint32_t>(next), 0});
        made->recovery = status.recovery;
        return made;
    }

    // An event that was due `age` ago and is computed now.
    void addEvent(runtime::StoreJob& job, const std::string& id, std::chrono::nanoseconds age = {}, bool request = false,
        bool isPast = false) const
    {
        event::Event event;
        event.id = id;
        event.type = event::EventType::PageView;
        event.domainUserId = "ann";
        telemetry::EventStamps stamps;
        stamps.due = clock.now() - age;
        stamps.collectStarted = stamps.durable = stamps.produceStarted = stamps.collected = stamps.sessionizeStarted = stamps.due;
        stamps.computed = clock.now();
        job.events.add(event, event.domainUserId, {.request = request, .isPast = isPast, .partition = Partition(0)}, stamps);
    }

    // Gives a job to the writer and waits until it is back; null when it does not come.
    std::unique_ptr<runtime::StoreJob> handle(std::unique_ptr<runtime::StoreJob> job)
    {
        writer.start();
        input.push(std::move(job));
        std::vector<std::unique_ptr<runtime::StoreJob>> back;
        returned.popAll(back, std::chrono::seconds(10));
        return back.size() == 1 ? std::move(back[0]) : nullptr;
    }
    // The store does not answer this one; it is asked again once the clock has been moved.
    void lose(std::unique_ptr<runtime::StoreJob> job)
    {
        store.mode = FakeFeatureStore::Mode::Away;
        const auto back = handle(std::move(job));
        QVERIFY(back && back->failed);
        store.mode = FakeFeatureStore::Mode::Working;
    }
    bool letItBeProbed()
    {
        clock.advance(std::chrono::milliseconds(10));
        return QTest::qWaitFor([this] { return status.phase == runtime::StorePhase::Recovering; });
    }

    std::vector<runtime::RequestBatch> takeRequests()
    {
        std::vector<runtime::RequestBatch> batches;
        requests.popAll(batches, std::chrono::milliseconds(0));
        return batches;
    }
    std::uint64_t position() { return store.cell(Partition(0)).value().next; }
    bool holds(const std::string& key) const { return store.hashes.contains(key); }
    std::string incidentKinds() const
    {
        std::string kinds;
        for (const auto& entry : incidents.entries())
            kinds += (kinds.empty() ? "" : ", ") + entry.kind + (entry.count > 1 ? " x" + std::to_string(entry.count) : "");
        return kinds;
    }
    telemetry::Histogram freshness() { return latency.collect()[telemetry::FreshnessKey]; }

    ManualClock clock;
    FakeFeatureStore store; // touched by the writer's thread only while it handles a job, probes or looks after it
    runtime::StoreQueue input{100};
    runtime::StoreQueue returned{100};
    runtime::RequestQueue requests{1000};
    runtime::StoreStatus status;
    telemetry::LatencyRecorder latency;
    telemetry::TraceReservoir traces{10, 1};
    runtime::IncidentLog incidents;
    runtime::StoreWriter writer; // last: its thread uses all of the above
};

} // namespace tailrace::test
