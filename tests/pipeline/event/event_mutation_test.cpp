// SPDX-License-Identifier: Apache-2.0
#include <QTest>
#include <random>

#include "pipeline/base/utf8.h"
#include "pipeline/event/dead_letter.h"
#include "pipeline/event/iso_time.h"
#include "tests/pipeline/event/padded_text.h"
#include "tests/pipeline/event/sample_events.h"

using namespace tailrace;
using namespace tailrace::event;

namespace {

constexpr unsigned Seed = 20250326;
constexpr int Mutations = 20000;

// Text that a parser trips over more often than over random bytes.
constexpr std::string_view Fragments[] = {"{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\uDFFF", "null", "true", "nul", "-",
    "1e999", "0", "00", "1.", "[[[[", "{\"a\":", "\"id\":", "\xFF", "\xC3", "\xED\xA0\x80", "\n", " ", "\x7F"};

class Mutator {
public:
    std::string mutate(std::string text)
    {
        const auto count = 1 + below(4);
        for (std::size_t i = 0; i < count; ++i) mutateOnce(text);
        return text;
    }

private:
    void mutateOnce(std::string& text)
    {
        const auto at = below(text.size() + 1);
        const auto length = std::min(below(16), text.size() - at);
        switch (below(7)) {
        case 0: text.resize(at); break;
        case 1: text.erase(at, length); break;
        case 2: text.insert(at, Fragments[below(std::size(Fragments))]); break;
        case 3: text.insert(at, text.substr(below(text.size() + 1), below(200))); break;
        case 4: text.replace(at, length, Fragments[below(std::size(Fragments))]); break;
        case 5: text.insert(at, 1, static_cast<char>(below(256))); break;
        default:
            if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        }
    }

    std::size_t below(std::size_t limit) { return m_random() % limit; }

    std::mt19937_64 m_random{Seed};
};

// What is not there has no place.
bool isMissing(RejectReason reason)
{
    return reason == RejectReason::MissingId || reason == RejectReason::MissingType || reason == RejectReason::MissingTimestamp
        || reason == RejectReason::MissingShopper;
}

// Reads every text of the event, so that a sanitizer sees a view that leads nowhere.
std::size_t touch(const Event& event)
{
    std::size_t sum = 0;
    for (const auto text : {event.id, event.typeName, event.product.id, event.product.category, event.product.brand, event.listName,
             event.pageUrl, event.userId, event.domainUserId, event.campaign, event.platform, event.sessionId})
        sum += std::string(text).size() + (firstInvalidUtf8(text) ? 1'000'000 : 0);
    return sum;
}

} // namespace

class EventMutationTest : public QObject {
    Q_OBJECT

private slots:
    // What is accepted is JSON for a parser that shares no code with ours, and keeps the promises of an event; what is refused has a
    // reason and gives a letter that can be read.
    void acceptsOrRefusesEveryMutation()
    {
        Mutator mutator;
        EventValidator validator;
        Event event;
        int accepted = 0;
        const auto now = parseIsoTime("2025-03-26T11:00:00Z").value();
        const std::string originals[] = {fullEvent().dump(), leastEvent().dump(), fullEvent().dump(1)};
        for (int i = 0; i < Mutations; ++i) {
            const auto text = mutator.mutate(originals[i % 3]);
            const PaddedText padded(text);
            const auto verdict = validator.check(padded.view(), now, event);
            const auto label = [&] { return "seed " + std::to_string(Seed) + ", mutation " + std::to_string(i) + ": " + text; };
            if (verdict.isAccepted()) {
                ++accepted;
                QVERIFY2(nlohmann::json::accept(text), label().c_str());
                QVERIFY2(!event.id.empty() && !event.typeName.empty() && !event.shopper().empty(), label().c_str());
                QVERIFY2(touch(event) < 1'000'000, label().c_str());
            } else {
                QVERIFY2(verdict.position.value_or(0) <= text.size(), label().c_str());
                const bool isJsonFault = verdict.reason == RejectReason::NotJson;
                QVERIFY2(verdict.position.has_value() != isMissing(verdict.reason), label().c_str());
                QVERIFY2(!isJsonFault || !nlohmann::json::accept(text), label().c_str());
                std::string letter;
                appendDeadLetter(letter, verdict, now, text);
                QVERIFY2(nlohmann::json::accept(letter), letter.c_str());
            }
        }
        QVERIFY(accepted > Mutations / 100 && accepted < Mutations / 2);
    }

    // What was accepted once reads the same without being checked again; what was refused is at least read safely.
    void readsAgainWhatItAccepted()
    {
        Mutator mutator;
        EventDecoder strict, again, identity;
        Event first, second, owner;
        const std::string originals[] = {fullEvent().dump(), leastEvent().dump(), fullEvent().dump(1)};
        for (int i = 0; i < Mutations; ++i) {
            const auto text = mutator.mutate(originals[i % 3]);
            const PaddedText padded(text);
            const bool isAccepted = strict.decode(padded.view(), first) == DecodeStatus::Decoded;
            const bool isDecoded = again.decodeAgain(padded.view(), second) == DecodeStatus::Decoded;
            const bool isOwned = identity.decodeIdentity(padded.view(), owner) == DecodeStatus::Decoded;
            const auto label = [&] { return "seed " + std::to_string(Seed) + ", mutation " + std::to_string(i) + ": " + text; };
            if (!isAccepted) {
                touch(second);
                touch(owner);
                continue;
            }
            QVERIFY2(isDecoded && first == second, label().c_str());
            Event expected;
            expected.id = first.id;
            expected.type = first.type;
            expected.typeName = first.typeName;
            expected.timestamp = first.timestamp;
            expected.userId = first.userId;
            expected.domainUserId = first.domainUserId;
            QVERIFY2(isOwned && owner == expected, label().c_str());
        }
    }
};

QTEST_GUILESS_MAIN(EventMutationTest)
#include "event_mutation_test.moc"
