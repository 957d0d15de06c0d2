// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/journal/durable_mark.h"
#include "pipeline/journal/frame.h"
#include "pipeline/journal/journal_segments.h"
#include "pipeline/journal/segment_file.h"

namespace tailrace::journal {

struct JournalOptions {
    std::filesystem::path directory;
    std::uint64_t segmentBytes = std::uint64_t{256} << 20;
    std::int32_t partitions = 4;  // must be the directory's own when it holds a journal
    std::uint64_t quotaBytes = 0; // of all segments together, the preallocated one included; 0: only the disk decides
    FileCalls calls{};            // replaced by tests to make the disk fail
};

// What open() found.
struct JournalRecovery {
    bool continued = false;     // the directory held a journal
    std::uint64_t frames = 0;   // in the newest segment
    std::uint64_t cutBytes = 0; // written but never acknowledged: the torn tail that was cut off
    JournalPosition cutAt{};
};

// The durable record of what was accepted. Frames are gathered into a group in memory; commit() makes the group durable as a
// whole with one write and one fdatasync. A write or fdatasync that fails ends its segment (never tried twice on the same
// file): the group is written to a new one, and when that fails too it is dropped, its sequences and W with it.
// One thread appends and commits; const functions and removeBefore() may be called from any thread. Closing needs no work:
// whatever was committed is safe.
class JournalWriter {
public:
    // Creates or continues a journal. A torn tail is cut; damage to acknowledged bytes is Corrupt, and nothing is touched.
    static Result<std::unique_ptr<JournalWriter>> open(JournalOptions options);
    ~JournalWriter();

    // Adds a frame to the group; sequence and group position are filled in, W may not fall but for a handover. Returns its sequence.
    Sequence append(Frame frame);
    // The last frame appended is the last of those that are one: it does not continue.
    void endWhole();
    // Says that the acceptance watermark has reached `watermark` without an event.
    Sequence appendTick(EventTime watermark);
    // A tick that leaves W as it is and marks a cut.
    Sequence appendCutMark();

    // makeDurable() and publish(). Nothing to do for an empty group.
    Result<void> commit();
    // The group reaches the disk, or is forgotten. Full: no room on the disk or in the quota; try later with a new group.
    Result<void> makeDurable();
    // Shows readers what makeDurable() wrote: durablePosition() moves. Apart, for who must be told of the group first.
    void publish();
    // Forgets the group.
    void rollback();

    std::size_t groupBytes() const { return m_group.size(); }
    // Where the next frame appended will stand if the group finds room in the newest segment.
    JournalPosition expectedPosition() const { return JournalPosition(m_end.value + m_group.size()); }
    // A frame of the group that is not durable yet; its text is valid until the group changes.
    Frame pending(JournalPosition expected) const;
    // Where the last durable group begins.
    JournalPosition groupBegin() const { return m_groupBegin; }
    // Of the next frame appended; uncommitted frames count. For the appending thread.
    Sequence nextSequence(Partition partition) const;
    EventTime watermark() const { return m_head.watermark; }

    // Everything below was acknowledged by the disk. Any thread.
    JournalPosition durablePosition() const { return JournalPosition(m_durable.load(std::memory_order_acquire)); }
    Incarnation incarnation() const { return m_incarnation; }
    std::int32_t partitions() const { return m_options.partitions; }
    const JournalRecovery& recovery() const { return m_recovery; }
    const JournalSegments& segments() const { return *m_segments; }
    Result<void> removeBefore(JournalPosition position) { return m_segments->removeBefore(position); }

private:
    // Where the journal stands: behind the last frame appended (m_head) or committed (m_committed).
    struct Head {
        EventTime watermark{};
        Sequence nextSide{};
        std::vector<Sequence> next;
    };

    explicit JournalWriter(JournalOptions options);
    Result<void> recover();
    Result<void> checkMark(JournalPosition end) const;
    Result<void> beginSegment();
    Result<SegmentFile> createSegmentFile(const JournalSegments::Segment& segment);
    void sealSegment();
    void abandonSegment();
    bool hasRoomForGroup() const;
    Result<void> writeGroup();
    Result<void> writeHere();

    JournalOptions m_options;
    SegmentFile m_directory; // locked: one writer
    DurableMark m_mark;
    std::unique_ptr<JournalSegments> m_segments;
    JournalRecovery m_recovery;
    Incarnation m_incarnation{};
    BootId m_boot{};
    Head m_head;
    Head m_committed;
    std::string m_group;
    std::vector<std::size_t> m_groupFrames;  // where in m_group
    JournalPosition m_end{};                 // of what is durable
    JournalPosition m_groupBegin{};          // of the last group in it
    std::atomic<std::uint64_t> m_durable{0}; // the same, as published

    SegmentFile m_file; // closed: the next group begins a new segment
    JournalSegments::Segment m_segment;
    std::uint64_t m_used = 0; // durable bytes of m_file
    bool m_listed = false;    // m_segment is among m_segments, because something in it is durable
};

} // namespace tailrace::journal
