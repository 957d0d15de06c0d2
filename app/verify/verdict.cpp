// SPDX-License-Identifier: Apache-2.0
#include "app/verify/verdict.h"

#include <algorithm>

#include "app/verify/event_time.h"
#include "app/verify/explanation.h"
#include "app/verify/journal_walk.h"
#include "app/verify/run_ledger.h"
#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

constexpr std::size_t MostPrinted = 20;
constexpr std::size_t MostEventsPrinted = 12;

// Prints differences, the first ones in full.
class Report {
public:
    explicit Report(std::ostream& out) : m_out(out) {}

    void add(const std::string& where, const std::vector<Difference>& differences)
    {
        for (const Difference& difference : differences) {
            if (m_count++ < MostPrinted) print(where, difference);
        }
    }
    void fail(const std::string& why)
    {
        ++m_count;
        m_out << why << '\n';
    }
    std::size_t count() const { return m_count; }

private:
    void print(const std::string& where, const Difference& difference)
    {
        m_out << where << ": " << difference.where << "\n  expected " << difference.expected << "\n  found    " << difference.found << '\n';
        for (std::size_t number = 0; number < difference.events.size(); ++number) {
            if (number == MostEventsPrinted) {
                m_out << "    ... " << difference.events.size() - number << " more\n";
                return;
            }
            m_out << "    " << eventLine(*difference.events[number]) << '\n';
        }
    }

    std::ostream& m_out;
    std::size_t m_count = 0;
};

void verifyCut(const Cut& cut, JournalWalk& walk, const std::vector<Feature>& features, Report& report, std::ostream& out)
{
    walk.advanceTo(cut.position);
    const std::string objection = walk.objectionTo(cut);
    if (!objection.empty()) return report.fail(cut.origin + ": this is no cut of the journal: " + objection);
    const Comparison comparison(walk.oracle(), features, cut);
    report.add(cut.origin, comparison.differences());
    const auto empty = comparison.emptyFields();
    out << cut.origin << ": " << comparison.keys() << " keys, " << comparison.values() << " values, " << comparison.sessions()
        << " sessions, " << comparison.differences().size() << " differences\n";
    if (!comparison.isVacuous()) return;
    report.fail(cut.origin + ": vacuous: " + std::to_string(empty.size()) + " features are empty in every key");
    for (const std::string& field : empty) out << "    " << field << '\n';
}

// Cuts that a run asked for and does not have. What it accounts for itself (a worker did not get there, the disk was full, the engine
// was killed meanwhile) is said; anything else is a difference, and so is a run of which no cut is left.
void checkMarks(const JournalWalk& walk, const std::vector<Cut>& cuts, std::uint64_t lost, Report& report, std::ostream& out)
{
    const auto isMissing = [&cuts](std::uint64_t mark) { return std::ranges::find(cuts, mark, &Cut::position) == cuts.end(); };
    const auto missing = static_cast<std::uint64_t>(std::ranges::count_if(walk.marks(), isMissing));
    if (missing == 0) return;
    const std::string words = "marks of the journal whose cut is not there: " + std::to_string(missing);
    if (cuts.empty()) return report.fail(words + ": no cut was compared, though the run was asked for cuts");
    if (missing > lost) return report.fail(words + ", of which the run file accounts for " + std::to_string(lost));
    out << words << ", as the run file says\n";
}

// What is labelled in the journal is what the run says it has not measured.
std::vector<Difference> comparePast(std::uint64_t inJournal, std::uint64_t inRunFile)
{
    if (inJournal == inRunFile) return {};
    return {{"run file, events of generated past", std::to_string(inJournal), std::to_string(inRunFile), {}}};
}

// A run that left no run file behind was of the default profile, as far as anybody knows.
Rules rulesOf(const RunFolder& run)
{
    const auto file = run.folder / "run.tailrace";
    return {.stitch = !std::filesystem::exists(file) || readRunProfile(file) != "published"};
}

} // namespace

int verifyRun(const RunFolder& run, std::ostream& out)
{
    const Journal journal(run.folder / "journal");
    const auto cuts = readCutFolder(run.folder / "cuts");
    const bool hasRunFile = std::filesystem::exists(run.folder / "run.tailrace");
    if (cuts.empty() && !hasRunFile) throw Unreadable(run.folder.string() + ": neither a cut nor a run file to compare with");
    if (!cuts.empty() && run.features.empty()) throw Unreadable("no features are declared");
    Report report(out);
    JournalWalk walk(journal, rulesOf(run));
    for (const Cut& cut : cuts) verifyCut(cut, walk, run.features, report, out);
    walk.advanceTo(journal.end());
    report.add("collector", walk.differences());
    const LedgerTerms terms = walk.oracle().ledger();
    if (hasRunFile) {
        report.add("ledger", compareRunLedger(readRunLedger(run.folder / "run.tailrace"), terms, walk.deadLetters()));
        report.add("past", comparePast(walk.pastEvents(), readPastEvents(run.folder / "run.tailrace")));
    }
    if (walk.pastEvents() > 0) out << walk.pastEvents() << " of the events are generated past, in front of all others\n";
    out << terms.accepted << " events accepted: " << terms.applied << " applied, " << terms.duplicate << " duplicate, " << terms.late
        << " late; " << cuts.size() << " cuts" << (cuts.empty() ? ": no cut was compared, so sessions and features were not" : "")
        << (hasRunFile ? "" : "; no run file") << '\n';
    checkMarks(walk, cuts, hasRunFile ? readLostCuts(run.folder / "run.tailrace") : 0, report, out);
    if (journal.tornBytes() > 0) out << journal.tornBytes() << " bytes behind the journal's end were never acknowledged\n";
    if (report.count() > MostPrinted) out << "(" << report.count() - MostPrinted << " more)\n";
    out << (report.count() == 0 ? "EQUAL\n" : "DIFFERENT: " + std::to_string(report.count()) + "\n");
    return report.count() == 0 ? 0 : 1;
}

int explainKey(const RunFolder& run, std::ostream& out)
{
    const Journal journal(run.folder / "journal");
    const auto cuts = readCutFolder(run.folder / "cuts");
    JournalWalk walk(journal, rulesOf(run));
    walk.advanceTo(cuts.empty() ? journal.end() : cuts.back().position);
    const std::int64_t asOf = cuts.empty() ? walk.watermark() : cuts.back().asOf;
    return explain(walk.oracle(), run.features, asOf, run.explainedKey, out) ? 0 : 1;
}

} // namespace tailrace::verify
