// SPDX-License-Identifier: Apache-2.0
#include "app/verify/journal_frame.h"

#include <xxhash.h>

namespace tailrace::verify {
namespace {

constexpr std::size_t FrameHeaderSize = 80;
constexpr std::int32_t MostPartitions = 384;

template <class T>
T little(std::string_view bytes, std::size_t at)
{
    std::uint64_t number = 0;
    for (std::size_t byte = sizeof(T); byte > 0; --byte) number = number << 8U | static_cast<unsigned char>(bytes[at + byte - 1]);
    return static_cast<T>(number);
}

std::optional<FrameKind> kindOf(std::string_view letters)
{
    if (letters == "TRE1") return FrameKind::Event;
    if (letters == "TRT1") return FrameKind::Tick;
    if (letters == "TRD1") return FrameKind::DeadLetter;
    if (letters == "TRO1") return FrameKind::Original;
    if (letters == "TRH1") return FrameKind::Handover;
    if (letters == "TRR1") return FrameKind::Retraction;
    return std::nullopt;
}

} // namespace

std::uint16_t littleU16(std::string_view bytes, std::size_t at) { return little<std::uint16_t>(bytes, at); }
std::uint32_t littleU32(std::string_view bytes, std::size_t at) { return little<std::uint32_t>(bytes, at); }
std::uint64_t littleU64(std::string_view bytes, std::size_t at) { return little<std::uint64_t>(bytes, at); }

std::optional<Frame> frameAt(std::string_view bytes, std::uint64_t position)
{
    if (bytes.size() < FrameHeaderSize) return std::nullopt;
    const auto kind = kindOf(bytes.substr(0, 4));
    const std::uint32_t length = littleU32(bytes, 4);
    if (!kind || length < FrameHeaderSize || length % 8 != 0 || length > bytes.size()) return std::nullopt;
    if (littleU64(bytes, 8) != XXH3_64bits_withSeed(bytes.data() + 16, length - 16, littleU64(bytes, 0))) return std::nullopt;
    const std::size_t payloadLength = littleU32(bytes, 72);
    const std::size_t keyLength = littleU16(bytes, 76);
    if (FrameHeaderSize + keyLength + payloadLength > length) return std::nullopt;
    Frame frame;
    frame.kind = *kind;
    frame.position = position;
    frame.length = length;
    frame.partition = little<std::int32_t>(bytes, 16);
    if (frame.partition < -1 || frame.partition >= MostPartitions) return std::nullopt;
    frame.flags = littleU32(bytes, 20);
    frame.sequence = littleU64(bytes, 24);
    frame.watermark = little<std::int64_t>(bytes, 32);
    frame.eventTime = little<std::int64_t>(bytes, 40);
    frame.group = littleU64(bytes, 64);
    frame.key = bytes.substr(FrameHeaderSize, keyLength);
    frame.payload = bytes.substr(FrameHeaderSize + keyLength, payloadLength);
    return frame;
}

} // namespace tailrace::verify
