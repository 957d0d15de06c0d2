// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/features/feature_writer.h"
#include "pipeline/features/key_index.h"
#include "pipeline/features/shopper_timeline.h"
#include "pipeline/features/viewer_state.h"
#include "pipeline/runtime/store_job.h"

namespace tailrace::runtime {

// A shopper who watches.
struct ShopperViewer {
    features::ViewerState state;
    std::vector<std::uint64_t> written; // by plan: hash of the text that the store holds; 0: none
};

// An event that counted as something else than applied. It is taken back when the event moves to another owner.
struct RejectedEvent {
    std::uint64_t id = 0; // its hash; a copy may bear another time
    EventTime at{};       // its own time
    EventTime seen{};     // W at its arrival

    bool is(std::uint64_t otherId, EventTime time) const { return id == otherId && at == time; }
    sessionize::Outcome outcome{};
};

// What one owner has, with the marks of who works on it.
struct ShopperSlot {
    std::string shopper; // empty: the slot is free
    std::uint32_t generation = 0;
    bool touched = false;                  // its values are to be written with this batch
    bool dirty = false;                    // the store may hold other values, or none
    bool updateDue = false;                // waits for its session update
    bool unsaved = false;                  // changed since the last checkpoint
    bool unsettled = false;                // an event moved here or away since settle()
    EventTime armedFor = EventTime::max(); // its next timer in event time; max: none
    EventTime writeAt = EventTime::max();  // when its values change by time alone; max: not known
    std::uint64_t version = 0;             // sequence of the last event that changed it
    features::ShopperTimeline timeline;
    features::WrittenValues written;           // of the shopper's key, once the jobs on their way have arrived
    features::WrittenValues sessionWritten;    // of one open session's key,
    EventTime sessionFirst = EventTime::min(); // which begins there
    std::vector<EventTime> erased;             // starts of sessions whose store keys must go
    std::unique_ptr<ShopperViewer> viewer;     // null: no media event yet
    std::vector<RejectedEvent> rejected;       // of those that can move
};

// The shoppers of one partition. Slots stay where they are; a freed one is used again under a new generation.
class ShopperTable {
public:
    SlotRef findOrAdd(std::string_view shopper)
    {
        const std::uint64_t hash = features::KeyIndex::hashOf(shopper);
        std::uint32_t at = placeOf(hash, shopper);
        if (at == features::KeyIndex::None) {
            at = place();
            m_slots[at].shopper = shopper;
            m_index.add(hash, at);
        }
        return {at, m_slots[at].generation};
    }

    // Shoppers with these hashes (KeyIndex::hashOf) will be asked for next: ask for one step of all of them after the other, so that
    // the waits for their memory overlap. Changes nothing.
    enum class Expect { Index, Slot, Contents, EventIds };
    // Inline, for g++ takes a call that only prefetches for one without effect, and leaves it out.
    [[gnu::always_inline]] inline void expect(Expect step, std::uint64_t hash) const
    {
        if (step == Expect::Index) return m_index.expect(hash);
        if (const auto at = m_index.candidate(hash); at != features::KeyIndex::None) expect(step, SlotRef{at, 0});
    }
    [[gnu::always_inline]] inline void expect(Expect step, SlotRef ref) const
    {
        const ShopperSlot& slot = m_slots[ref.slot];
        const auto& sessions = slot.timeline.sessions().sessions();
        if (step == Expect::Slot) {
            expectAll(slot);
        } else if (step == Expect::Contents) {
            __builtin_prefetch(slot.shopper.data());
            slot.timeline.history().expect();
            slot.written.expect();
            slot.sessionWritten.expect();
            if (!sessions.empty()) expectAll(sessions.back());
        } else if (step == Expect::EventIds && !sessions.empty()) {
            sessions.back().eventIds.expect();
        }
    }

    // Null: that shopper has been forgotten.
    ShopperSlot* get(SlotRef ref)
    {
        ShopperSlot& slot = m_slots[ref.slot];
        return slot.generation == ref.generation && !slot.shopper.empty() ? &slot : nullptr;
    }
    // Null: nobody of that name is known.
    ShopperSlot* find(std::string_view shopper)
    {
        const std::uint32_t at = placeOf(features::KeyIndex::hashOf(shopper), shopper);
        return at == features::KeyIndex::None ? nullptr : &m_slots[at];
    }

    void forget(SlotRef ref)
    {
        ShopperSlot& slot = m_slots[ref.slot];
        m_index.remove(features::KeyIndex::hashOf(slot.shopper), ref.slot);
        const std::uint32_t generation = slot.generation + 1;
        slot = ShopperSlot{};
        slot.generation = generation;
        m_free.push_back(ref.slot);
    }

    template <class Visit>
    void forEach(Visit visit)
    {
        for (std::uint32_t at = 0; at < m_slots.size(); ++at) {
            if (!m_slots[at].shopper.empty()) visit(SlotRef{at, m_slots[at].generation}, m_slots[at]);
        }
    }
    std::size_t size() const { return m_index.size(); }

private:
    template <class Object>
    static void expectAll(const Object& object)
    {
        constexpr std::size_t Line = 64;
        const auto* const bytes = reinterpret_cast<const char*>(&object);
        for (std::size_t at = 0; at < sizeof object; at += Line) __builtin_prefetch(bytes + at, 1);
    }
    std::uint32_t placeOf(std::uint64_t hash, std::string_view shopper) const
    {
        return m_index.find(hash, [&](std::uint32_t at) { return m_slots[at].shopper == shopper; });
    }
    std::uint32_t place()
    {
        if (m_free.empty()) {
            m_slots.emplace_back();
            return static_cast<std::uint32_t>(m_slots.size() - 1);
        }
        const std::uint32_t at = m_free.back();
        m_free.pop_back();
        return at;
    }

    std::deque<ShopperSlot> m_slots; // addresses stay
    std::vector<std::uint32_t> m_free;
    features::KeyIndex m_index;
};

} // namespace tailrace::runtime
