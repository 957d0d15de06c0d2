// SPDX-License-Identifier: Apache-2.0
#include "pipeline/journal/journal_recovery.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <string>

#include "pipeline/journal/segment_file.h"

namespace tailrace::journal {

namespace {

Sequence& nextOf(JournalEnd& end, Partition partition)
{
    return partition == SideStream ? end.nextSide : end.nextSequences[static_cast<std::size_t>(partition.value)];
}

bool isPossible(const JournalEnd& end, Partition partition)
{
    return partition.value >= SideStream.value && partition.value < static_cast<std::int32_t>(end.nextSequences.size());
}

// True: a valid frame here belongs to a group that was begun behind `cut`.
bool provesLaterGroup(std::string_view bytes, JournalPosition cut)
{
    Frame frame;
    std::size_t size = 0;
    return decodeFrame(bytes, frame, size) == FrameStatus::Ok && frame.group > cut;
}

// Looks through what stands behind the cut, leaving out the file's holes (a preallocated file is mostly one).
class TailSearch {
public:
    TailSearch(const JournalSegments::Segment& segment, std::string_view bytes) : m_segment(segment), m_bytes(bytes) {}

    Result<void> run(JournalEnd& end)
    {
        auto file = SegmentFile::openExisting(m_segment.file, {});
        if (!file) return file.error();
        std::uint64_t from = end.position.value - m_segment.header.base.value;
        while (from < m_bytes.size()) {
            const off_t data = ::lseek(file->descriptor(), static_cast<off_t>(from), SEEK_DATA);
            if (data < 0) break;
            const off_t hole = ::lseek(file->descriptor(), data, SEEK_HOLE);
            const std::uint64_t until = hole > data ? static_cast<std::uint64_t>(hole) : m_bytes.size();
            if (auto searched = search(std::max(from, static_cast<std::uint64_t>(data)), until, end); !searched) return searched;
            from = until;
        }
        return {};
    }

private:
    Result<void> search(std::uint64_t from, std::uint64_t until, JournalEnd& end)
    {
        const std::uint64_t cut = end.position.value - m_segment.header.base.value;
        from += (FrameAlignment - (from - cut) % FrameAlignment) % FrameAlignment;
        for (std::uint64_t at = from; at < std::min<std::uint64_t>(until, m_bytes.size()); at += FrameAlignment) {
            const std::string_view word = m_bytes.substr(at, FrameAlignment);
            if (std::all_of(word.begin(), word.end(), [](char c) { return c == '\0'; })) continue;
            end.tornBytes = at + word.size() - cut;
            if (provesLaterGroup(m_bytes.substr(at), end.position)) {
                return Error(ErrorCode::Corrupt,
                    m_segment.file.string() + ": acknowledged bytes at " + std::to_string(cut) + " are damaged");
            }
        }
        return {};
    }

    const JournalSegments::Segment& m_segment;
    std::string_view m_bytes;
};

} // namespace

Result<JournalEnd> findEnd(const JournalSegments& segments)
{
    const auto list = segments.list();
    if (list.empty()) return Error(ErrorCode::NotFound, "the journal is empty");
    const JournalSegments::Segment& newest = list.back();
    const auto mapped = segments.map(newest);
    if (!mapped) return mapped.error();
    const std::string_view bytes = (*mapped)->bytes();

    JournalEnd end{newest.header.firstFrame(), newest.header.watermark, newest.header.nextSide, newest.header.nextSequences, 0, 0};
    Frame frame;
    std::size_t size = 0;
    std::optional<JournalEnd> whole; // before frames that are one with those behind them
    while (decodeFrame(bytes.substr(end.position.value - newest.header.base.value), frame, size) == FrameStatus::Ok) {
        if (!isPossible(end, frame.partition) || frame.sequence != nextOf(end, frame.partition)) {
            return Error(ErrorCode::Corrupt, newest.file.string() + ": a frame out of sequence at " + std::to_string(end.position.value));
        }
        if (!frame.continues) {
            whole.reset();
        } else if (!whole) {
            whole = end;
        }
        ++nextOf(end, frame.partition).value;
        end.watermark = std::max(end.watermark, frame.watermark);
        end.position.value += size;
        ++end.frames;
    }
    if (whole) end = *whole;
    if (const auto searched = TailSearch(newest, bytes).run(end); !searched) return searched.error();
    return end;
}

} // namespace tailrace::journal
