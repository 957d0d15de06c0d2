// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <functional>

#include "app/verify/comparison.h"
#include "app/verify/feature_declarations.h"
#include "tests/app/verify/told_events.h"
#include "tests/support/history_generator.h"
#include "tests/support/oracle_cut.h"

using namespace tailrace::test;
using namespace tailrace::verify;

namespace {

// How an engine with an error would tell its history and report its cut.
struct Planted {
    Rules rules = {};
    std::function<std::string(std::size_t, const std::string&)> told = [](std::size_t, const std::string& text) { return text; };
    std::function<Cut(const Oracle&, const std::vector<Feature>&, std::int64_t)> reported = cutOf;
};

// Another id makes a second event of the same one.
std::string withNewId(std::string text)
{
    const auto at = text.find("\"id\":\"event-");
    return text.replace(at, 12, "\"id\":\"again-");
}

} // namespace

// The comparison accepts what is right at 20 cuts of each seed, and finds each planted error in each seed.
class ComparisonTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_features = readFeatures(TAILRACE_SOURCE_DIR "/resources/features");
        QVERIFY2(!m_features.empty(), "no features in resources/features");
    }

    void whatIsRightIsEqualAndNotVacuous()
    {
        for (std::uint64_t seed = 1; seed <= Seeds; ++seed) QCOMPARE(cutsWithDifferences(seed, {}), 0);
        QVERIFY2(m_vacuous * 10 <= m_cuts, qPrintable(QString("%1 of %2 cuts are vacuous").arg(m_vacuous).arg(m_cuts)));
    }

    void aWrongGapIsFound() { expectFound({.rules = {.gap = 29 * Minute}}); }
    void anExclusiveGapIsFound() { expectFound({.rules = {.gap = 30 * Minute - 1}}); }
    void aWrongGraceIsFound() { expectFound({.rules = {.grace = 40 * Minute}}); }

    void aLostEventIsFound()
    {
        expectFound({.told = [](std::size_t number, const std::string& text) { return number == 100 ? std::string() : text; }});
    }

    void aDoubleCountIsFound()
    {
        expectFound({.told = [](std::size_t number, const std::string& text) {
            return number == 100 ? text + "\n" + withNewId(text) : text;
        }});
    }

    void aFeatureThatDoesNotDecayIsFound()
    {
        expectFound({.reported = [](const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf) {
            Cut cut = cutOf(oracle, features, asOf);
            for (const auto& [key, fields] : cutOf(oracle, features, asOf - 5 * Minute).keys) {
                if (!key.starts_with("user:") || !cut.keys.contains(key)) continue;
                for (const auto& [name, text] : fields) {
                    if (name.ends_with("_5m") && text != "0") cut.keys[key][name] = text;
                }
            }
            return cut;
        }});
    }

    void aMergeWithoutTombstoneIsFound()
    {
        expectFound({.reported = [](const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf) {
            Cut cut = cutOf(oracle, features, asOf);
            SessionLine absorbed = cut.sessions.front();
            for (const SessionLine& line : cut.sessions) absorbed = line.events > absorbed.events ? line : absorbed;
            absorbed.first = absorbed.last;
            absorbed.events = 1;
            cut.sessions.push_back(absorbed);
            return cut;
        }});
    }

    void aWrongLedgerAndAMissingKeyAreFound()
    {
        expectFound({.reported = [](const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf) {
            Cut cut = cutOf(oracle, features, asOf);
            ++cut.ledger->late;
            return cut;
        }});
        expectFound({.reported = [](const Oracle& oracle, const std::vector<Feature>& features, std::int64_t asOf) {
            Cut cut = cutOf(oracle, features, asOf);
            cut.keys.erase(cut.keys.begin());
            return cut;
        }});
    }

    void anEmptyCutIsVacuous()
    {
        Told told;
        told.tell(anonymous("a", at("10:00")));
        const Comparison comparison(told.oracle, m_features, cutOf(told.oracle, m_features, at("10:00")));
        QVERIFY(comparison.differences().empty());
        QVERIFY(comparison.isVacuous());
        QVERIFY(Comparison(Oracle(), m_features, cutOf(Oracle(), m_features, 0)).isVacuous());
    }

private:
    static constexpr std::uint64_t Seeds = 20;
    static constexpr std::uint64_t PlantedSeeds = 6;
    static constexpr std::size_t CutsPerSeed = 20;

    // At how many cuts of this seed the comparison finds a difference.
    int cutsWithDifferences(std::uint64_t seed, const Planted& planted)
    {
        const auto history = makeHistory({.seed = seed});
        Told right;
        Told wrong(planted.rules);
        int found = 0;
        for (std::size_t number = 0; number < history.size(); ++number) {
            right.tell(history[number].text);
            std::istringstream lines(planted.told(number, history[number].text));
            for (std::string line; std::getline(lines, line);) wrong.tell(line);
            const std::size_t begin = history.size() / 6; // the first events say little
            if (number < begin || (number - begin) % ((history.size() - begin) / CutsPerSeed) != 0) continue;
            const Cut cut = planted.reported(wrong.oracle, m_features, right.watermark);
            const Comparison comparison(right.oracle, m_features, cut);
            found += comparison.differences().empty() ? 0 : 1;
            m_vacuous += comparison.isVacuous() ? 1 : 0;
            ++m_cuts;
        }
        return found;
    }

    void expectFound(const Planted& planted)
    {
        for (std::uint64_t seed = 1; seed <= PlantedSeeds; ++seed) {
            QVERIFY2(cutsWithDifferences(seed, planted) > 0, qPrintable(QString("not found with seed %1").arg(seed)));
        }
    }

    std::vector<Feature> m_features;
    int m_cuts = 0;
    int m_vacuous = 0;
};

QTEST_GUILESS_MAIN(ComparisonTest)
#include "comparison_test.moc"
