// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

#include "app/verify/feature_declarations.h"
#include "tests/app/verify/told_events.h"
#include "tests/support/history_generator.h"
#include "tests/support/journal_bytes.h"
#include "tests/support/oracle_cut.h"

namespace tailrace::test {

// The folder of a run whose collector and engine are right: a journal with handovers, and cuts on the way. A test changes what it
// wants to be wrong before it writes.
class RunFolderFixture {
public:
    explicit RunFolderFixture(std::uint64_t seed) : m_features(verify::readFeatures(TAILRACE_SOURCE_DIR "/resources/features"))
    {
        const auto history = makeHistory({.seed = seed});
        for (std::size_t number = 0; number < history.size(); ++number) {
            accept(history[number].text);
            if (number % 200 == 199) cut();
        }
    }

    std::vector<JournalBytes::FrameText> frames;
    std::vector<verify::Cut> cuts;

    // Cuts name positions by the number of frames before them, until they are written.
    void write(const std::filesystem::path& folder) const
    {
        JournalBytes bytes;
        std::vector<std::uint64_t> positions;
        for (const auto& frame : frames) positions.push_back(bytes.append(frame));
        positions.push_back(bytes.end());
        bytes.write(folder / "journal");
        std::filesystem::create_directories(folder / "cuts");
        std::ofstream stream(folder / "cuts/engine.jsonl", std::ios::binary);
        for (verify::Cut cut : cuts) {
            cut.position = positions[cut.position];
            stream << cutText(cut);
        }
    }

    std::size_t firstOf(const std::string& kind) const
    {
        return static_cast<std::size_t>(std::ranges::find(frames, kind, &JournalBytes::FrameText::kind) - frames.begin());
    }

private:
    // Partition by the length of the owner's name: any function will do.
    static std::int32_t partitionOf(const std::string& owner) { return static_cast<std::int32_t>(owner.size() % 4); }

    void add(JournalBytes::FrameText frame)
    {
        ++m_next[frame.partition];
        frames.push_back(std::move(frame));
    }

    void accept(const std::string& text)
    {
        const auto moves = m_told.tell(text);
        const auto& events = m_told.oracle.events();
        const verify::AcceptedEvent& event = events.back();
        m_texts.push_back(text);
        add({"TRE1", partitionOf(event.owner), event.watermark, event.columns.time, event.owner, text, 0, false});
        for (const auto& move : moves) {
            const verify::AcceptedEvent& moved = events[move.index];
            const std::string& payload = m_texts[move.index];
            const std::string retraction = nlohmann::json{{"id", moved.columns.id}, {"at", moved.columns.time}, {"to", move.to}}.dump();
            add({"TRH1", partitionOf(move.to), moved.watermark, moved.columns.time, move.to, payload, 2, true});
            add({"TRR1", partitionOf(move.from), event.watermark, moved.columns.time, move.from, retraction, 0, true});
        }
    }

    void cut()
    {
        verify::Cut cut = cutOf(m_told.oracle, m_features, m_told.watermark + 5000);
        cut.incarnation = JournalBytes::Incarnation;
        cut.position = frames.size();
        cut.nextSequence = m_next;
        cuts.push_back(std::move(cut));
    }

    std::vector<verify::Feature> m_features;
    Told m_told;
    std::vector<std::string> m_texts;
    std::map<std::int32_t, std::uint64_t> m_next;
};

} // namespace tailrace::test
