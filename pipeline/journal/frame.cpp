// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/frame.h"

#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace tailrace::journal {

static_assert(std::endian::native == std::endian::little, "the journal's numbers are written as they stand in memory");

namespace {

constexpr std::size_t KindAt = 0, SizeAt = 4, ChecksumAt = 8, HashedFrom = 16, PartitionAt = 16, FlagsAt = 20, SequenceAt = 24,
                      WatermarkAt = 32, EventTimeAt = 40, DueAt = 48, CollectAt = 56, GroupAt = 64, PayloadSizeAt = 72, KeySizeAt = 76,
                      ReservedAt = 78;
constexpr std::uint32_t WantsRecommendation = 1;

template <class T>
void put(char* out, std::size_t at, T value)
{
    std::memcpy(out + at, &value, sizeof value);
}

template <class T>
T get(const char* in, std::size_t at)
{
    T value;
    std::memcpy(&value, in + at, sizeof value);
    return value;
}

std::uint64_t checksum(const char* frame, std::size_t size)
{
    return XXH3_64bits_withSeed(frame + HashedFrom, size - HashedFrom, get<std::uint64_t>(frame, KindAt));
}

bool isKind(std::uint32_t kind)
{
    switch (static_cast<FrameKind>(kind)) {
    case FrameKind::Event:
    case FrameKind::Tick:
    case FrameKind::DeadLetter:
    case FrameKind::Original:
        return true;
    }
    return false;
}

FrameStatus statusOfStart(std::string_view bytes)
{
    const std::string_view start = bytes.substr(0, FrameHeaderSize);
    if (std::all_of(start.begin(), start.end(), [](char c) { return c == '\0'; })) return FrameStatus::End;
    if (bytes.size() < FrameHeaderSize) return FrameStatus::Torn;
    return isKind(get<std::uint32_t>(bytes.data(), KindAt)) ? FrameStatus::Ok : FrameStatus::Corrupt;
}

bool isWellSized(const char* in, std::size_t size)
{
    const std::size_t payloadSize = get<std::uint32_t>(in, PayloadSizeAt);
    return payloadSize <= MaxPayloadSize && size == encodedSize(get<std::uint16_t>(in, KeySizeAt), payloadSize);
}

} // namespace

std::size_t encodedSize(std::size_t keySize, std::size_t payloadSize)
{
    return (FrameHeaderSize + keySize + payloadSize + FrameAlignment - 1) / FrameAlignment * FrameAlignment;
}

void layOutFrame(const Frame& frame, char* out)
{
    const std::size_t size = encodedSize(frame.key.size(), frame.payload.size());
    put(out, KindAt, static_cast<std::uint32_t>(frame.kind));
    put(out, SizeAt, static_cast<std::uint32_t>(size));
    put(out, ChecksumAt, std::uint64_t{0});
    put(out, PartitionAt, frame.partition.value);
    put(out, FlagsAt, frame.wantsRecommendation ? WantsRecommendation : 0U);
    put(out, SequenceAt, frame.sequence.value);
    put(out, WatermarkAt, toMillis(frame.watermark));
    put(out, EventTimeAt, toMillis(frame.eventTime));
    put(out, DueAt, toNanos(frame.due));
    put(out, CollectAt, toNanos(frame.collectStarted));
    put(out, GroupAt, frame.group.value);
    put(out, PayloadSizeAt, static_cast<std::uint32_t>(frame.payload.size()));
    put(out, KeySizeAt, static_cast<std::uint16_t>(frame.key.size()));
    put(out, ReservedAt, std::uint16_t{0});
    char* text = std::copy(frame.key.begin(), frame.key.end(), out + FrameHeaderSize);
    text = std::copy(frame.payload.begin(), frame.payload.end(), text);
    std::fill(text, out + size, '\0');
}

void sealFrame(char* laidOut, JournalPosition group)
{
    put(laidOut, GroupAt, group.value);
    put(laidOut, ChecksumAt, checksum(laidOut, get<std::uint32_t>(laidOut, SizeAt)));
}

void encodeFrame(const Frame& frame, char* out)
{
    layOutFrame(frame, out);
    sealFrame(out, frame.group);
}

FrameOutline outlineFrame(std::string_view bytes)
{
    FrameOutline outline;
    outline.status = statusOfStart(bytes);
    if (outline.status != FrameStatus::Ok) return outline;
    const char* in = bytes.data();
    outline.size = get<std::uint32_t>(in, SizeAt);
    if (!isWellSized(in, outline.size)) {
        outline.status = FrameStatus::Corrupt;
    } else if (outline.size > bytes.size()) {
        outline.status = FrameStatus::Torn;
    }
    outline.kind = static_cast<FrameKind>(get<std::uint32_t>(in, KindAt));
    outline.partition = Partition(get<std::int32_t>(in, PartitionAt));
    outline.sequence = Sequence(get<std::uint64_t>(in, SequenceAt));
    return outline;
}

FrameStatus decodeFrame(std::string_view bytes, Frame& frame, std::size_t& size)
{
    const FrameOutline outline = outlineFrame(bytes);
    if (outline.status != FrameStatus::Ok) return outline.status;
    const char* in = bytes.data();
    if (checksum(in, outline.size) != get<std::uint64_t>(in, ChecksumAt)) return FrameStatus::Corrupt;
    size = outline.size;
    frame.kind = outline.kind;
    frame.partition = outline.partition;
    frame.sequence = outline.sequence;
    frame.wantsRecommendation = (get<std::uint32_t>(in, FlagsAt) & WantsRecommendation) != 0;
    frame.watermark = fromMillis(get<std::int64_t>(in, WatermarkAt));
    frame.eventTime = fromMillis(get<std::int64_t>(in, EventTimeAt));
    frame.due = fromNanos(get<std::int64_t>(in, DueAt));
    frame.collectStarted = fromNanos(get<std::int64_t>(in, CollectAt));
    frame.group = JournalPosition(get<std::uint64_t>(in, GroupAt));
    const std::size_t keySize = get<std::uint16_t>(in, KeySizeAt);
    frame.key = bytes.substr(FrameHeaderSize, keySize);
    frame.payload = bytes.substr(FrameHeaderSize + keySize, get<std::uint32_t>(in, PayloadSizeAt));
    return FrameStatus::Ok;
}

} // namespace tailrace::journal
