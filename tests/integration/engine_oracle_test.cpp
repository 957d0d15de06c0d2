// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <map>
#include <nlohmann/json.hpp>
#include <random>

#include "app/verify/comparison.h"
#include "app/verify/feature_declarations.h"
#include "app/verify/feature_value.h"
#include "pipeline/features/feature_file.h"
#include "tests/support/engine_under_test.h"
#include "tests/support/patience.h"

using namespace tailrace;
using namespace tailrace::test;

namespace {

const std::uint64_t Seeds = 300U / static_cast<unsigned>(Slowness); // one thread: a sanitizer sees in some of them what it would in all
constexpr std::size_t CutsPerSeed = 24, TellingCuts = 20;           // so many of them must not be vacuous
constexpr std::int32_t PartitionCounts[] = {1, 2, 8};

const char* const Features = TAILRACE_SOURCE_DIR "/resources/features";

features::FeatureSet compiledFeatures()
{
    auto set = features::loadFeatureSet(Features, features::Profile::Tailrace);
    if (!set) qFatal("%s", set.error().message().c_str());
    return std::move(*set);
}

// What went wrong with a seed, in words; empty: nothing.
struct Findings {
    std::string first;
    std::size_t count = 0, telling = 0, values = 0;

    void add(const std::string& words)
    {
        if (count++ == 0) first = words;
    }
};

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
    static std::map<std::string, std::map<std::string, std::string>> emptyValues();
    Findings check(std::uint64_t seed, std::int32_t partitions, Sabotage sabotage);
    void compareStore(const EngineUnderTest& engine, const verify::Cut& cut, Findings& findings);
    void compareUpdates(const EngineUnderTest& engine, const verify::Oracle& oracle, Findings& findings);
    static void compareClosed(const EngineUnderTest& engine, Findings& findings);

    features::FeatureSet m_set = compiledFeatures();
    std::vector<verify::Feature> m_declared = verify::readFeatures(Features);
    std::map<std::string, std::map<std::string, std::string>> m_emptyValues = emptyValues(); // by kind of key, then field
};

std::map<std::string, std::map<std::string, std::string>> EngineOracleTest::emptyValues()
{
    std::map<std::string, std::map<std::string, std::string>> values;
    for (const verify::Feature& feature : verify::readFeatures(Features)) {
        const char* const kind = feature.key == verify::KeyKind::Shopper ? "user" : "session";
        if (feature.key == verify::KeyKind::Viewer) continue;
        for (const verify::Window& window : feature.windows)
            values[kind][feature.name + window.suffix] = verify::featureValue(feature, {}, {});
    }
    return values;
}

Findings EngineOracleTest::check(std::uint64_t seed, std::int32_t partitions, Sabotage sabotage)
{
    Findings findings;
    const auto history = makeHistory({.seed = seed});
    const JournalledHistory journalled(history, partitions, seed);
    EngineUnderTest engine(m_set, partitions, seed * 31 + static_cast<std::uint64_t>(partitions), sabotage);
    verify::Oracle oracle;
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
                oracle.accept(owned.position.value, toMillis(owned.frame.watermark), owned.payload);
        }
        engine.playTo(journalled, place);
        if (place % 3 == 0) engine.crash();
        const verify::Cut cut = engine.cut();
        const verify::Comparison comparison(oracle, m_declared, cut);
        const std::string where = "cut before frame " + std::to_string(place) + ": ";
        for (const auto& d : comparison.differences()) findings.add(where + d.where + ": expected " + d.expected + ", found " + d.found);
        findings.values += comparison.values();
        findings.telling += comparison.isVacuous() ? 0U : 1U;
        compareStore(engine, cut, findings);
        compareUpdates(engine, oracle, findings);
        compareClosed(engine, findings);
    }
    if (findings.telling < TellingCuts) findings.add("only " + std::to_string(findings.telling) + " cuts prove anything");
    return findings;
}

// What the engine wrote bit by bit is what it holds. A field that is not there has the value that it has without events.
void EngineOracleTest::compareStore(const EngineUnderTest& engine, const verify::Cut& cut, Findings& findings)
{
    for (auto [key, fields] : engine.storeAsOfCut()) {
        fields.erase("as_of");
        fields.erase("version");
        const auto expected = cut.keys.find(key);
        if (expected == cut.keys.end()) {
            findings.add("the store has " + key + ", which should not be there");
            continue;
        }
        for (const auto& [field, value] : m_emptyValues.at(key.substr(0, key.find(':')))) fields.emplace(field, value);
        if (fields != expected->second) findings.add("the store has other fields of " + key);
    }
}

// The last record of each session is the session; there are no others.
void EngineOracleTest::compareUpdates(const EngineUnderTest& engine, const verify::Oracle& oracle, Findings& findings)
{
    std::map<std::string, std::size_t> expected;
    for (const std::string& owner : oracle.owners()) {
        for (const verify::Session& session : oracle.sessionsOf(owner))
            expected[owner + ":" + std::to_string(session.first())] = session.events.size();
    }
    for (const auto& [key, value] : engine.sessionUpdates()) {
        const auto session = expected.find(key);
        if (session == expected.end()) {
            findings.add("session-updates has " + key + ", which is no session");
        } else if (nlohmann::json::parse(value).at("events") != session->second) {
            findings.add("session-updates has another " + key + ": " + value + ", expected events " + std::to_string(session->second));
        }
    }
    if (engine.sessionUpdates().size() < expected.size()) findings.add("session-updates lacks a session");
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
    QTest::newRow("none") << static_cast<int>(Sabotage::None);
    QTest::newRow("a gap of 29 minutes") << static_cast<int>(Sabotage::WrongGap);
    QTest::newRow("an exclusive gap") << static_cast<int>(Sabotage::ExclusiveGap);
    QTest::newRow("a lost event") << static_cast<int>(Sabotage::LostEvent);
    QTest::newRow("an event counted twice") << static_cast<int>(Sabotage::DoubleCount);
    QTest::newRow("a feature that does not decay") << static_cast<int>(Sabotage::NoDecay);
    QTest::newRow("a checkpoint that lacks a change") << static_cast<int>(Sabotage::ForgetfulCheckpoint);
    QTest::newRow("a merge without a tombstone") << static_cast<int>(Sabotage::NoTombstone);
}

void EngineOracleTest::plantedErrorsAreFound()
{
    QFETCH(int, sabotage);
    std::size_t found = 0;
    for (std::uint64_t seed = 1; seed <= 5; ++seed) found += check(seed, 8, static_cast<Sabotage>(sabotage)).count;
    QCOMPARE(found > 0, sabotage != static_cast<int>(Sabotage::None));
}

QTEST_GUILESS_MAIN(EngineOracleTest)
#include "engine_oracle_test.moc"
