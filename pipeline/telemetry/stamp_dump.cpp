// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/stamp_dump.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "pipeline/base/named_thread.h"
#include "pipeline/base/whole_file.h"

namespace tailrace::telemetry {
namespace {

constexpr std::chrono::seconds Wait{1};

struct Header {
    std::array<char, 8> magic{'T', 'T', 'R', 'S', 'T', 'M', 'P', '1'};
    boost::endian::little_uint32_t headerBytes = sizeof(Header);
    boost::endian::little_uint32_t recordBytes = sizeof(StampRecord);
    boost::endian::little_uint64_t written = 0;
    boost::endian::little_uint64_t dropped = 0;
};
static_assert(sizeof(Header) == 32);

Error problem(const std::filesystem::path& file)
{
    return {errno == ENOSPC ? ErrorCode::Full : ErrorCode::Io,
        "the stamps cannot be written to " + file.string() + ": " + std::generic_category().message(errno)
            + ". Give --dump a file in a folder that exists, may be written to and has room (about 140 bytes an event)."};
}

constexpr std::size_t reachedBy(DumpPart part)
{
    switch (part) {
    case DumpPart::GoneOn: return 1;
    case DumpPart::Computed: return 8;
    case DumpPart::Stored:
    case DumpPart::Written: return 10;
    case DumpPart::Rendered: break;
    }
    return StampRecord::Stamps;
}

// How many whole records stand in the file; it is cut behind them. Nothing: it holds something else.
std::optional<std::uint64_t> cutToRecords(int descriptor)
{
    Header header;
    const Header ours;
    const off_t size = ::lseek(descriptor, 0, SEEK_END);
    if (size < static_cast<off_t>(sizeof header) || ::pread(descriptor, &header, sizeof header, 0) != sizeof header) return std::nullopt;
    if (header.magic != ours.magic || header.recordBytes != ours.recordBytes) return std::nullopt;
    const auto records = (static_cast<std::uint64_t>(size) - sizeof header) / sizeof(StampRecord);
    const auto end = static_cast<off_t>(sizeof header + records * sizeof(StampRecord));
    if (::ftruncate(descriptor, end) != 0 || ::lseek(descriptor, end, SEEK_SET) != end) return std::nullopt;
    return records;
}

} // namespace

StampRecord::StampRecord(DumpPart kind, std::int32_t ofPartition, std::uint64_t ofSequence, const EventStamps& s)
    : sequence(ofSequence),
      partition(ofPartition),
      part(static_cast<std::uint32_t>(kind))
{
    const std::array<Stamp, Stamps> stamps{s.due, offeredOrDue(s), s.collectStarted, s.durable, s.produceStarted, s.collected,
        s.sessionizeStarted, s.computed, s.storeStarted, s.stored, s.recommendStarted, s.responded, s.renderStarted, s.rendered};
    for (std::size_t i = 0; i < reachedBy(kind); ++i) nanos[i] = toNanos(stamps[i]);
}

Result<std::unique_ptr<StampDump>> StampDump::open(const std::filesystem::path& file, std::size_t queueRecords)
{
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
    if (descriptor < 0) return problem(file);
    return std::unique_ptr<StampDump>(new StampDump(file, descriptor, queueRecords, 0));
}

Result<std::unique_ptr<StampDump>> StampDump::goOn(const std::filesystem::path& file, Stamp now)
{
    std::error_code unknown;
    if (std::filesystem::file_size(file, unknown) == 0 || unknown) return open(file);
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) return problem(file);
    const auto records = cutToRecords(descriptor);
    if (!records) {
        ::close(descriptor);
        return Error(ErrorCode::InvalidInput,
            file.string() + " does not hold the stamps that this run has begun to write. Put that file back, or move this one away.");
    }
    std::unique_ptr<StampDump> dump(new StampDump(file, descriptor, QueueRecords, *records));
    EventStamps stamps;
    stamps.due = now;
    dump->add({StampRecord(DumpPart::GoneOn, 0, 0, stamps)});
    return dump;
}

StampDump::StampDump(std::filesystem::path file, int descriptor, std::size_t queueRecords, std::uint64_t written)
    : m_file(std::move(file)),
      m_descriptor(descriptor),
      m_queue(queueRecords),
      m_written(written),
      m_hasHeader(::lseek(descriptor, 0, SEEK_CUR) > 0),
      m_thread(namedThread("stamp dump", [this](const std::stop_token&) { run(); }))
{}

StampDump::~StampDump()
{
    finish();
    ::close(m_descriptor);
}

void StampDump::add(std::vector<StampRecord> records)
{
    const std::size_t count = records.size();
    if (count > 0 && !m_queue.tryPush(std::move(records), count)) m_dropped.fetch_add(count, std::memory_order_relaxed);
}

void StampDump::finish()
{
    if (std::exchange(m_isFinished, true)) return;
    m_queue.close();
    m_thread.join();
    if (m_failure) return;
    if (::lseek(m_descriptor, 0, SEEK_SET) != 0 || !writeHeader() || ::fsync(m_descriptor) != 0) fail();
}

void StampDump::run()
{
    if (!m_hasHeader && !writeHeader()) fail();
    std::vector<std::vector<StampRecord>> batches;
    while (m_queue.popAll(batches, Wait)) {
        for (const auto& batch : batches) {
            if (!m_failure && !write(batch.data(), batch.size() * sizeof(StampRecord))) fail();
            if (m_failure)
                m_dropped.fetch_add(batch.size(), std::memory_order_relaxed);
            else
                m_written += batch.size();
        }
    }
}

bool StampDump::write(const void* bytes, std::size_t size)
{
    const char* at = static_cast<const char*>(bytes);
    while (size > 0) {
        const ssize_t taken = ::write(m_descriptor, at, size);
        if (taken < 0 && errno == EINTR) continue;
        if (taken < 0) return false;
        at += taken;
        size -= static_cast<std::size_t>(taken);
    }
    return true;
}

bool StampDump::writeHeader()
{
    Header header;
    header.written = m_written;
    header.dropped = dropped();
    return write(&header, sizeof header);
}

Result<std::vector<StampRecord>> readStampDump(const std::filesystem::path& file)
{
    const auto bytes = readWholeFile(file);
    if (!bytes) return bytes.error();
    Header header;
    if (bytes->size() < sizeof header || std::memcmp(bytes->data(), header.magic.data(), header.magic.size()) != 0)
        return Error(ErrorCode::InvalidInput, file.string() + " holds no stamps; give a file that --dump has written");
    std::memcpy(&header, bytes->data(), sizeof header);
    if (header.recordBytes != sizeof(StampRecord) || (bytes->size() - sizeof header) % sizeof(StampRecord) != 0)
        return Error(ErrorCode::Corrupt, file.string() + " is cut short, or of another version");
    std::vector<StampRecord> records((bytes->size() - sizeof header) / sizeof(StampRecord));
    for (std::size_t i = 0; i < records.size(); ++i)
        std::memcpy(&records[i], bytes->data() + sizeof header + i * sizeof(StampRecord), sizeof(StampRecord));
    return records;
}

void StampDump::fail() { m_failure = problem(m_file); }

} // namespace tailrace::telemetry
