// SPDX-License-Identifier: Apache-2.0
#include "ui/run/history_reader.h"

#include <utility>

#include "pipeline/base/named_thread.h"
#include "pipeline/report/run_file.h"
#include "pipeline/telemetry/cpu_clock.h"

namespace tailrace::ui {

HistoryReader::HistoryReader()
{
    m_thread = namedThread("history", [this](const std::stop_token& stop) { run(stop); });
}

HistoryReader::~HistoryReader() = default;

void HistoryReader::begin(telemetry::Budget budget)
{
    post([this, budget = std::move(budget)] { restart(budget); });
}

void HistoryReader::add(std::shared_ptr<const telemetry::Snapshot> closed)
{
    post([this, closed = std::move(closed)] {
        publish({m_store.add({.second = static_cast<int>(closed->closedSeconds) - 1,
            .series = telemetry::PackedSeries(closed->lastSecond),
            .ledger = closed->ledger,
            .offeredPerSecond = closed->offeredPerSecond,
            .appliedPerSecond = closed->appliedPerSecond,
            .lagEvents = closed->lagEvents,
            .lagSeconds = closed->lagSeconds,
            .partitionLag = closed->partitionLag,
            .queueFill = closed->queueFill})});
    });
}

void HistoryReader::show(std::shared_ptr<const report::RunRecord> record)
{
    post([this, record = std::move(record)] { load(*record); });
}

void HistoryReader::open(std::filesystem::path runFile)
{
    post([this, runFile = std::move(runFile)] {
        auto read = report::readRunFile(runFile);
        if (!read) {
            tell([&](HistoryNews& news) { news.trouble = read.error().context(); });
            return;
        }
        auto record = std::make_shared<const report::RunRecord>(std::move(*read));
        load(*record);
        tell([&](HistoryNews& news) { news.opened = std::move(record); });
    });
}

void HistoryReader::judgeBy(std::optional<telemetry::Budget> budget)
{
    post([this, budget = std::move(budget)] {
        m_judge = budget;
        if (!m_store.judgeBy(budget)) return; // seconds of a day need not be read again for another limit
        auto groups = m_store.groupPoints();
        tell([&](HistoryNews& news) { news.groups = std::move(groups); });
    });
}

void HistoryReader::measure(TimeSpan span)
{
    const std::lock_guard lock(m_mutex);
    m_wanted = span;
    m_wakeup.notify_one();
}

void HistoryReader::forget()
{
    const std::lock_guard lock(m_mutex);
    ++m_epoch;
    m_tasks.clear();
    m_wanted.reset();
    m_news = {.generation = m_news.generation + 1,
        .seconds = {},
        .groups = {},
        .range = {},
        .opened = {},
        .trouble = {},
        .worked = m_news.worked};
}

HistoryNews HistoryReader::take()
{
    const std::lock_guard lock(m_mutex);
    HistoryNews news = std::exchange(m_news, {});
    m_news.generation = news.generation;
    m_news.worked = news.worked;
    return news;
}

void HistoryReader::post(Task task)
{
    const std::lock_guard lock(m_mutex);
    m_tasks.push_back(std::move(task));
    m_wakeup.notify_one();
}

// Tasks first: a range is measured with all the seconds that are there.
std::optional<HistoryReader::Task> HistoryReader::next(const std::stop_token& stop)
{
    std::unique_lock lock(m_mutex);
    m_news.worked = std::chrono::duration<double>(telemetry::callingThreadCpuTime()).count();
    if (!m_wakeup.wait(lock, stop, [this] { return !m_tasks.empty() || m_wanted; })) return std::nullopt;
    m_taskEpoch = m_epoch;
    if (m_tasks.empty()) {
        return [this, span = *std::exchange(m_wanted, std::nullopt)] {
            auto view = std::make_shared<const RangeView>(m_store.sum(span));
            tell([&](HistoryNews& news) { news.range = std::move(view); });
        };
    }
    Task task = std::move(m_tasks.front());
    m_tasks.pop_front();
    return task;
}

void HistoryReader::run(const std::stop_token& stop)
{
    while (!stop.stop_requested()) {
        if (auto task = next(stop)) (*task)();
    }
}

void HistoryReader::restart(telemetry::Budget budget)
{
    m_store = HistoryStore(std::move(budget));
    m_store.judgeBy(m_judge);
    tell([](HistoryNews& news) {
        ++news.generation;
        news.seconds.clear();
        news.groups.reset();
        news.range.reset();
    });
}

void HistoryReader::load(const report::RunRecord& record)
{
    HistoryStore store(record.budget);
    store.judgeBy(m_judge);
    std::vector<SecondPoint> points;
    points.reserve(record.seconds.size());
    for (const auto& second : record.seconds) points.push_back(store.add(second));
    store.close(record.ledger);
    auto whole = std::make_shared<const RangeView>(store.sum({0, static_cast<double>(store.seconds())}));
    restart(record.budget);
    m_store = std::move(store);
    publish(std::move(points));
    tell([&](HistoryNews& news) { news.range = std::move(whole); });
}

void HistoryReader::publish(std::vector<SecondPoint> points)
{
    tell([&](HistoryNews& news) { std::move(points.begin(), points.end(), std::back_inserter(news.seconds)); });
}

void HistoryReader::tell(const std::function<void(HistoryNews&)>& what)
{
    const std::lock_guard lock(m_mutex);
    if (m_taskEpoch == m_epoch) what(m_news);
}

} // namespace tailrace::ui
