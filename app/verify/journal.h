// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

#include "app/verify/journal_frame.h"

namespace tailrace::verify {

// A journal folder, read by docs/journal.md. Throws Unreadable with file and position when acknowledged bytes are damaged, when a
// sequence has a hole, or when its oldest segments are gone, since then nothing can be recomputed.
class Journal {
public:
    explicit Journal(const std::filesystem::path& folder);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    std::uint64_t incarnation() const { return m_incarnation; }
    std::int32_t partitions() const { return m_partitions; }
    const std::vector<Frame>& frames() const { return m_frames; } // in order of position
    std::uint64_t end() const { return m_end; }                   // behind the last frame
    std::uint64_t tornBytes() const { return m_torn; }            // unacknowledged bytes behind the end that were not zero

private:
    struct Segment;

    void readHeader(const Segment& segment, bool isOldest);
    void readFrames(const Segment& segment, std::uint64_t end, bool isNewest);
    void refuseDamage(const Segment& segment, std::uint64_t bad);
    void take(const Segment& segment, const Frame& frame);

    std::uint64_t m_incarnation = 0;
    std::int32_t m_partitions = 0;
    std::vector<std::unique_ptr<Segment>> m_segments; // the frames point into them
    std::vector<Frame> m_frames;
    std::map<std::int32_t, std::uint64_t> m_nextSequence;
    std::uint64_t m_end = 0;
    std::uint64_t m_torn = 0;
};

} // namespace tailrace::verify
