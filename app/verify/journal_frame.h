// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tailrace::verify {

enum class FrameKind { Event, Tick, DeadLetter, Original, Handover, Retraction };

// One frame of docs/journal.md. Its texts point into the segment.
struct Frame {
    FrameKind kind = FrameKind::Event;
    std::uint64_t position = 0; // where it begins
    std::uint32_t length = 0;   // with padding
    std::int32_t partition = 0; // -1: the side stream
    std::uint32_t flags = 0;
    std::uint64_t sequence = 0;
    std::int64_t watermark = 0;
    std::int64_t eventTime = 0;
    std::uint64_t group = 0; // where its group begins
    std::string_view key;
    std::string_view payload;
};

constexpr std::uint32_t RequestFlag = 1;
constexpr std::uint32_t HandoverFlag = 2;
constexpr std::uint32_t CutFlag = 8;   // of a tick: a cut was asked for behind it
constexpr std::uint32_t PastFlag = 16; // of an event: generated past

// The frame at the beginning of these bytes, which stand at this position; nothing when they are no whole, undamaged frame.
std::optional<Frame> frameAt(std::string_view bytes, std::uint64_t position);

// Little-endian numbers, wherever they stand.
std::uint16_t littleU16(std::string_view bytes, std::size_t at);
std::uint32_t littleU32(std::string_view bytes, std::size_t at);
std::uint64_t littleU64(std::string_view bytes, std::size_t at);

} // namespace tailrace::verify
