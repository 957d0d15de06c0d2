// SPDX-License-Identifier: Apache-2.0
// Hash writes through the feature store over the embedded server's Unix socket: rate, and CPU on both sides.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "pipeline/redis/key_layout.h"
#include "pipeline/redis/redis_address.h"
#include "pipeline/redis/redis_feature_store.h"
#include "pipeline/runtime/embedded_redis.h"
#include "tests/bench/bench_figures.h"

namespace {

using namespace tailrace;

constexpr int Partitions = 4;
constexpr double TargetWritesPerSecond = 110'000;
constexpr const char* FieldNames[] = {"views", "carts", "purchases", "revenue", "last_product", "last_category", "views_5m", "updated"};

struct Figure {
    double writesPerSecond = 0, clientSeconds = 0, serverSeconds = 0, batchMicros = 0;
    std::uint64_t writes = 0;
};

void fill(FeatureBatch& batch, int partition, std::uint64_t& shopper, std::size_t keys)
{
    static std::string key, value;
    const std::uint64_t next = batch.next + keys;
    batch.clear();
    batch.partition = Partition(partition);
    batch.incarnation = Incarnation(1);
    batch.next = next;
    for (std::size_t k = 0; k < keys; ++k) {
        key.clear();
        redis::appendUserKey(key, Partition(partition), std::to_string(shopper = (shopper * 48271 + 11) % 100'000));
        batch.beginKey(key);
        for (const char* name : FieldNames) {
            value = "1234567";
            value += std::to_string(k & 63);
            batch.field(name, value);
        }
    }
}

Figure measure(runtime::EmbeddedRedis& server, std::size_t keysPerBatch, double seconds)
{
    redis::RedisFeatureStore store(redis::RedisAddress::parse(server.endpoint()).value(),
        {.epoch = 1, .writeDeadline = std::chrono::seconds(5), .connection = {}});
    std::vector<FeatureBatch> batches(Partitions);
    std::vector<const FeatureBatch*> pointers;
    for (int p = 0; p < Partitions; ++p) {
        batches[static_cast<std::size_t>(p)].next = store.cell(Partition(p)).value().next;
        pointers.push_back(&batches[static_cast<std::size_t>(p)]);
    }
    std::vector<WriteOutcome> outcomes;
    std::uint64_t shopper = 1, calls = 0;
    Figure figure;
    const auto serverCpu = [&] {
        server.superviseTick();
        return server.status().cpuSeconds;
    };
    const double clientBefore = bench::processCpuSeconds(), serverBefore = serverCpu();
    const auto begin = std::chrono::steady_clock::now();
    double elapsed = 0;
    while (elapsed < seconds) {
        for (int p = 0; p < Partitions; ++p) fill(batches[static_cast<std::size_t>(p)], p, shopper, keysPerBatch);
        const auto sent = std::chrono::steady_clock::now();
        if (auto done = store.write(pointers, outcomes); !done) {
            std::fprintf(stderr, "%s\n", done.error().message().c_str());
            return figure;
        }
        const auto end = std::chrono::steady_clock::now();
        figure.batchMicros += std::chrono::duration<double, std::micro>(end - sent).count();
        elapsed = std::chrono::duration<double>(end - begin).count();
        figure.writes += Partitions * keysPerBatch;
        ++calls;
    }
    figure.writesPerSecond = static_cast<double>(figure.writes) / elapsed;
    figure.batchMicros /= static_cast<double>(calls);
    figure.clientSeconds = bench::processCpuSeconds() - clientBefore;
    figure.serverSeconds = serverCpu() - serverBefore;
    return figure;
}

} // namespace

int main()
{
    if (runtime::EmbeddedRedis::installedProgram().empty()) {
        std::puts("skipped: redis-server is not installed");
        return 0;
    }
    runtime::EmbeddedRedis server;
    if (auto started = server.start(); !started) {
        std::fprintf(stderr, "%s\n", started.error().message().c_str());
        return 1;
    }
    const double seconds = bench::secondsPerFigure(3.0);
    std::printf("hash writes of 8 fields, %d partitions a call, one connection (at least %.0f/s wanted)\n", Partitions,
        TargetWritesPerSecond);
    for (const std::size_t keys : {8U, 32U, 128U, 512U}) {
        const Figure f = measure(server, keys, seconds);
        if (f.writes == 0) return 1;
        const double writes = static_cast<double>(f.writes);
        std::printf(
            "%4zu keys a batch: %8.0f writes/s, %6.0f us a call, %8.0f writes per CPU second (client %.2f us, server %.2f us a write)\n",
            keys, f.writesPerSecond, f.batchMicros, writes / (f.clientSeconds + f.serverSeconds), 1e6 * f.clientSeconds / writes,
            1e6 * f.serverSeconds / writes);
    }
    return 0;
}
