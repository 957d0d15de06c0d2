// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <boost/endian/arithmetic.hpp>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/base/bounded_queue.h"
#include "pipeline/base/result.h"
#include "pipeline/telemetry/event_stamps.h"

namespace tailrace::telemetry {

// What a record of the dump holds; an event has one Stored, or a Computed and later a Written one, and, if it asked for a
// recommendation, a Rendered one.
enum class DumpPart : std::uint32_t {
    Stored = 1,   // up to `stored`: stages 1 to 3 and freshness
    Computed = 2, // up to `computed`: the store is away; stages 1 and 2
    Written = 3,  // the rest of a Computed one: stage 3 and freshness
    Rendered = 4, // all of them: the five stages of a request, and total
    GoneOn = 5,   // no event: a killed engine was started again at `due`, and what stands in front is of an earlier life
};

// One record as it stands in the file (docs/stamp-dump.md).
struct StampRecord {
    static constexpr std::size_t Stamps = 14;

    StampRecord() = default;
    StampRecord(DumpPart part, std::int32_t partition, std::uint64_t sequence, const EventStamps& stamps);

    boost::endian::little_uint64_t sequence = 0; // with the partition: which event of the journal
    boost::endian::little_int32_t partition = 0;
    boost::endian::little_uint32_t part = 0;
    std::array<boost::endian::little_int64_t, Stamps> nanos{}; // in the order of EventStamps; 0: not reached
};
static_assert(sizeof(StampRecord) == 128);

// Writes the raw stamps of every event into a file, on a thread of its own: who measures never waits for the disk. What finds the
// queue full, or the disk, is dropped and counted.
class StampDump {
public:
    static constexpr std::size_t QueueRecords = std::size_t{1} << 18; // 32 MiB

    // Begins the file; what stood there is gone. An error says what to do.
    static Result<std::unique_ptr<StampDump>> open(const std::filesystem::path& file, std::size_t queueRecords = QueueRecords);
    // Goes on behind the whole records of a file that was never finished, with one that says so. Begins it where there is none.
    static Result<std::unique_ptr<StampDump>> goOn(const std::filesystem::path& file, Stamp now);
    ~StampDump(); // as finish()
    StampDump(const StampDump&) = delete;
    StampDump& operator=(const StampDump&) = delete;

    // Any thread; does not wait. What comes after finish() is dropped.
    void add(std::vector<StampRecord> records);
    // Writes what waits, and into the header how many there are. Idempotent.
    void finish();

    // After finish().
    std::uint64_t written() const { return m_written; }
    std::uint64_t dropped() const { return m_dropped.load(std::memory_order_relaxed); }
    const std::optional<Error>& failure() const { return m_failure; }
    const std::filesystem::path& file() const { return m_file; }

private:
    StampDump(std::filesystem::path file, int descriptor, std::size_t queueRecords, std::uint64_t written);
    void run();
    bool write(const void* bytes, std::size_t size);
    bool writeHeader();
    void fail();

    const std::filesystem::path m_file;
    const int m_descriptor;
    BoundedQueue<std::vector<StampRecord>> m_queue;
    std::atomic<std::uint64_t> m_dropped{0};
    std::uint64_t m_written = 0;      // its thread, then whoever has joined it
    std::optional<Error> m_failure{}; // likewise
    const bool m_hasHeader;
    bool m_isFinished = false;
    std::jthread m_thread; // last
};

// All records of a finished dump. An error says what is wrong with the file.
Result<std::vector<StampRecord>> readStampDump(const std::filesystem::path& file);

} // namespace tailrace::telemetry
