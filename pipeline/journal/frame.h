// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "pipeline/base/clock.h"
#include "pipeline/base/strong_id.h"

namespace tailrace::journal {

// Global byte position in a journal: grows over segment borders and restarts, never reused for other durable bytes.
using JournalPosition = StrongId<struct JournalPositionTag, std::uint64_t>;

// Ticks, dead letters and originals belong to no partition of the topic; they have a dense sequence of their own.
inline constexpr Partition SideStream{-1};

// The first four bytes of a frame say what it is ("TRE1", "TRT1", "TRD1", "TRO1", "TRH1", "TRR1").
enum class FrameKind : std::uint32_t {
    Event = 0x31455254,
    Tick = 0x31545254,       // W has advanced
    DeadLetter = 0x31445254, // the letter of a refused text
    Original = 0x314f5254,   // a piece of a refused text that is too long for its letter, which follows
    Handover = 0x31485254,   // an event that has got another owner, again: in the partition of the new one
    Retraction = 0x31525254  // its id, in the partition of the old one
};

// One record of the journal. Text borrows: from the caller when encoding, from the decoded bytes when decoding.
struct Frame {
    FrameKind kind = FrameKind::Event;
    Partition partition = SideStream;
    bool wantsRecommendation = false;
    bool marksCut = false;  // of a tick: what the engine holds behind it was asked for (docs/cuts.md)
    bool isPast = false;    // of an event, its handover or a dead letter: generated past, journalled before the run began to measure
    bool continues = false; // one with the frames behind it, up to the first without this: all of them are kept, or none
    Sequence sequence{};
    EventTime watermark{}; // acceptance watermark W, this record included; of a handover, the one of its event
    EventTime eventTime{};
    Stamp due{}; // monotonic: comparable within the boot that the segment's header names
    Stamp collectStarted{};
    std::chrono::nanoseconds lateness{}; // offered minus due, of an event; kept as packShort does
    JournalPosition group{};             // where the group begins that was made durable together with this frame
    std::string_view key;                // canonical shopper id: the owner
    std::string_view payload;
};

// On disk (little-endian): u32 kind, u32 length with padding, u64 XXH3-64 of everything else (seeded with the first eight
// bytes), i32 partition, u32 flags, u64 sequence, i64 watermark ms, i64 event time ms, i64 due ns, i64 collectStarted ns,
// u64 group, u32 payload length, u16 key length, u16 lateness (packShort); key, payload, zeros up to a multiple of eight.
inline constexpr std::size_t FrameHeaderSize = 80;
inline constexpr std::size_t FrameAlignment = 8;
inline constexpr std::size_t MaxKeySize = 0xffff;
inline constexpr std::size_t MaxPayloadSize = std::size_t{16} << 20;

std::size_t encodedSize(std::size_t keySize, std::size_t payloadSize);

// Writes encodedSize() bytes. Key and payload must be within their limits.
void encodeFrame(const Frame& frame, char* out);
// The same in two steps, for a writer that learns only later where its group will stand.
void layOutFrame(const Frame& frame, char* out);
void sealFrame(char* laidOut, JournalPosition group);
void endContinuation(char* laidOut);
// Back again; the bytes must begin with a frame that was laid out.
Frame readLaidOut(std::string_view bytes);

enum class FrameStatus {
    Ok,
    End,    // zeros: nothing was written here
    Torn,   // the bytes end before the frame does
    Corrupt // all the bytes are there, and they are not what was written
};

// What a reader needs to step over a frame; touches the header only and does not verify the checksum.
struct FrameOutline {
    FrameStatus status = FrameStatus::End;
    FrameKind kind = FrameKind::Event;
    Partition partition = SideStream;
    Sequence sequence{};
    std::size_t size = 0;
};
FrameOutline outlineFrame(std::string_view bytes);

// Verifies the checksum. `frame` and `size` are set only when Ok.
FrameStatus decodeFrame(std::string_view bytes, Frame& frame, std::size_t& size);

} // namespace tailrace::journal
