// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/frame.h"

#include <xxhash.h>

#include <algorithm>
#include <cstring>

#include "pipeline/base/byte_field.h"
#include "pipeline/base/short_duration.h"

namespace tailrace::journal {

namespace {

constexpr std::size_t KindAt = 0, SizeAt = 4, FrameChecksumAt = 8, HashedFrom = 16, PartitionAt = 16, FlagsAt = 20, SequenceAt = 24,
                      WatermarkAt = 32, EventTimeAt = 40, DueAt = 48, CollectAt = 56, GroupAt = 64, PayloadSizeAt = 72, KeySizeAt = 76,
                      LatenessAt = 78;
constexpr std::uint32_t WantsRecommendation = 1, IsHandover = 2, Continues = 4, MarksCut = 8, IsPast = 16;

std::uint64_t checksum(const char* frame, std::size_t size)
{
    return XXH3_64bits_withSeed(frame + HashedFrom, size - HashedFrom, fieldAt<std::uint64_t>(frame, KindAt));
}

bool isKind(std::uint32_t kind)
{
    switch (static_cast<FrameKind>(kind)) {
    case FrameKind::Event:
    case FrameKind::Tick:
    case FrameKind::DeadLetter:
    case FrameKind::Original:
    case FrameKind::Handover:
    case FrameKind::Retraction: return true;
    }
    return false;
}

FrameStatus statusOfStart(std::string_view bytes)
{
    const std::string_view start = bytes.substr(0, FrameHeaderSize);
    if (std::all_of(start.begin(), start.end(), [](char c) { return c == '\0'; })) return FrameStatus::End;
    if (bytes.size() < FrameHeaderSize) return FrameStatus::Torn;
    return isKind(fieldAt<std::uint32_t>(bytes.data(), KindAt)) ? FrameStatus::Ok : FrameStatus::Corrupt;
}

std::uint32_t flagsOf(const Frame& frame)
{
    return (frame.wantsRecommendation ? WantsRecommendation : 0U) | (frame.kind == FrameKind::Handover ? IsHandover : 0U)
        | (frame.continues ? Continues : 0U) | (frame.marksCut ? MarksCut : 0U) | (frame.isPast ? IsPast : 0U);
}

bool isWellSized(const char* in, std::size_t size)
{
    const std::size_t payloadSize = fieldAt<std::uint32_t>(in, PayloadSizeAt);
    return payloadSize <= MaxPayloadSize && size == encodedSize(fieldAt<std::uint16_t>(in, KeySizeAt), payloadSize);
}

} // namespace

std::size_t encodedSize(std::size_t keySize, std::size_t payloadSize)
{
    return (FrameHeaderSize + keySize + payloadSize + FrameAlignment - 1) / FrameAlignment * FrameAlignment;
}

void layOutFrame(const Frame& frame, char* out)
{
    const std::size_t size = encodedSize(frame.key.size(), frame.payload.size());
    putField(out, KindAt, static_cast<std::uint32_t>(frame.kind));
    putField(out, SizeAt, static_cast<std::uint32_t>(size));
    putField(out, FrameChecksumAt, std::uint64_t{0});
    putField(out, PartitionAt, frame.partition.value);
    putField(out, FlagsAt, flagsOf(frame));
    putField(out, SequenceAt, frame.sequence.value);
    putField(out, WatermarkAt, toMillis(frame.watermark));
    putField(out, EventTimeAt, toMillis(frame.eventTime));
    putField(out, DueAt, toNanos(frame.due));
    putField(out, CollectAt, toNanos(frame.collectStarted));
    putField(out, GroupAt, frame.group.value);
    putField(out, PayloadSizeAt, static_cast<std::uint32_t>(frame.payload.size()));
    putField(out, KeySizeAt, static_cast<std::uint16_t>(frame.key.size()));
    putField(out, LatenessAt, packShort(frame.lateness));
    char* text = std::copy(frame.key.begin(), frame.key.end(), out + FrameHeaderSize);
    text = std::copy(frame.payload.begin(), frame.payload.end(), text);
    std::fill(text, out + size, '\0');
}

void sealFrame(char* laidOut, JournalPosition group)
{
    putField(laidOut, GroupAt, group.value);
    putField(laidOut, FrameChecksumAt, checksum(laidOut, fieldAt<std::uint32_t>(laidOut, SizeAt)));
}

void endContinuation(char* laidOut) { putField(laidOut, FlagsAt, fieldAt<std::uint32_t>(laidOut, FlagsAt) & ~Continues); }

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
    outline.size = fieldAt<std::uint32_t>(in, SizeAt);
    if (!isWellSized(in, outline.size)) {
        outline.status = FrameStatus::Corrupt;
    } else if (outline.size > bytes.size()) {
        outline.status = FrameStatus::Torn;
    }
    outline.kind = static_cast<FrameKind>(fieldAt<std::uint32_t>(in, KindAt));
    outline.partition = Partition(fieldAt<std::int32_t>(in, PartitionAt));
    outline.sequence = Sequence(fieldAt<std::uint64_t>(in, SequenceAt));
    return outline;
}

Frame readLaidOut(std::string_view bytes)
{
    const char* in = bytes.data();
    Frame frame;
    frame.kind = static_cast<FrameKind>(fieldAt<std::uint32_t>(in, KindAt));
    frame.partition = Partition(fieldAt<std::int32_t>(in, PartitionAt));
    frame.sequence = Sequence(fieldAt<std::uint64_t>(in, SequenceAt));
    frame.wantsRecommendation = (fieldAt<std::uint32_t>(in, FlagsAt) & WantsRecommendation) != 0;
    frame.continues = (fieldAt<std::uint32_t>(in, FlagsAt) & Continues) != 0;
    frame.marksCut = (fieldAt<std::uint32_t>(in, FlagsAt) & MarksCut) != 0;
    frame.isPast = (fieldAt<std::uint32_t>(in, FlagsAt) & IsPast) != 0;
    frame.watermark = fromMillis(fieldAt<std::int64_t>(in, WatermarkAt));
    frame.eventTime = fromMillis(fieldAt<std::int64_t>(in, EventTimeAt));
    frame.due = fromNanos(fieldAt<std::int64_t>(in, DueAt));
    frame.collectStarted = fromNanos(fieldAt<std::int64_t>(in, CollectAt));
    frame.group = JournalPosition(fieldAt<std::uint64_t>(in, GroupAt));
    frame.lateness = unpackShort(fieldAt<std::uint16_t>(in, LatenessAt));
    const std::size_t keySize = fieldAt<std::uint16_t>(in, KeySizeAt);
    frame.key = bytes.substr(FrameHeaderSize, keySize);
    frame.payload = bytes.substr(FrameHeaderSize + keySize, fieldAt<std::uint32_t>(in, PayloadSizeAt));
    return frame;
}

FrameStatus decodeFrame(std::string_view bytes, Frame& frame, std::size_t& size)
{
    const FrameOutline outline = outlineFrame(bytes);
    if (outline.status != FrameStatus::Ok) return outline.status;
    if (checksum(bytes.data(), outline.size) != fieldAt<std::uint64_t>(bytes.data(), FrameChecksumAt)) return FrameStatus::Corrupt;
    size = outline.size;
    frame = readLaidOut(bytes);
    return FrameStatus::Ok;
}

} // namespace tailrace::journal
