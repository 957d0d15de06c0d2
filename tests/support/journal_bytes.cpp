// SPDX-License-Identifier: Apache-2.0
#include "tests/support/journal_bytes.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <xxhash.h>

namespace tailrace::test {
namespace {

constexpr std::size_t HeaderSize = 4096;
constexpr std::uint32_t Partitions = 4;

void put(std::string& bytes, std::size_t at, std::size_t size, std::uint64_t number)
{
    for (std::size_t byte = 0; byte < size; ++byte) bytes[at + byte] = static_cast<char>(number >> (8 * byte) & 0xFFU);
}

std::uint64_t get64(const std::string& bytes, std::size_t at)
{
    std::uint64_t number = 0;
    for (std::size_t byte = 8; byte > 0; --byte) number = number << 8U | static_cast<unsigned char>(bytes[at + byte - 1]);
    return number;
}

} // namespace

JournalBytes::JournalBytes(std::uint64_t base, std::map<std::int32_t, std::uint64_t> next)
    : m_base(base),
      m_next(std::move(next)),
      m_bytes(HeaderSize, '\0')
{
    m_bytes.replace(0, 8, "TTRJRNL1");
    put(m_bytes, 16, 4, 1);
    put(m_bytes, 20, 4, Partitions);
    put(m_bytes, 24, 8, Incarnation);
    put(m_bytes, 48, 8, base);
    for (const auto& [partition, sequence] : m_next) {
        put(m_bytes, partition < 0 ? 64 : 128 + 8 * static_cast<std::size_t>(partition), 8, sequence);
    }
    put(m_bytes, 8, 8, XXH3_64bits(m_bytes.data() + 16, HeaderSize - 16));
}

std::uint64_t JournalBytes::append(const FrameText& frame)
{
    const std::uint64_t position = end();
    if (!frame.continuesGroup) m_group = position;
    const std::size_t length = (80 + frame.key.size() + frame.payload.size() + 7) / 8 * 8;
    std::string bytes(length, '\0');
    bytes.replace(0, 4, frame.kind);
    put(bytes, 4, 4, length);
    put(bytes, 16, 4, static_cast<std::uint32_t>(frame.partition));
    put(bytes, 20, 4, frame.flags);
    put(bytes, 24, 8, m_next[frame.partition]++);
    put(bytes, 32, 8, static_cast<std::uint64_t>(frame.watermark));
    put(bytes, 40, 8, static_cast<std::uint64_t>(frame.eventTime));
    put(bytes, 64, 8, m_group);
    put(bytes, 72, 4, frame.payload.size());
    put(bytes, 76, 2, frame.key.size());
    bytes.replace(80, frame.key.size(), frame.key);
    bytes.replace(80 + frame.key.size(), frame.payload.size(), frame.payload);
    put(bytes, 8, 8, XXH3_64bits_withSeed(bytes.data() + 16, length - 16, get64(bytes, 0)));
    m_bytes += bytes;
    return position;
}

void JournalBytes::write(const std::filesystem::path& folder, std::size_t allocated) const
{
    std::filesystem::create_directories(folder);
    std::array<char, 64> name{};
    std::snprintf(name.data(), name.size(), "journal-%016llx.seg", static_cast<unsigned long long>(m_base));
    std::string bytes = m_bytes;
    if (bytes.size() < allocated) bytes.resize(allocated, '\0');
    std::ofstream(folder / name.data(), std::ios::binary) << bytes;
}

} // namespace tailrace::test
