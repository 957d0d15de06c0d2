// SPDX-License-Identifier: Apache-2.0
#include "pipeline/collector/intake.h"

#include <algorithm>

#include "pipeline/collector/identity_recovery.h"
#include "pipeline/event/dead_letter.h"
#include "pipeline/event/retraction.h"

namespace tailrace::collector {

static_assert(SubmissionBatch::Padding >= event::EventPadding);

Intake::Intake(journal::JournalWriter& journal, PartitionOf partitionOf, const sessionize::SessionRules& rules, bool stitch, Stamp now)
    : m_journal(journal),
      m_partitionOf(partitionOf),
      m_stitch(stitch),
      m_watermark(journal.watermark(), now),
      m_settled(m_watermark),
      m_advanced(now),
      m_identity(rules),
      m_walk(journal.segments(), {}),
      m_groupBegin(journal.expectedPosition())
{
    m_group.runs.resize(static_cast<std::size_t>(journal.partitions()));
}

Result<void> Intake::recall()
{
    if (!m_stitch) return {};
    return recallIdentity(m_journal, m_identity);
}

void Intake::take(const SubmissionBatch& batch, Stamp started, EventTime wallNow)
{
    const std::span<const SubmissionBatch::Item> items(batch.items());
    for (std::size_t at = 0; at < items.size(); at += Together)
        takeItems(batch, items.subspan(at, std::min(Together, items.size() - at)), started, wallNow);
    m_group.received += items.size();
}

// Some at a time, so that the waits for what is known of their visitors overlap.
void Intake::takeItems(const SubmissionBatch& batch, std::span<const SubmissionBatch::Item> items, Stamp started, EventTime wallNow)
{
    m_visitors.clear();
    for (std::size_t i = 0; i < items.size(); ++i) {
        Judged& judged = m_judged[i];
        judged.event = {};
        judged.verdict = m_validators[i].check(batch.body(items[i]), wallNow, judged.event);
        if (judged.verdict.isAccepted() && !judged.event.domainUserId.empty()) m_visitors.push_back(judged.event.domainUserId);
    }
    if (m_stitch) m_identity.expect(m_visitors);
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string_view body = batch.body(items[i]);
        if (m_judged[i].verdict.isAccepted()) {
            accept(items[i], body, m_judged[i].event, started);
        } else {
            bury(m_judged[i].verdict, items[i], body, started, wallNow);
        }
    }
}

void Intake::accept(const SubmissionBatch::Item& item, std::string_view body, const event::Event& event, Stamp started)
{
    m_watermark.observe(event.timestamp, started);
    m_advanced = started;
    journal::Frame frame;
    frame.key = ownerOf(event);
    frame.continues = !m_identity.moves().empty();
    frame.wantsRecommendation = item.wantsRecommendation;
    frame.isPast = item.isPast;
    frame.watermark = m_watermark.value();
    frame.eventTime = event.timestamp;
    frame.due = item.due;
    frame.collectStarted = started;
    if (item.offered > item.due && !item.isPast) frame.lateness = item.offered - item.due;
    frame.payload = body;
    append(frame);
    ++m_group.accepted;
    if (frame.continues) moveEvents(frame);
}

// Without a visitor nothing can move.
std::string_view Intake::ownerOf(const event::Event& event)
{
    m_identity.clearMoves();
    if (!m_stitch) return event.shopper();
    if (event.domainUserId.empty()) return event.userId;
    const sessionize::IdentityEvent seen{event.domainUserId, event.userId, event.timestamp, m_journal.expectedPosition().value};
    return m_identity.accept(seen, m_watermark.value());
}

void Intake::append(const journal::Frame& unplaced)
{
    journal::Frame frame = unplaced;
    frame.partition = m_partitionOf(frame.key, m_journal.partitions());
    const Sequence sequence = m_journal.append(frame);
    GroupContent::Run& run = m_group.runs[static_cast<std::size_t>(frame.partition.value)];
    if (run.count++ == 0) run.first = sequence;
}

void Intake::moveEvents(const journal::Frame& cause)
{
    for (const sessionize::IdentityMove& move : m_identity.moves()) ++(moveEvent(move, cause) ? m_group.moved : m_group.unmoved);
    m_journal.endWhole();
}

bool Intake::moveEvent(const sessionize::IdentityMove& move, const journal::Frame& cause)
{
    auto handover = find(journal::JournalPosition(move.position));
    if (!handover) return false;
    // Copied, since the group that it may stand in is about to grow.
    const std::size_t size = handover->payload.size();
    m_moved.assign(handover->payload).append(event::EventPadding, '\0');
    event::Event moved;
    if (m_decoder.decodeAgain(std::string_view(m_moved).substr(0, size), moved) != event::DecodeStatus::Decoded) return false;
    handover->kind = journal::FrameKind::Handover;
    handover->continues = true;
    handover->collectStarted = cause.collectStarted;
    handover->key = move.to;
    handover->payload = std::string_view(m_moved).substr(0, size);
    append(*handover);

    journal::Frame retraction;
    retraction.kind = journal::FrameKind::Retraction;
    retraction.continues = true;
    retraction.watermark = m_watermark.value();
    retraction.eventTime = handover->eventTime;
    retraction.due = cause.due;
    retraction.collectStarted = cause.collectStarted;
    retraction.key = move.from;
    m_retraction.clear();
    event::appendRetraction(m_retraction, moved.id, handover->eventTime, move.to);
    retraction.payload = m_retraction;
    append(retraction);
    return true;
}

std::optional<journal::Frame> Intake::find(journal::JournalPosition position)
{
    if (position >= m_groupBegin) return m_journal.pending(position);
    m_walk.seek(position);
    if (!m_walk.outline(m_journal.durablePosition())) return std::nullopt;
    return m_walk.take();
}

void Intake::bury(const event::Verdict& verdict, const SubmissionBatch::Item& item, std::string_view body, Stamp started, EventTime wallNow)
{
    journal::Frame frame;
    frame.watermark = m_watermark.value();
    frame.isPast = item.isPast;
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

bool Intake::markCut()
{
    if (!m_watermark.isKnown()) return false;
    m_journal.appendCutMark();
    return true;
}

void Intake::settle()
{
    m_settled = m_watermark;
    const journal::JournalPosition begin = m_journal.groupBegin();
    if (begin > m_groupBegin) m_identity.shift(m_groupBegin.value, begin.value - m_groupBegin.value);
    m_identity.settle(m_watermark.value());
    m_groupBegin = m_journal.expectedPosition();
    clearGroup();
}

void Intake::forget()
{
    m_watermark = m_settled;
    m_identity.forget();
    clearGroup();
}

void Intake::clearGroup()
{
    m_group.received = m_group.malformed = m_group.accepted = m_group.moved = m_group.unmoved = 0;
    for (GroupContent::Run& run : m_group.runs) run.count = 0;
}

} // namespace tailrace::collector
