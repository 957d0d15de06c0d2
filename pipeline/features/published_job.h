// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "pipeline/base/text_hash.h"
#include "pipeline/features/feature_writer.h"
#include "pipeline/features/published_batch.h"
#include "pipeline/features/viewer_state.h"
#include "pipeline/sessionize/timer_wheel.h"

namespace tailrace::features {

// What the published accelerators keep and write: users by user id or else visitor id, sessions by the tracker's id, viewers.
// docs/features.md lists where it decides otherwise. Pure: as-of times are the watermark. One owner thread, which must see all
// events of a user and of a session.
class PublishedJob {
public:
    // `set` of the published profile; must outlive the job.
    explicit PublishedJob(const FeatureSet& set);

    // An applied event: writes the features of the lanes that read it, as of W.
    void apply(const event::Event& event, EventTime watermark, PublishedBatch& out);
    // Time passes: writes what is due by its cadence, values fall, sessions close.
    void advance(EventTime watermark, PublishedBatch& out);

    // What a store that was away or came back empty must be told again: visit(kind, id) for each user, session and viewer of which a key
    // may still live, and then, for each, its keys as of W (as of its end if it is over). Theirs that change no more get what is left of
    // their time to live.
    template <class Visit>
    void eachKey(Visit visit) const;
    void rewrite(KeyKind kind, std::string_view id, EventTime watermark, PublishedBatch& out);

    std::size_t users() const { return m_users.size(); }
    std::size_t sessions() const { return m_sessions.size(); }
    std::size_t viewers() const { return m_viewers.size(); }

private:
    struct Written {
        EventTime livesUntil = EventTime::min(); // in the store; min: never written
        bool isActive = false;                   // its lane had events when it was last written
    };
    // Kept until the last of its keys is gone from the store, so that they can be written again.
    struct Keyed {
        std::string id;
        KeyKind kind{};
        EventHistory history;
        std::vector<Written> written; // by plan
        bool isArmed = false;
        bool isOver = false; // of a session: closed
    };
    struct Viewer {
        ViewerState state;
        ViewerStatus written{};
        bool isKnown = false;
        std::string message; // the value of its key,
        EventTime livesUntil{};
    };
    using Table = TextMap<std::string_view, std::unique_ptr<Keyed>>;
    // Which plans to write: those whose lane reads the type, or those whose cadence is due at that time.
    struct Due {
        TypeMask lanes = 0;
        std::int64_t at = 0; // ms; 0: not by cadence
    };

    void add(Table& table, KeyKind kind, std::string_view id, const event::Event& event, EventTime asOf, PublishedBatch& out);
    void write(Keyed& keyed, const Due& due, EventTime asOf, PublishedBatch& out);
    void fire(Keyed& keyed, EventTime watermark, PublishedBatch& out);
    void appendKey(const Keyed& keyed, const FeaturePlan& plan);
    void rewrite(Keyed& keyed, PublishedBatch& out);
    void beginAnew(Keyed& keyed, EventTime at);
    bool closeIfOver(Keyed& keyed, EventTime watermark, PublishedBatch& out);
    bool isGone(const Keyed& keyed) const;
    void arm(Keyed& keyed, EventTime after);
    void forget(Keyed& keyed);
    void view(const event::Event& event, PublishedBatch& out);
    void appendViewerMessage(const event::Event& event, int adId, ViewerStatus status);
    void forgetViewers(EventTime watermark);
    FeatureWriter& writerOf(KeyKind kind) { return kind == KeyKind::Shopper ? m_userWriter : m_sessionWriter; }

    EventColumns m_columns;
    FeatureWriter m_userWriter, m_sessionWriter;
    TypeMask m_userTypes = 0, m_sessionTypes = 0; // that any lane reads
    Table m_users, m_sessions;
    TextMap<std::string, Viewer> m_viewers;
    sessionize::TimerWheel<Keyed*> m_timers; // one for each user and session
    EventTime m_watermark = EventTime::min();
    EventTime m_viewersChecked = EventTime::min();
    std::string m_key, m_value;
};

template <class Visit>
void PublishedJob::eachKey(Visit visit) const
{
    for (const auto& [id, keyed] : m_users) visit(KeyKind::Shopper, id);
    for (const auto& [id, keyed] : m_sessions) visit(KeyKind::Session, id);
    for (const auto& [id, viewer] : m_viewers) visit(KeyKind::Viewer, std::string_view(id));
}

} // namespace tailrace::features
