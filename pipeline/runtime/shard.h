// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/base/result.h"
#include "pipeline/features/feature_set.h"
#include "pipeline/runtime/published_output.h"
#include "pipeline/runtime/session_emitter.h"
#include "pipeline/runtime/shard_counts.h"
#include "pipeline/runtime/shopper_table.h"
#include "pipeline/sessionize/closed_session_sink.h"
#include "pipeline/sessionize/timer_wheel.h"

namespace tailrace::runtime {

struct ShardOptions {
    Partition partition{};
    sessionize::SessionRules rules;
    std::chrono::nanoseconds updateCadence = std::chrono::seconds(5); // of session updates
    bool keepsChanges = false;                                        // takeChanges() is called now and then; else they would pile up
    sessionize::ClosedSessionSink* closedSessions = nullptr;          // none: nobody keeps them; must outlive the shard
};

// Everything that is known of the owners of one partition: their sessions, features and viewers, and what of it the store lacks.
// The pure part of a worker: it is told the journal's frames in order and the time, and fills the batches of others. No thread, no
// I/O but the side output, no clock. One owner thread.
class Shard {
public:
    // What a frame of the journal says beside its event.
    struct Frame {
        std::string_view owner; // its key
        EventTime watermark{};
        Sequence sequence{};
        bool isHandover = false; // the event was another owner's before
    };

    Shard(const features::FeatureSet& features, SideOutput& side, ShardOptions options);

    // Frames of owners with these hashes come next; see ShopperTable.
    [[gnu::always_inline]] inline void expect(ShopperTable::Expect step, std::uint64_t ownerHash) const
    {
        m_shoppers.expect(step, ownerHash);
    }
    // `now` paces the session updates. Call advance() with the frame's watermark afterwards.
    sessionize::Outcome apply(const Frame& frame, const event::Event& event, Stamp now);
    // The event with that id and time now belongs to `newOwner`.
    struct Departure {
        std::string_view eventId, newOwner;
        EventTime at{};
    };
    void retract(const Frame& frame, const Departure& departure, Stamp now);
    // A frame whose text cannot be read, though the collector has accepted it.
    void countUnreadable(bool isMove) { ++(isMove ? m_counts.unreadMoves : m_counts.undecodable); }
    void advance(EventTime watermark);
    // After the frames that belong together: sessions that moves have left behind close. Then what is due is published.
    // `updates`: sessions that are open may be published.
    void endBatch(Stamp now, bool updates = true);

    // So many shoppers are written at once: a call of the store has a deadline, and others wait behind it.
    static constexpr std::size_t MostAtOnce = 1024;
    // What has changed, into the store's batch; `written` gets the shoppers whose values are in it.
    void write(FeatureBatch& batch, std::vector<SlotRef>& written);
    // The same of those that the store lacks: at most so many.
    void rewrite(FeatureBatch& batch, std::size_t most, std::vector<SlotRef>& written);
    // The store is away: what this batch has changed is among what it lacks.
    void keepForLater();
    // These may not have reached it.
    void giveBack(const std::vector<SlotRef>& written, const FeatureBatch& batch);
    void markAll();
    bool lacksNothing() const { return m_published ? m_published->lacksNothing() : m_marked.empty(); }
    // More is to be written than one batch should hold; write() gives a part, oldest first.
    bool overflows() const { return m_published ? m_published->overflows() : m_touched.size() > MostAtOnce; }

    // A checkpoint is the header and the last bytes kept of each owner. What changed since the last call: forget(owner) for those who
    // are gone, then keep(owner, bytes), of at most so many owners. False: there are more, so the header does not fit yet; call again,
    // whatever happens in between. Only with `keepsChanges`.
    template <class Keep, class Forget>
    bool takeChanges(std::size_t most, Keep keep, Forget forget);
    std::string encodeHeader() const;
    // Into a new shard of the same features and rules: the header first. Corrupt or Unsupported: start from the journal instead.
    // Everything restored is marked as lacking in the store.
    Result<void> restoreHeader(std::string_view bytes);
    Result<void> restore(std::string_view owner, std::string_view bytes);

    const ShardCounts& counts() const { return m_counts; }
    EventTime watermark() const { return m_watermark; }
    std::size_t shoppers() const { return m_shoppers.size(); }

    // All that is known as of W, whatever was written: key(name without partition), field(name, text) for each key, and
    // session(shopper, session) for each session that is remembered. For cuts and tests.
    template <class Key, class Field, class Session>
    void describe(Key key, Field field, Session session);

private:
    struct Timer {
        EventTime at;
        SlotRef ref;
    };
    bool isOpen(const sessionize::Session& s) const { return !sessionize::ShopperSessions::isPast(s.last, m_watermark, m_options.rules); }
    void countRejected(ShopperSlot& slot, const event::Event& event);
    void addToViewer(ShopperSlot& slot, const event::Event& event);
    void changed(SlotRef ref, ShopperSlot& slot, Stamp now, bool moved);
    void touch(SlotRef ref, ShopperSlot& slot);
    void fire(const Timer& timer);
    void tidy(SlotRef ref, ShopperSlot& slot);
    void dropViewer(ShopperSlot& slot);
    void drop(SlotRef ref, ShopperSlot& slot);
    void discard(SlotRef ref, ShopperSlot& slot);
    void sayOpened(const ShopperSlot& slot);
    void noteChange(SlotRef ref, ShopperSlot& slot);
    std::string encodeOwner(const ShopperSlot& slot) const;
    void arm(SlotRef ref, ShopperSlot& slot);
    void mark(SlotRef ref, ShopperSlot& slot);

    // Each owner that has changed, once, at most so many; they are not touched any more then.
    template <class Visit>
    void takeTouched(Visit visit, std::size_t most = SIZE_MAX);
    void forgetTouched();
    void writeErased(FeatureBatch& batch);
    void writeSlot(FeatureBatch& batch, ShopperSlot& slot);
    void writeShopper(FeatureBatch& batch, ShopperSlot& slot);
    void writeSession(FeatureBatch& batch, ShopperSlot& slot, const sessionize::Session& session);
    void eraseSession(FeatureBatch& batch, ShopperSlot& slot, EventTime first);
    void writeViewer(FeatureBatch& batch, ShopperSlot& slot);
    bool isActive(const features::EventHistory& history) const;

    const features::FeatureSet& m_features;
    ShardOptions m_options;
    std::chrono::milliseconds m_retention; // the longest window
    std::chrono::milliseconds m_shortest;
    features::EventColumns m_columns;
    features::FeatureWriter m_shopperWriter, m_sessionWriter;
    std::unique_ptr<PublishedOutput> m_published; // under that profile it says what the store gets; else null
    ShopperTable m_shoppers;
    SessionEmitter m_emitter;
    sessionize::TimerWheel<Timer> m_timers;
    EventTime m_watermark{};
    ShardCounts m_counts;
    sessionize::SessionEffects m_effects;
    std::vector<SlotRef> m_touched, m_unsettled;
    std::vector<SlotRef> m_unsaved;                             // changed since the last checkpoint, in that order
    std::size_t m_saved = 0;                                    // of these, the first so many are kept already
    std::vector<std::string> m_departed;                        // gone since then
    std::vector<SlotRef> m_marked;                              // dirty
    std::vector<std::string> m_erased;                          // keys that the store may hold, and must not
    std::vector<std::pair<std::string, std::string>> m_aliases; // key of a visitor who is gone -> user; not in the store yet
    std::string m_key, m_text, m_viewerText;
};

template <class Visit>
void Shard::takeTouched(Visit visit, std::size_t most)
{
    // Between an event and this there are hundreds of others: a slot has left the cache.
    constexpr std::size_t SlotAhead = 8, ContentsAhead = 4;
    const std::size_t count = std::min(most, m_touched.size());
    for (std::size_t i = 0; i < count; ++i) {
        if (i + SlotAhead < m_touched.size()) m_shoppers.expect(ShopperTable::Expect::Slot, m_touched[i + SlotAhead]);
        if (i + ContentsAhead < m_touched.size()) m_shoppers.expect(ShopperTable::Expect::Contents, m_touched[i + ContentsAhead]);
        ShopperSlot* slot = m_shoppers.get(m_touched[i]);
        if (!slot) continue;
        slot->touched = false;
        visit(m_touched[i], *slot);
    }
    m_touched.erase(m_touched.begin(), m_touched.begin() + static_cast<std::ptrdiff_t>(count));
}

template <class Keep, class Forget>
bool Shard::takeChanges(std::size_t most, Keep keep, Forget forget)
{
    for (const std::string& owner : m_departed) forget(owner);
    m_departed.clear();
    for (std::size_t count = 0; count < most && m_saved < m_unsaved.size(); ++count) {
        ShopperSlot* slot = m_shoppers.get(m_unsaved[m_saved++]);
        if (!slot || !slot->unsaved) continue;
        slot->unsaved = false;
        keep(slot->shopper, encodeOwner(*slot));
    }
    if (m_saved < m_unsaved.size()) return false;
    m_unsaved.clear();
    m_saved = 0;
    return true;
}

template <class Key, class Field, class Session>
void Shard::describe(Key key, Field field, Session session)
{
    const auto sink = [&field](const features::FeaturePlan& plan, std::string_view text) { field(plan.field, text); };
    m_shoppers.forEach([&](SlotRef, ShopperSlot& slot) {
        const features::EventHistory& history = slot.timeline.history();
        if (isActive(history)) {
            key("user:" + slot.shopper);
            features::WrittenValues nothing;
            m_shopperWriter.write(history, m_watermark, nothing, sink);
        }
        for (const auto& one : slot.timeline.sessions().sessions()) {
            session(slot.shopper, one, isOpen(one));
            if (!isOpen(one)) continue;
            key("session:" + slot.shopper + ":" + std::to_string(toMillis(one.first)));
            features::WrittenValues nothing;
            m_sessionWriter.writeRange(history, {one.first, one.last, m_watermark}, nothing, sink);
        }
        if (!slot.viewer) return;
        key("viewer:" + slot.shopper);
        const features::ViewerView view = slot.viewer->state.view(m_features.profile(), m_columns.texts());
        for (const features::FeaturePlan& plan : m_features.plans(features::KeyKind::Viewer).plans) {
            m_viewerText.clear();
            features::appendViewerValue(m_viewerText, plan.aggregate, view, m_columns.texts());
            field(plan.field, m_viewerText);
        }
    });
}

} // namespace tailrace::runtime
