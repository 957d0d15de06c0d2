// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTemporaryDir>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/journal/frame.h"
#include "tests/support/history_generator.h"

namespace tailrace::test {

// A history as the collector journals it, by its own code: owners, watermarks, handovers and retractions.
class JournalledHistory {
public:
    struct OwnedFrame {
        journal::JournalPosition position;
        journal::Frame frame; // its texts are the two below
        std::string key, payload;
    };

    JournalledHistory(const std::vector<HistoryEvent>& history, std::int32_t partitions, std::uint64_t seed);

    const std::vector<OwnedFrame>& frames() const { return m_frames; }
    std::int32_t partitions() const { return m_partitions; }
    std::filesystem::path directory() const { return m_directory.path().toStdString(); }
    // Where a cut may stand: not between an event and what it moves. Indices into frames().
    std::vector<std::size_t> cutPlaces() const;

private:
    QTemporaryDir m_directory;
    std::int32_t m_partitions;
    std::vector<OwnedFrame> m_frames;
};

} // namespace tailrace::test
