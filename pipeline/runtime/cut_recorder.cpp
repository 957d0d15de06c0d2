// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/cut_recorder.h"

#include <system_error>
#include <utility>

#include "pipeline/base/named_thread.h"

namespace tailrace::runtime {

namespace fs = std::filesystem;

CutRecorder::CutRecorder(CutRecorderOptions options, const Clock& clock, Logger logger)
    : m_options(std::move(options)),
      m_clock(clock),
      m_logger(std::move(logger)),
      m_places(m_options.partitions),
      m_queue(m_options.queueBytes),
      m_thread(namedThread("cuts", [this](const std::stop_token&) { run(); }))
{}

CutRecorder::~CutRecorder() { stop(); }

bool CutRecorder::begin()
{
    if (m_underWay.exchange(true, std::memory_order_acq_rel)) return false;
    ++m_begun;
    return true;
}

void CutRecorder::open(const collector::CutMark& mark)
{
    if (!isUnderWay()) return; // a mark that somebody else asked for
    m_mark = mark;
    Piece header;
    appendCutHeader(header.text, m_options.incarnation, mark);
    m_queue.push(std::move(header)); // has room: nothing of the cut before is in it
    for (std::size_t p = 0; p < m_places.size(); ++p) m_places[p].next.store(mark.next[p].value, std::memory_order_release);
}

void CutRecorder::describe(Partition partition, Shard& shard, Stamp now)
{
    const Stamp begun = m_clock.now();
    placeOf(partition).next.store(Nowhere, std::memory_order_relaxed);
    shard.advance(m_mark.watermark);
    shard.endBatch(now);
    std::string text;
    bool inKey = false;
    const auto endKey = [&] {
        if (std::exchange(inKey, false)) endCutKey(text);
        if (text.size() >= m_options.pieceBytes) pass(text);
    };
    shard.describe(
        [&](const std::string& key) {
            endKey();
            beginCutKey(text, key);
            inKey = true;
        },
        [&](std::string_view field, std::string_view value) { appendCutField(text, field, value); },
        [&](std::string_view shopper, const sessionize::Session& session, bool isOpen) {
            endKey();
            appendCutSession(text, shopper, session, isOpen);
        });
    endKey();
    const std::size_t bytes = text.size() + 1;
    m_queue.push({std::move(text), shard.counts()}, bytes);
    const std::int64_t pause = std::chrono::nanoseconds(m_clock.now() - begun).count();
    for (std::int64_t longest = m_longestPause; pause > longest && !m_longestPause.compare_exchange_weak(longest, pause);) {}
}

void CutRecorder::pass(std::string& text)
{
    const std::size_t bytes = text.size();
    m_queue.push({std::move(text), std::nullopt}, bytes);
    text.clear();
}

void CutRecorder::run()
{
    std::vector<Piece> pieces;
    while (m_queue.popAll(pieces, std::chrono::milliseconds(500))) {
        for (const Piece& piece : pieces) write(piece);
    }
}

void CutRecorder::write(const Piece& piece)
{
    if (m_partsLeft == 0) beginFile();
    m_file << piece.text;
    if (!m_file) fail("cannot write " + m_unfinished.string());
    if (!piece.partEnds) return;
    m_counts += *piece.partEnds;
    if (--m_partsLeft == 0) endFile();
}

// The first piece of a cut is its header.
void CutRecorder::beginFile()
{
    m_partsLeft = m_options.partitions;
    m_counts = {};
    m_failed = false;
    std::error_code failed;
    fs::create_directories(m_options.directory, failed);
    m_unfinished = m_options.directory / (std::to_string(m_mark.position.value) + ".jsonl.unfinished");
    m_file.clear();
    m_file.open(m_unfinished, std::ios::binary | std::ios::trunc);
    if (!m_file) fail("cannot make " + m_unfinished.string());
}

void CutRecorder::endFile()
{
    std::string end;
    appendCutEnd(end, m_mark.accepted, m_counts);
    m_file << end;
    m_file.close();
    if (!m_file) fail("cannot write " + m_unfinished.string());
    std::error_code failed;
    if (!m_failed) fs::rename(m_unfinished, fs::path(m_unfinished).replace_extension(), failed);
    if (failed) fail("cannot rename " + m_unfinished.string() + ": " + failed.message());
    if (!m_failed) ++m_written;
    closeCut();
}

void CutRecorder::closeCut()
{
    std::error_code ignored;
    if (m_file.is_open()) m_file.close();
    fs::remove(m_unfinished, ignored);
    m_unfinished.clear();
    m_underWay.store(false, std::memory_order_release);
}

void CutRecorder::fail(std::string what)
{
    if (std::exchange(m_failed, true)) return; // said once
    m_failure = std::move(what);
    m_logger.error("a cut is lost: " + m_failure);
}

void CutRecorder::stop()
{
    m_queue.close();
    if (!m_thread.joinable()) return;
    m_thread.join();
    if (!m_unfinished.empty()) closeCut();
}

std::vector<std::string> CutRecorder::notes() const
{
    std::vector<std::string> notes;
    if (m_written > 0) {
        notes.push_back("Cuts for tailrace-verify to compare: " + std::to_string(m_written) + ", in the folder "
            + m_options.directory.filename().string() + ". To describe its shoppers a worker paused for up to "
            + std::to_string(m_longestPause / 1'000'000) + " ms a partition, which stands in the percentiles.");
    }
    const std::size_t lost = m_begun - m_written;
    if (lost > 0) {
        notes.push_back("Cuts that were asked for and not written: " + std::to_string(lost) + " of " + std::to_string(m_begun) + ". "
            + (m_failure.empty() ? "The run ended before every worker had reached the cut's place in the journal (was Kafka away?)."
                                 : m_failure + ". Is the disk full?"));
    }
    return notes;
}

} // namespace tailrace::runtime
