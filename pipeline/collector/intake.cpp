// SPDX-License-Identifier: Apache-2.0
#include "pipeline/collector/intake.h"

#include "pipeline/event/dead_letter.h"

namespace tailrace::collector {

static_assert(SubmissionBatch::Padding >= event::EventPadding);

Intake::Intake(journal::JournalWriter& journal, PartitionOf partitionOf, Stamp now)
    : m_journal(journal),
      m_partitionOf(partitionOf),
      m_watermark(journal.watermark(), now),
      m_settled(m_watermark),
      m_advanced(now)
{
    m_group.runs.resize(static_cast<std::size_t>(journal.partitions()));
}

void Intake::take(const SubmissionBatch& batch, Stamp started, EventTime wallNow)
{
    for (const SubmissionBatch::Item& item : batch.items()) takeItem(item, batch.body(item), started, wallNow);
    m_group.received += batch.items().size();
}

void Intake::takeItem(const SubmissionBatch::Item& item, std::string_view body, Stamp started, EventTime wallNow)
{
    event::Event event;
    if (const auto verdict = m_validator.check(body, wallNow, event); !verdict.isAccepted()) {
        bury(verdict, item, body, started, wallNow);
        return;
    }
    m_watermark.observe(event.timestamp, started);
    m_advanced = started;
    const Partition partition = m_partitionOf(event.shopper(), m_journal.partitions());
    journal::Frame frame;
    frame.partition = partition;
    frame.wantsRecommendation = item.wantsRecommendation;
    frame.watermark = m_watermark.value();
    frame.eventTime = event.timestamp;
    frame.due = item.due;
    frame.collectStarted = started;
    frame.key = event.shopper();
    frame.payload = body;
    const Sequence sequence = m_journal.append(frame);
    GroupContent::Run& run = m_group.runs[static_cast<std::size_t>(partition.value)];
    if (run.count++ == 0) run.first = sequence;
    ++m_group.accepted;
}

void Intake::bury(const event::Verdict& verdict, const SubmissionBatch::Item& item, std::string_view body, Stamp started, EventTime wallNow)
{
    journal::Frame frame;
    frame.watermark = m_watermark.value();
    frame.due = item.due;
    frame.collectStarted = started;
    if (body.size() > event::DeadLetterPayloadLimit) {
        frame.kind = journal::FrameKind::Original;
        for (std::string_view rest = body; !rest.empty(); rest.remove_prefix(frame.payload.size())) {
            frame.payload = rest.substr(0, journal::MaxPayloadSize);
            m_journal.append(frame);
        }
    }
    m_letter.clear();
    event::appendDeadLetter(m_letter, verdict, wallNow, body);
    frame.kind = journal::FrameKind::DeadLetter;
    frame.payload = m_letter;
    m_journal.append(frame);
    ++m_group.malformed;
}

bool Intake::tick(Stamp now, std::chrono::nanoseconds every)
{
    if (!m_watermark.isKnown() || now - m_advanced < every) return false;
    m_advanced = now;
    m_watermark.tick(now);
    m_journal.appendTick(m_watermark.value());
    return true;
}

void Intake::settle()
{
    m_settled = m_watermark;
    clearGroup();
}

void Intake::forget()
{
    m_watermark = m_settled;
    clearGroup();
}

void Intake::clearGroup()
{
    m_group.received = m_group.malformed = m_group.accepted = 0;
    for (GroupContent::Run& run : m_group.runs) run.count = 0;
}

} // namespace tailrace::collector
