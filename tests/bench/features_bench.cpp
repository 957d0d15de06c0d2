// SPDX-License-Identifier: Apache-2.0
// The hot path without its threads, Kafka and store: many shoppers in turn, slim events or (argument "captured") events in the
// captured shape; "identity": slim ones, and the collector's question whose they are, with its memory. SHOPPERS: how many, else a million.
#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

#include "pipeline/event/event_decoder.h"
#include "pipeline/features/feature_file.h"
#include "pipeline/features/feature_writer.h"
#include "pipeline/features/key_index.h"
#include "pipeline/ports/feature_store.h"
#include "pipeline/sessionize/identity_resolver.h"
#include "pipeline/sessionize/shopper_sessions.h"
#include "tests/bench/bench_figures.h"
#include "tests/bench/captured_shape.h"

namespace {

using namespace tailrace;

constexpr std::size_t Chunk = 512; // as many events as the worker hands on at a time
constexpr std::int64_t Start = 1'750'000'000'000;
constexpr int EventsPerShopper = 20;
constexpr std::int64_t MillisBetween = 50'000; // two events of a shopper

std::uint64_t mixed(std::uint64_t x)
{
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

// Slim events of many shoppers in turn, in order of time.
class Traffic {
public:
    Traffic(std::uint64_t shoppers, bool isCaptured) : m_shoppers(shoppers), m_tail(isCaptured ? bench::inCapturedShape("}") : "}") {}

    std::int64_t timeOf(std::uint64_t n) const
    {
        return Start + static_cast<std::int64_t>(n) * MillisBetween / static_cast<std::int64_t>(m_shoppers);
    }

    std::size_t write(std::uint64_t n, char* out, std::size_t room) const
    {
        const std::uint64_t dice = mixed(n);
        const unsigned shopper = static_cast<unsigned>(n * 7'919 % m_shoppers);
        // Of some 30 products that interest this shopper.
        const unsigned product = static_cast<unsigned>(mixed(shopper * 32 + dice / 64 % 30) % 10'000);
        static constexpr const char* Types[20] = {"page_view", "page_view", "page_view", "page_view", "page_view", "page_view",
            "product_view", "product_view", "product_view", "product_view", "product_view", "product_view", "list_view", "list_view",
            "list_view", "list_click", "promo_view", "add_to_cart", "remove_from_cart", "checkout_step"};
        const unsigned type = static_cast<unsigned>(dice % 20);
        char payload[256] = "";
        if ((type >= 6 && type < 12) || type == 15 || type == 17 || type == 18)
            std::snprintf(payload, sizeof payload,
                R"("product":{"id":"%u","name":"SP Flex Runner 2","category":"category %u","brand":"brand %u","price":%u.99,"currency":"USD"},)",
                product, product % 40, product % 300, product % 200);
        if (type >= 12 && type < 15) std::snprintf(payload, sizeof payload, R"("list_name":"category %u",)", product % 40);
        if (type == 19) std::snprintf(payload, sizeof payload, R"("checkout_step":{"step":2},)");
        const auto millis = timeOf(n) - 1'749'945'600'000; // since 2025-06-15T00:00:00Z
        const int written = std::snprintf(out, room,
            R"({"id":"%016llx-48c6-b218-0def4f209181","type":"%s","timestamp":"2025-06-15T%02d:%02d:%02d.%03dZ",)"
            R"("payload":{%s"page_url":"http://localhost:3000/product/%u"},"enrich":{"client":{"page":{"page_url":"http://localhost:3000/product/%u"}},)"
            R"("user":{"user_id":"shopper%07u@example.com","domain_userid":"67430c52-68fb-4277-baeb-b60%09u"},)"
            R"("marketing":{"mkt_campaign":"google-ads-winter-sale-24"},"platform":"web"},)"
            R"("session":{"sessionId":"c9727c0f-0f83-4a70-9eca-a415cf9ea52b","sessionIndex":3,"eventIndex":17},"metadata":{"app_id":"shop"},"fill":"%s")",
            static_cast<unsigned long long>(dice), Types[type], static_cast<int>(millis / 3'600'000),
            static_cast<int>(millis / 60'000 % 60), static_cast<int>(millis / 1000 % 60), static_cast<int>(millis % 1000), payload, product,
            product, shopper, shopper, payload[0] == '\0' ? "1234567890123456789012345678901234567890123456789012345678901234567890" : "");
        std::memcpy(out + written, m_tail.data(), m_tail.size());
        return static_cast<std::size_t>(written) + m_tail.size();
    }

private:
    std::uint64_t m_shoppers;
    std::string m_tail;
};

struct Slot {
    std::string key;
    sessionize::ShopperSessions sessions;
    features::EventHistory history;
    features::WrittenValues written, sessionWritten;

    void expect() const
    {
        for (std::size_t at = 0; at < sizeof(Slot); at += 64) __builtin_prefetch(reinterpret_cast<const char*>(this) + at, 1);
    }
};

// Slots stay where they are.
class SlotTable {
public:
    Slot& operator[](std::size_t at) { return m_chunks[at / ChunkSize][at % ChunkSize]; }
    std::size_t size() const { return m_size; }
    std::size_t add()
    {
        if (m_size % ChunkSize == 0) m_chunks.push_back(std::make_unique<Slot[]>(ChunkSize));
        return m_size++;
    }

private:
    static constexpr std::size_t ChunkSize = 1024;
    std::vector<std::unique_ptr<Slot[]>> m_chunks;
    std::size_t m_size = 0;
};

std::size_t residentBytes()
{
    std::ifstream file("/proc/self/statm");
    std::size_t total = 0, resident = 0;
    file >> total >> resident;
    return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

features::FeatureSet load()
{
    auto declared = features::readFeatureFolder(TAILRACE_SOURCE_DIR "/resources/features");
    if (!declared) std::abort();
    auto set = features::FeatureSet::compile(std::move(*declared), features::Profile::Tailrace);
    if (!set) std::abort();
    return std::move(*set);
}

struct Spent {
    double decode = 0, identity = 0, find = 0, sessions = 0, retain = 0, features = 0, emission = 0;
    double all() const { return decode + find + sessions + retain + features; } // on the worker, up to the features
};

// Chunk by chunk, each step on all events of the chunk: so the waits for the memory of many shoppers overlap.
class Engine {
public:
    void run(const Traffic& traffic, std::uint64_t first)
    {
        fill(traffic, first);
        auto at = bench::threadCpu();
        const auto lap = [&at](double& sum) {
            const auto now = bench::threadCpu();
            sum += static_cast<double>((now - at).count());
            at = now;
        };
        for (std::size_t i = 0; i < Chunk; ++i)
            if (m_decoder.decodeAgain({&m_text[i * RoomPerEvent], m_sizes[i]}, m_events[i]) != event::DecodeStatus::Decoded) std::abort();
        lap(spent.decode);
        if (identity) identify(first);
        lap(spent.identity);
        find();
        lap(spent.find);
        ahead([this](std::size_t i) { m_slots[i]->history.expect(); },
            [this](std::size_t i) {
                m_slots[i]->sessions.apply(m_events[i], m_events[i].timestamp, m_rules, m_effects);
                if (m_effects.outcome != sessionize::Outcome::Applied) std::abort();
            });
        lap(spent.sessions);
        ahead(
            [this](std::size_t i) {
                m_slots[i]->written.expect();
                m_slots[i]->sessionWritten.expect();
            },
            [this](std::size_t i) { m_slots[i]->history.insert(m_events[i].timestamp, columns.retain(m_events[i])); });
        lap(spent.retain);
        evaluate();
        lap(spent.features);
        emit();
        lap(spent.emission);
        events += Chunk;
    }

    SlotTable slots;
    boost::unordered_flat_map<const features::FeaturePlan*, std::uint64_t> fieldCounts; // how often each was written
    std::unique_ptr<sessionize::IdentityResolver> identity;                             // none: nobody asks
    features::FeatureSet set = load();
    features::EventColumns columns{set.columnUse()};
    Spent spent;
    std::uint64_t events = 0, fields = 0;

private:
    static constexpr std::size_t RoomPerEvent = 4096;

    void fill(const Traffic& traffic, std::uint64_t first)
    {
        for (std::size_t i = 0; i < Chunk; ++i)
            m_sizes[i] = traffic.write(first + i, &m_text[i * RoomPerEvent], RoomPerEvent - event::EventPadding);
    }

    // As the collector does, group by group.
    void identify(std::uint64_t first)
    {
        constexpr std::size_t Together = 32;
        std::array<std::string_view, Together> expected;
        for (std::size_t i = 0; i < Chunk; ++i) {
            if (i % Together == 0) {
                for (std::size_t k = 0; k < Together; ++k) expected[k] = m_events[i + k].domainUserId;
                identity->expect(expected);
            }
            const event::Event& event = m_events[i];
            identity->accept({event.domainUserId, event.userId, event.timestamp, (first + i) * RoomPerEvent}, event.timestamp);
        }
        identity->settle(m_events.back().timestamp);
    }

    // step(i) for all of the chunk, expect(i) some events before.
    template <class Expect, class Step>
    static void ahead(Expect expect, Step step)
    {
        constexpr std::size_t Ahead = 16;
        for (std::size_t i = 0; i < Ahead; ++i) expect(i);
        for (std::size_t i = 0; i < Chunk; ++i) {
            if (i + Ahead < Chunk) expect(i + Ahead);
            step(i);
        }
    }

    void find()
    {
        for (std::size_t i = 0; i < Chunk; ++i) {
            m_hashes[i] = features::KeyIndex::hashOf(m_events[i].shopper());
            m_index.expect(m_hashes[i]);
        }
        for (std::size_t i = 0; i < Chunk; ++i) {
            const auto place = m_index.candidate(m_hashes[i]);
            if (place != features::KeyIndex::None) slots[place].expect();
        }
        for (std::size_t i = 0; i < Chunk; ++i) {
            const auto place = m_index.candidate(m_hashes[i]);
            if (place != features::KeyIndex::None) __builtin_prefetch(slots[place].key.data());
        }
        for (std::size_t i = 0; i < Chunk; ++i) m_slots[i] = &findOrAdd(i);
    }

    Slot& findOrAdd(std::size_t i)
    {
        const std::string_view key = m_events[i].shopper();
        auto place = m_index.find(m_hashes[i], [&](auto at) { return slots[at].key == key; });
        if (place == features::KeyIndex::None) {
            place = static_cast<features::KeyIndex::Place>(slots.add());
            slots[place].key = key;
            m_index.add(m_hashes[i], place);
        }
        Slot& slot = slots[place];
        __builtin_prefetch(slot.sessions.sessions().data(), 1);
        return slot;
    }

    void evaluate()
    {
        m_found.clear();
        m_values.clear();
        const auto take = [this](const features::FeaturePlan& plan, std::string_view text) {
            m_found.push_back({&plan, static_cast<std::uint32_t>(m_values.size()), static_cast<std::uint32_t>(text.size())});
            m_values += text;
        };
        for (std::size_t i = 0; i < Chunk; ++i) {
            Slot& slot = *m_slots[i];
            const EventTime asOf = m_events[i].timestamp;
            m_found.push_back({});
            m_shopper.write(slot.history, asOf, slot.written, take);
            m_found.push_back({});
            const auto& session = slot.sessions.sessions().back();
            m_session.writeRange(slot.history, {session.first, session.last, asOf}, slot.sessionWritten, take);
            slot.history.settle();
        }
    }

    void emit()
    {
        m_batch.clear();
        std::size_t key = 0;
        for (const Found& found : m_found) {
            if (!found.plan) {
                m_key.assign(key % 2 == 0 ? "tr:{p07}:user:" : "tr:{p07}:session:").append(m_slots[key / 2]->key);
                ++key;
                m_batch.beginKey(m_key);
                continue;
            }
            m_batch.field(found.plan->field, std::string_view(m_values).substr(found.offset, found.size));
            ++fields;
            ++fieldCounts[found.plan];
        }
    }

    struct Found {
        const features::FeaturePlan* plan = nullptr; // null: the next key
        std::uint32_t offset = 0, size = 0;
    };

    event::EventDecoder m_decoder;
    sessionize::SessionRules m_rules;
    sessionize::SessionEffects m_effects;
    features::FeatureWriter m_shopper{set, features::KeyKind::Shopper, columns};
    features::FeatureWriter m_session{set, features::KeyKind::Session, columns};
    std::vector<char> m_text = std::vector<char>(Chunk * RoomPerEvent);
    std::vector<std::size_t> m_sizes = std::vector<std::size_t>(Chunk);
    std::vector<event::Event> m_events = std::vector<event::Event>(Chunk);
    std::vector<Slot*> m_slots = std::vector<Slot*>(Chunk);
    std::vector<std::uint64_t> m_hashes = std::vector<std::uint64_t>(Chunk);
    features::KeyIndex m_index;
    std::vector<Found> m_found;
    std::string m_values;
    std::string m_key;
    FeatureBatch m_batch;
};

void print(const Spent& s, double n)
{
    std::printf("decode %4.0f + find %4.0f + sessions %4.0f + retain %4.0f + features %4.0f = %5.0f ns/event: %8.0f events per CPU-second; "
                "beside it emission %4.0f, identity %4.0f ns\n",
        s.decode / n, s.find / n, s.sessions / n, s.retain / n, s.features / n, s.all() / n, n * 1e9 / s.all(), s.emission / n,
        s.identity / n);
}

// Which fields reach the store most often: each costs it time.
void printFields(const Engine& engine)
{
    std::vector<std::pair<std::uint64_t, std::string>> sorted;
    for (const auto& [plan, count] : engine.fieldCounts) sorted.emplace_back(count, plan->field);
    std::sort(sorted.rbegin(), sorted.rend());
    const auto n = static_cast<double>(engine.events);
    std::printf("%.2f fields per event:", static_cast<double>(engine.fields) / n);
    for (const auto& [count, name] : sorted) std::printf(" %s %.2f", name.c_str(), static_cast<double>(count) / n);
    std::printf("\n");
}

void measure(std::uint64_t shoppers, bool isCaptured, bool hasIdentity)
{
    const std::size_t before = residentBytes();
    const Traffic traffic(shoppers, isCaptured);
    Engine engine;
    if (hasIdentity) engine.identity = std::make_unique<sessionize::IdentityResolver>(sessionize::SessionRules{});
    Spent last;
    std::uint64_t lastEvents = 0, round = 1;
    std::vector<char> sample(8192);
    std::printf("%llu shoppers x %d events of %zu bytes\n", static_cast<unsigned long long>(shoppers), EventsPerShopper,
        traffic.write(0, sample.data(), sample.size()));
    for (std::uint64_t n = 0; n + Chunk <= shoppers * EventsPerShopper; n += Chunk) {
        engine.run(traffic, n);
        if (n + Chunk < shoppers * round * 5) continue;
        Spent since = engine.spent;
        since.decode -= last.decode, since.find -= last.find, since.sessions -= last.sessions, since.retain -= last.retain,
            since.features -= last.features, since.emission -= last.emission, since.identity -= last.identity;
        std::printf("to %2llu events each: ", static_cast<unsigned long long>(round * 5));
        print(since, static_cast<double>(engine.events - lastEvents));
        last = engine.spent;
        lastEvents = engine.events;
        ++round;
    }
    std::printf("all:               ");
    print(engine.spent, static_cast<double>(engine.events));
    std::size_t retained = 0;
    for (std::size_t i = 0; i < engine.slots.size(); ++i) retained += engine.slots[i].history.bytes();
    const auto n = static_cast<double>(engine.events);
    std::printf("RSS %.0f MiB (+%.0f B per event); %.1f B per retained event; %zu items, %zu texts\n",
        static_cast<double>(residentBytes()) / 1048576.0, static_cast<double>(residentBytes() - before) / n,
        static_cast<double>(retained) / n, engine.columns.items(), engine.columns.texts().size());
    printFields(engine);
}

} // namespace

int main(int argc, char** argv)
{
    // The test run only sees that it works.
    const char* given = std::getenv("SHOPPERS");
    const std::uint64_t usual = given ? std::strtoull(given, nullptr, 10) : 1'000'000;
    const bool isTest = bench::secondsPerFigure(1.0) < 1.0;
    const std::string_view wish = argc > 1 ? argv[1] : "";
    if (isTest || wish != "captured") measure(isTest ? 2'000 : usual, false, isTest || wish == "identity");
    if (isTest || wish == "captured") measure(isTest ? 2'000 : usual, true, false);
}
