// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "app/verify/comparison.h"
#include "app/verify/feature_declarations.h"
#include "pipeline/features/feature_file.h"
#include "tests/support/engine_under_test.h"
#include "tests/support/patience.h"
#include "tests/support/session_update_check.h"
#include "tests/support/store_check.h"

using namespace tailrace;
using namespace tailrace::test;

namespace {

const std::uint64_t Seeds = 300U / static_cast<unsigned>(Slowness); // one thread: a sanitizer sees in some of them what it would in all
constexpr std::size_t CutsPerSeed = 24, TellingCuts = 20;           // so many of them must not be vacuous
constexpr std::uint64_t LongOneIn = 5;                              // seeds: more than a day, so that the 24 h windows lose events, too
constexpr std::int32_t PartitionCounts[] = {1, 2, 8};

const char* const Features = TAILRACE_SOURCE_DIR "/resources/features";

features::FeatureSet compiledFeatures()
{
    auto set = features::loadFeatureSet(Features, features::Profile::Tailrace);
    if (!set) qFatal("%s", set.error().message().c_str());
    return std::move(*set);
}

HistoryOptions historyOf(std::uint64_t seed)
{
    if (seed % LongOneIn == 0) return longHistory(seed);
    return {.seed = seed, .restamps = seed % LongOneIn == 1 || seed % LongOneIn == 3};
}

std::int64_t longestCadence(const features::FeatureSet& set)
{
    std::chrono::milliseconds longest{};
    for (const auto& plan : set.plans(features::KeyKind::Shopper).plans) longest = std::max(longest, plan.cadence);
    return longest.count();
}

} // namespace

// The engine's sessions, identity and features against an oracle that shares no code with it. A seed is a history; each is played
// for one, two and eight shards, which lose their memory now and then and go on from a checkpoint. One seed alone: TAILRACE_SEED=17.
class EngineOracleTest : public QObject {
    Q_OBJECT

private slots:
    void engineAndOracleAgree();
    void plantedErrorsAreFound_data();
    void plantedErrorsAreFound();

private:
    Findings check(std::uint64_t seed, std::int32_t partitions, Sabotage sabotage);
    static void compareClosed(const EngineUnderTest& engine, Findings& findings);

    features::FeatureSet m_set = compiledFeatures();
    std::vector<verify::Feature> m_declared = verify::readFeatures(Features);
};

Findings EngineOracleTest::check(std::uint64_t seed, std::int32_t partitions, Sabotage sabotage)
{
    Findings findings;
    const auto history = makeHistory(historyOf(seed));
    const JournalledHistory journalled(history, partitions, seed);
    EngineUnderTest engine(m_set, partitions, seed * 31 + static_cast<std::uint64_t>(partitions), sabotage);
    verify::Oracle oracle;
    StoreCheck store(m_declared, longestCadence(m_set));
    std::size_t told = 0;
    // The first events leave too much empty to prove anything.
    auto places = journalled.cutPlaces();
    places.erase(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(places.size() * 3 / 5));
    std::mt19937_64 random(seed);
    std::ranges::shuffle(places, random);
    places.resize(std::min(places.size(), CutsPerSeed - 1));
    places.push_back(journalled.frames().size());
    std::ranges::sort(places);
    for (const std::size_t place : places) {
        for (; told < place; ++told) {
            const auto& owned = journalled.frames()[told];
            if (owned.frame.kind == journal::FrameKind::Event)
                store.noteMoves(oracle.accept(owned.position.value, toMillis(owned.frame.watermark), owned.payload));
        }
        engine.playTo(journalled, place);
        if (place % 3 == 0) engine.crash();
        const verify::Cut cut = engine.cut();
        const verify::Comparison comparison(oracle, m_declared, cut);
        const std::string where = "cut before frame " + std::to_string(place) + ": ";
        for (const auto& d : comparison.differences()) findings.add(where + d.where + ": expected " + d.expected + ", found " + d.found);
        findings.values += comparison.values();
        findings.telling += comparison.isVacuous() ? 0U : 1U;
        store.check(engine.store(), cut, oracle, findings);
        checkSessionUpdates(engine.sessionUpdates(), oracle, cut.asOf, findings);
        if (!engine.staleRevision().empty()) findings.add("a revision does not grow: " + engine.staleRevision());
        compareClosed(engine, findings);
    }
    if (findings.telling < TellingCuts) findings.add("only " + std::to_string(findings.telling) + " cuts prove anything");
    return findings;
}

// The index knows every session as closed that was published so, and none that has opened again.
void EngineOracleTest::compareClosed(const EngineUnderTest& engine, Findings& findings)
{
    std::map<std::string, std::string> closed;
    for (const auto& [key, value] : engine.sessionUpdates())
        if (nlohmann::json::parse(value).at("closed") == true) closed.emplace(key, value);
    if (closed == engine.closedSessions()) return;
    findings.add("the index of closed sessions has " + std::to_string(engine.closedSessions().size()) + ", of "
        + std::to_string(closed.size()) + " that were published as closed, or others");
}

void EngineOracleTest::engineAndOracleAgree()
{
    const QByteArray one = qgetenv("TAILRACE_SEED");
    const std::uint64_t first = one.isEmpty() ? 1 : one.toULongLong(), last = one.isEmpty() ? Seeds : first;
    std::size_t failed = 0, telling = 0, values = 0;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        for (const std::int32_t partitions : PartitionCounts) {
            const Findings findings = check(seed, partitions, Sabotage::None);
            values += findings.values;
            telling += findings.telling;
            if (findings.count == 0) continue;
            ++failed;
            qWarning("TAILRACE_SEED=%llu, %d shards: %zu differences; %s", static_cast<unsigned long long>(seed), partitions,
                findings.count, findings.first.c_str());
        }
    }
    qInfo("seeds %llu to %llu: %zu values compared in %zu telling cuts", static_cast<unsigned long long>(first),
        static_cast<unsigned long long>(last), values, telling);
    QCOMPARE(failed, std::size_t{0});
    QVERIFY(values > 0);
}

void EngineOracleTest::plantedErrorsAreFound_data()
{
    QTest::addColumn<int>("sabotage");
    QTest::addColumn<QString>("says"); // what the first finding speaks of
    const auto plant = [](const char* name, Sabotage sabotage, const char* says) {
        QTest::newRow(name) << static_cast<int>(sabotage) << says;
    };
    plant("none", Sabotage::None, "");
    plant("a gap of 29 minutes", Sabotage::WrongGap, "");
    plant("an exclusive gap", Sabotage::ExclusiveGap, "");
    plant("a lost event", Sabotage::LostEvent, "");
    plant("an event counted twice", Sabotage::DoubleCount, "");
    plant("a feature that does not decay", Sabotage::NoDecay, "_5m");
    plant("a store that is not told of decay", Sabotage::QuietStore, "has not followed the time");
    plant("a 24 h window that loses nothing", Sabotage::EndlessDay, "_24h");
    plant("keys that stay in the store", Sabotage::KeptKeys, "which should not be there");
    plant("viewers that do not reach the store", Sabotage::NoViewers, "lacks viewer:");
    plant("aliases that do not reach the store", Sabotage::NoAlias, "lacks alias:");
    plant("a checkpoint that lacks a change", Sabotage::ForgetfulCheckpoint, "");
    plant("a merge without a tombstone", Sabotage::NoTombstone, "what is no session");
    plant("an update with another last", Sabotage::WrongLast, "another state");
    plant("an update without page views", Sabotage::NoPageViews, "another state");
    plant("a revision that does not grow", Sabotage::SameRevision, "does not grow");
}

void EngineOracleTest::plantedErrorsAreFound()
{
    QFETCH(int, sabotage);
    QFETCH(QString, says);
    Findings all;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        const Findings findings = check(seed, 8, static_cast<Sabotage>(sabotage));
        if (findings.count > 0) all.add(findings.first);
    }
    QVERIFY2((all.count > 0) == (sabotage != static_cast<int>(Sabotage::None)), all.first.c_str());
    QVERIFY2(QString::fromStdString(all.first).contains(says), all.first.c_str());
}

QTEST_GUILESS_MAIN(EngineOracleTest)
#include "engine_oracle_test.moc"
