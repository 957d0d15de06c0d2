// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pipeline/degrade/shed_note.h"
#include "pipeline/report/number_format.h"
#include "tests/support/run_record_builder.h"
#include "ui/run/run_control.h"

namespace tailrace::test {

// A run control that plays a record, second by second, when told to.
class FakeRunControl final : public ui::RunControl {
public:
    using Phase = ui::RunProgress::Phase;

    explicit FakeRunControl(report::RunRecord record) : m_record(std::make_shared<const report::RunRecord>(std::move(record))) {}

    void start(const ui::RunWish& wish) override
    {
        wishes.push_back(wish);
        m_snapshot.reset();
        m_told.clear();
        m_order = degrade::ShedOrder();
        m_closed = 0;
        if (startsAtOnce) enter(Phase::Running);
    }
    void requestStop() override { ++stops; }
    // As the real one: what is done by hand stands among the incidents of the next snapshot.
    void throwSwitch(degrade::Shed shed, degrade::Position position) override
    {
        thrown.emplace_back(shed, position);
        if (const auto change = m_order.force(shed, position)) {
            auto [kind, words] = degrade::noteOf(*change);
            tell(std::move(kind), std::move(words));
        }
    }
    void playIncident(const simulator::ScheduledIncident& incident) override
    {
        played.push_back(incident);
        tell(std::string(simulator::nameOf(incident.kind).name) + (incident.length.count() > 0 ? " begins" : ""), "It begins. By hand.");
    }
    void multiplyRate(double factor) override
    {
        factors.push_back(factor);
        tell("rate x" + report::plainNumber(factor), "By hand.");
    }
    std::shared_ptr<const ui::RunProgress> progress() const override { return m_progress; }
    std::shared_ptr<const telemetry::Snapshot> snapshot() const override { return m_snapshot; }
    std::filesystem::path runsFolder() const override { return runs; }
    std::filesystem::path resources() const override { return TAILRACE_SOURCE_DIR "/resources"; }

    void enter(Phase phase, const std::string& words = {})
    {
        ui::RunProgress progress{.phase = phase,
            .words = words,
            .scenario = m_record->scenario,
            .inWords = {},
            .seed = 1847,
            .plannedSeconds = static_cast<double>(m_record->seconds.size()),
            .folder = runs,
            .budget = m_record->budget,
            .record = phase >= Phase::Reporting && phase != Phase::Failed ? m_record : nullptr,
            .failures = {}};
        m_progress = std::make_shared<const ui::RunProgress>(std::move(progress));
    }

    // The next second of the record has closed.
    void closeSecond()
    {
        const report::SecondRecord& second = m_record->seconds.at(m_closed++);
        auto snapshot = std::make_shared<telemetry::Snapshot>();
        snapshot->sequence = m_snapshot ? m_snapshot->sequence + 1 : 1;
        snapshot->closedSeconds = m_closed;
        snapshot->secondsSinceStart = static_cast<double>(m_closed);
        snapshot->at = m_record->origin.value_or(Stamp()) + std::chrono::seconds(m_closed);
        snapshot->lastSecond = second.series.unpack();
        snapshot->ledger = second.ledger;
        snapshot->offeredPerSecond = second.offeredPerSecond;
        snapshot->appliedPerSecond = second.appliedPerSecond;
        snapshot->lagEvents = second.lagEvents;
        snapshot->lagSeconds = second.lagSeconds;
        snapshot->partitionLag = second.partitionLag;
        snapshot->queueFill = second.queueFill;
        snapshot->traces = m_record->traces;
        auto incidents = std::make_shared<telemetry::IncidentNotes>();
        for (const auto& incident : m_record->incidents)
            if (incident.atSeconds <= static_cast<double>(m_closed))
                incidents->push_back({incident.atSeconds, incident.kind, incident.text});
        incidents->insert(incidents->end(), m_told.begin(), m_told.end());
        std::ranges::stable_sort(*incidents, {}, &telemetry::IncidentNote::atSeconds);
        snapshot->incidents = std::move(incidents);
        snapshot->kafka = {telemetry::ServerState::State::Up, "Embedded broker at 127.0.0.1:39092"};
        snapshot->redis = {telemetry::ServerState::State::Up, "Redis answers."};
        m_snapshot = std::move(snapshot);
    }

    // One more incident, now.
    void tell(std::string kind, std::string words)
    {
        auto snapshot = m_snapshot ? std::make_shared<telemetry::Snapshot>(*m_snapshot) : std::make_shared<telemetry::Snapshot>();
        ++snapshot->sequence;
        m_told.push_back({snapshot->secondsSinceStart, std::move(kind), std::move(words)});
        auto incidents = std::make_shared<telemetry::IncidentNotes>(*snapshot->incidents);
        incidents->push_back(m_told.back());
        snapshot->incidents = std::move(incidents);
        m_snapshot = std::move(snapshot);
    }

    const report::RunRecord& record() const { return *m_record; }

    std::vector<ui::RunWish> wishes;
    std::vector<std::pair<degrade::Shed, degrade::Position>> thrown;
    std::vector<simulator::ScheduledIncident> played;
    std::vector<double> factors;
    int stops = 0;
    bool startsAtOnce = true;
    std::filesystem::path runs = "/nonexistent";

private:
    std::shared_ptr<const report::RunRecord> m_record;
    std::shared_ptr<const ui::RunProgress> m_progress;
    std::shared_ptr<const telemetry::Snapshot> m_snapshot;
    std::vector<telemetry::IncidentNote> m_told; // by hand
    degrade::ShedOrder m_order;
    std::size_t m_closed = 0;
};

} // namespace tailrace::test
