// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>

#include "pipeline/base/strong_id.h"
#include "pipeline/journal/frame.h"

namespace tailrace::journal {

// How far a journal was acknowledged, in the file `acknowledged` beside its segments. It is set after each group and never synced: what it
// says has been true since before it was written, so it may only say too little (after a power cut), never too much. It tells
// damage to the last group from a torn tail. Best effort: without it a journal works as well, and cuts both.
// Mapped, not written: a write now and then waits for the file system's own journal, which the segments keep busy.
class DurableMark {
public:
    DurableMark() = default;
    ~DurableMark();
    DurableMark(const DurableMark&) = delete;
    DurableMark& operator=(const DurableMark&) = delete;

    // Nothing: no mark, a damaged one, or one of another journal.
    static std::optional<JournalPosition> read(const std::filesystem::path& directory, Incarnation incarnation);
    static std::filesystem::path fileIn(const std::filesystem::path& directory);

    // To be opened by the journal's one writer.
    void open(const std::filesystem::path& directory, Incarnation incarnation);
    void set(JournalPosition acknowledged);

private:
    char* m_mapped = nullptr; // null: no mark
    Incarnation m_incarnation{};
};

} // namespace tailrace::journal
