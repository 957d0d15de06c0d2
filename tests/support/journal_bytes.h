// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace tailrace::test {

// Writes segments by docs/journal.md, byte by byte, and independent of the journal's own writer: a second reading of the document.
class JournalBytes {
public:
    struct FrameText {
        std::string kind = "TRE1";
        std::int32_t partition = 0;
        std::int64_t watermark = 0;
        std::int64_t eventTime = 0;
        std::string key = {};
        std::string payload = {};
        std::uint32_t flags = 0;
        bool continuesGroup = false;
    };

    explicit JournalBytes(std::uint64_t base = 0, std::map<std::int32_t, std::uint64_t> next = {});

    std::uint64_t append(const FrameText& frame); // its position
    std::uint64_t end() const { return m_base + m_bytes.size(); }
    const std::map<std::int32_t, std::uint64_t>& nextSequence() const { return m_next; }
    std::string& bytes() { return m_bytes; }
    // Under its proper name, with room allocated ahead.
    void write(const std::filesystem::path& folder, std::size_t allocated = 65536) const;

    static constexpr std::uint64_t Incarnation = 0x1234567890abcdefULL;

private:
    std::uint64_t m_base;
    std::uint64_t m_group = 0;
    std::map<std::int32_t, std::uint64_t> m_next;
    std::string m_bytes;
};

} // namespace tailrace::test
