// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "pipeline/base/bounded_queue.h"
#include "pipeline/base/clock.h"
#include "pipeline/base/logger.h"
#include "pipeline/collector/collector.h"
#include "pipeline/runtime/cut_text.h"
#include "pipeline/runtime/shard.h"

namespace tailrace::runtime {

struct CutRecorderOptions {
    std::filesystem::path directory; // made with the first cut
    Incarnation incarnation{};       // of the journal
    std::size_t partitions = 0;
    std::size_t pieceBytes = std::size_t{256} << 10; // of text, handed to the writing thread at a time
    std::size_t queueBytes = std::size_t{16} << 20;  // of text that waits for the disk; then the workers wait, too
};

// Writes what the workers hold at a mark of the journal, one file per cut (docs/cuts.md), on a thread of its own. One cut at a time:
//
//   begin()      anybody: a mark is going to be asked for
//   open()       collector: it is on the disk, and nobody has seen what stands behind it. So each worker still has that place before
//                it, however the hop repeats, loses or reorders records
//   isDue(), describe()   each partition's worker, when it has applied what stands before the mark, and before it applies what is behind
//
// A file gets its name when every partition has given its part; one that never does leaves nothing.
class CutRecorder {
public:
    CutRecorder(CutRecorderOptions options, const Clock& clock, Logger logger);
    ~CutRecorder();

    // False: one is under way.
    bool begin();
    bool isUnderWay() const { return m_underWay.load(std::memory_order_acquire); }
    void open(const collector::CutMark& mark);

    // The partition's worker alone: that frame is the next one to be applied, and the cut lies before it.
    bool isDue(Partition partition, Sequence next) const { return placeOf(partition).next.load(std::memory_order_acquire) == next.value; }
    // Takes the shard to the cut's time, and its values into the file. `now` as in Shard::apply().
    void describe(Partition partition, Shard& shard, Stamp now);

    // Writes what was given, and drops what is incomplete, and what a worker still gives. Idempotent.
    void stop();
    // For the report: how many there are, what they cost, and what became of the others. After stop().
    std::vector<std::string> notes() const;

private:
    static constexpr std::uint64_t Nowhere = UINT64_MAX;

    struct Place {
        std::atomic<std::uint64_t> next{Nowhere}; // of the partition's frames, the first one behind the cut
    };
    // Whole lines; the last ones of a partition's part bring its counts.
    struct Piece {
        std::string text;
        std::optional<ShardCounts> partEnds;
    };

    Place& placeOf(Partition partition) { return m_places[static_cast<std::size_t>(partition.value)]; }
    const Place& placeOf(Partition partition) const { return m_places[static_cast<std::size_t>(partition.value)]; }
    void pass(std::string& text);
    void run();
    void write(const Piece& piece);
    void beginFile();
    void endFile();
    void closeCut();
    void fail(std::string what);

    const CutRecorderOptions m_options;
    const Clock& m_clock;
    Logger m_logger;
    std::vector<Place> m_places;
    std::atomic<bool> m_underWay{false};
    std::atomic<std::size_t> m_begun{0}, m_written{0};
    std::atomic<std::int64_t> m_longestPause{0}; // of a worker, for one partition; ns
    collector::CutMark m_mark;                   // of the cut that is open: written before the places and the queue say so
    BoundedQueue<Piece> m_queue;
    // The writing thread's own.
    std::ofstream m_file;
    std::filesystem::path m_unfinished; // empty: no file is open
    std::size_t m_partsLeft = 0;
    ShardCounts m_counts;
    bool m_failed = false; // this cut: the disk
    std::string m_failure; // the last one; read by others after stop()
    std::jthread m_thread; // last: it uses all of the above
};

} // namespace tailrace::runtime
