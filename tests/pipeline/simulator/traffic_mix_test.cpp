// SPDX-License-Identifier: Apache-2.0
// The generated mix is the declared one. What is printed stands in docs/scenario-file.md. Each check is also made against a declaration
// that is a little different, which it must refuse.
#include <QtTest>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "pipeline/simulator/device.h"
#include "pipeline/simulator/shopper_model.h"

using namespace tailrace;
using namespace tailrace::simulator;
using namespace std::chrono_literals;
using event::EventType;

namespace {

using Move = ShopFloor::Move;
constexpr std::size_t Moves = 10;
constexpr double Unlikely = 3.72; // deviations: one chance in 10 000, if the declaration is true

// What is drawn of the moves that a shopper has, by situation: can add << 1 | has something in the cart.
using Table = std::array<std::array<double, Moves>, 4>;

std::array<double, Moves> weightsOf(const StepWeights& w, std::size_t situation)
{
    const double add = (situation & 2) ? w.addToCart : 0.0;
    const double cart = (situation & 1) ? 1.0 : 0.0;
    return {w.pageView, w.search, w.listView, w.listClick, w.productView, w.promoView, add, w.removeFromCart * cart, w.checkout * cart,
        w.leave};
}

// Chi-square over its limit; up to 1 the counts may well come from these weights.
double strangeness(const Table& counts, const StepWeights& weights)
{
    double sum = 0, freedom = 0;
    for (std::size_t situation = 0; situation < counts.size(); ++situation) {
        const auto declared = weightsOf(weights, situation);
        double all = 0, weight = 0;
        for (std::size_t i = 0; i < Moves; ++i) all += counts[situation][i], weight += declared[i];
        for (std::size_t i = 0; i < Moves; ++i) {
            const double expected = all * declared[i] / weight;
            if (expected <= 0) {
                if (counts[situation][i] > 0) return 1e9;
                continue;
            }
            sum += (counts[situation][i] - expected) * (counts[situation][i] - expected) / expected;
            ++freedom;
        }
        --freedom;
    }
    const double root = 1 - 2 / (9 * freedom) + Unlikely * std::sqrt(2 / (9 * freedom)); // Wilson and Hilferty
    return sum / (freedom * root * root * root);
}

Move moveOf(const ShopperStep& step)
{
    switch (step.type) {
    case EventType::ListView: return Move::ListView;
    case EventType::ListClick: return Move::ListClick;
    case EventType::ProductView: return Move::ProductView;
    case EventType::PromoView: return Move::PromoView;
    case EventType::AddToCart: return Move::AddToCart;
    case EventType::RemoveFromCart: return Move::RemoveFromCart;
    case EventType::CheckoutStep: return Move::Checkout;
    default: return step.search ? Move::Search : Move::PageView;
    }
}

// Largest distance of the sorted values' distribution from the log-normal one (Kolmogorov and Smirnov).
double distance(const std::vector<double>& sorted, double median, double sigma)
{
    double most = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const double declared = 0.5 * std::erfc(-std::log(sorted[i] / median) / sigma / std::sqrt(2.0));
        most = std::max(most, std::abs(declared - (static_cast<double>(i) + 0.5) / static_cast<double>(sorted.size())));
    }
    return most;
}

// A share among so many, and how many deviations it is away from the declared one.
struct Share {
    double hits = 0, all = 0;
    void add(bool hit) { hits += hit, ++all; }
    double value() const { return hits / all; }
    double deviations(double declared) const { return std::abs(value() - declared) / std::sqrt(declared * (1 - declared) / all); }
};

void say(const char* what, double declared, double generated)
{
    qInfo().noquote() << QString("%1 declared %2 generated %3").arg(what, -34).arg(declared, 0, 'f', 4).arg(generated, 0, 'f', 4);
}

Catalogue endless()
{
    Catalogue catalogue = generateCatalogue(1);
    for (Product& product : catalogue.products) product.stock = 1'000'000;
    return catalogue;
}

} // namespace

class TrafficMixTest : public QObject {
    Q_OBJECT

    const Catalogue m_catalogue = endless();

    // 25 minutes at a rate for which there are people enough: their own time is the run's.
    template <class See>
    void play(const Scenario& scenario, See see) const
    {
        ShopperModel model(scenario, m_catalogue);
        constexpr auto Gap = 500us;
        for (std::chrono::nanoseconds at{}; at < 25min; at += Gap) see(model.next(at), at);
        QVERIFY(model.ownTime() < 25min + 1s);
    }
    static Scenario plenty()
    {
        Scenario scenario;
        scenario.seed = 77;
        scenario.shoppers = 500'000;
        return scenario;
    }
    static bool isBot(const ShopperStep& step) { return step.device >= DevicesOfPeople; }

private slots:
    void stepsFollowTheirWeights()
    {
        struct Seen {
            int cart = 0;
            bool hasProduct = false, atCheckout = false, isHere = false;
        };
        Scenario scenario;
        scenario.shoppers = 500; // each comes back soon, so that nearly all that have left are seen to have left
        scenario.mix.shares.bot = 0;
        std::vector<Seen> seen(scenario.shoppers);
        Table counts{};
        ShopperModel model(scenario, m_catalogue);
        for (int i = 0; i < 3'000'000; ++i) {
            const ShopperStep step = model.next(i * 500us);
            Seen& one = seen[step.shopper];
            const std::size_t situation = (one.hasProduct && one.cart < 4 ? 2U : 0U) | (one.cart > 0 ? 1U : 0U);
            if (step.lands) {
                // Came again: the last draw of the visit before was to leave.
                if (one.isHere && !one.atCheckout) ++counts[situation][static_cast<std::size_t>(Move::Leave)];
                one.hasProduct = one.atCheckout = false;
            } else if (!one.atCheckout) {
                ++counts[situation][static_cast<std::size_t>(moveOf(step))];
            }
            one.isHere = step.type != EventType::Transaction;
            // From the checkout people go back to browsing in other ways than by a draw of all moves.
            one.atCheckout = !step.lands && (step.type == EventType::CheckoutStep || (one.atCheckout && step.checkoutStep > 0));
            one.hasProduct = one.hasProduct || step.type == EventType::ProductView || step.type == EventType::ListClick;
            one.cart += (step.type == EventType::AddToCart) - (step.type == EventType::RemoveFromCart);
            if (step.type == EventType::Transaction) one.cart = 0;
        }
        const double measured = strangeness(counts, scenario.mix.weights);
        qInfo() << "steps: chi-square over its limit" << measured;
        const auto weights = weightsOf(scenario.mix.weights, 3);
        const double all = std::accumulate(counts[3].begin(), counts[3].end(), 0.0);
        const double weight = std::accumulate(weights.begin(), weights.end(), 0.0);
        constexpr std::array Names{"page view", "search", "list view", "list click", "product view", "promo view", "add to cart",
            "remove from cart", "checkout", "leave"};
        for (std::size_t i = 0; i < Moves; ++i) say(Names[i], weights[i] / weight, counts[3][i] / all);
        QVERIFY(measured < 1);
        StepWeights other = scenario.mix.weights;
        other.productView *= 1.02;
        QVERIFY(strangeness(counts, other) > 1);
    }

    void visitsBeginAsDeclared()
    {
        Scenario scenario = plenty();
        TrafficShares& declared = scenario.mix.shares;
        declared.viewer = 0.25;
        Share campaign, viewer, loggedIn, returning;
        std::vector<bool> known(scenario.shoppers);
        play(scenario, [&](const ShopperStep& step, std::chrono::nanoseconds at) {
            if (!step.lands) return;
            if (at > 5min) returning.add(known[step.shopper]); // before, hardly anybody has left
            known[step.shopper] = true;
            if (isBot(step)) return;
            campaign.add(step.campaign >= 0);
            viewer.add(event::isMedia(step.type));
            loggedIn.add(step.loggedIn);
        });
        const struct {
            const char* what;
            const Share& share;
            double declared;
        } rows[]{{"visits from a campaign", campaign, declared.campaign}, {"visits to watch", viewer, declared.viewer},
            {"visits logged in from the start", loggedIn, declared.loggedIn * (1 - declared.loginLater)},
            {"visits of who was here before", returning, declared.returning}};
        for (const auto& row : rows) {
            say(row.what, row.declared, row.share.value());
            // Accounts are drawn for people, visits follow: somewhat wider than of independent draws.
            QVERIFY2(row.share.deviations(row.declared) < 2 * Unlikely, row.what);
            QVERIFY2(row.share.deviations(row.declared * 1.1) > 2 * Unlikely, row.what);
        }
    }

    void peopleAreWhoTheyAreDeclaredToBe()
    {
        Scenario scenario = plenty();
        scenario.shoppers = 20'000; // so that each comes often
        std::vector<bool> bot(scenario.shoppers), account(scenario.shoppers), second(scenario.shoppers);
        ShopperModel model(scenario, m_catalogue);
        for (int i = 0; i < 4'000'000; ++i) {
            const ShopperStep step = model.next(i * 1ms);
            bot[step.shopper] = isBot(step);
            account[step.shopper] = account[step.shopper] || step.loggedIn;
            second[step.shopper] = second[step.shopper] || step.second;
        }
        Share bots, accounts, seconds;
        for (std::uint32_t i = 0; i < scenario.shoppers; ++i) {
            bots.add(bot[i]);
            if (!bot[i]) accounts.add(account[i]);
            if (account[i]) seconds.add(second[i]);
            QVERIFY(!(bot[i] && account[i]));
        }
        const TrafficShares& declared = scenario.mix.shares;
        say("shoppers that are bots", declared.bot, bots.value());
        say("people with an account", declared.loggedIn, accounts.value());
        say("of those with a second device", declared.twoDevices, seconds.value());
        QVERIFY(bots.deviations(declared.bot) < Unlikely && bots.deviations(1.5 * declared.bot) > Unlikely);
        QVERIFY(accounts.deviations(declared.loggedIn) < Unlikely && accounts.deviations(1.1 * declared.loggedIn) > Unlikely);
        QVERIFY(seconds.deviations(declared.twoDevices) < Unlikely && seconds.deviations(1.2 * declared.twoDevices) > Unlikely);
    }

    void dwellTimesHaveTheirHeavyTail()
    {
        Scenario scenario = plenty();
        scenario.mix.shares.bot = 0;
        std::vector<std::chrono::nanoseconds> last(scenario.shoppers);
        std::vector<double> dwells;
        play(scenario, [&](const ShopperStep& step, std::chrono::nanoseconds at) {
            // A tail that reaches beyond the end would be missing.
            if (!step.lands && last[step.shopper] < 12min) dwells.push_back(std::chrono::duration<double>(at - last[step.shopper]).count());
            last[step.shopper] = at;
        });
        std::sort(dwells.begin(), dwells.end());
        const double median = std::chrono::duration<double>(scenario.mix.dwell.median).count();
        const double sigma = scenario.mix.dwell.sigma;
        const auto quantile = [&dwells](double q) { return dwells[static_cast<std::size_t>(q * static_cast<double>(dwells.size()))]; };
        say("dwell: median, s", median, quantile(0.5));
        say("dwell: P90, s", median * std::exp(1.28155 * sigma), quantile(0.9));
        say("dwell: P99, s", median * std::exp(2.32635 * sigma), quantile(0.99));
        say("dwell: P99.9, s", median * std::exp(3.09023 * sigma), quantile(0.999));
        const double measured = distance(dwells, median, sigma);
        qInfo() << "dwell: largest distance of the distributions" << measured;
        QVERIFY(measured < 0.015);
        QVERIFY(distance(dwells, median * 1.1, sigma) > 0.015);
        QVERIFY(distance(dwells, median, sigma * 1.1) > 0.015);
        QVERIFY(std::abs(quantile(0.999) / (median * std::exp(3.09023 * sigma)) - 1) < 0.1); // where the tail is
    }

    // The straight line through logarithm of views over logarithm of rank.
    void popularityIsAPowerLaw()
    {
        std::vector<double> views(m_catalogue.products.size());
        play(plenty(), [&](const ShopperStep& step, std::chrono::nanoseconds) {
            if (step.type == EventType::ProductView) ++views[step.product.value];
        });
        std::vector<std::size_t> ranks(views.size());
        for (std::size_t i = 0; i < ranks.size(); ++i) ranks[i] = i;
        std::sort(ranks.begin(), ranks.end(),
            [this](std::size_t a, std::size_t b) { return m_catalogue.products[a].popularity > m_catalogue.products[b].popularity; });
        double n = 0, x = 0, y = 0, xx = 0, xy = 0;
        for (std::size_t from = 4; from < ranks.size(); from *= 2) { // means of ranks 4 to 7, 8 to 15, …
            const std::size_t to = std::min(2 * from, ranks.size());
            double sum = 0;
            for (std::size_t i = from; i < to; ++i) sum += views[ranks[i]];
            const double lx = std::log(std::sqrt(static_cast<double>(from * to)));
            const double ly = std::log(sum / static_cast<double>(to - from));
            ++n, x += lx, y += ly, xx += lx * lx, xy += lx * ly;
        }
        const double slope = (n * xy - x * y) / (n * xx - x * x);
        say("popularity: exponent", -0.9, slope);
        QVERIFY(std::abs(slope + 0.9) < 0.08);
    }
};

QTEST_GUILESS_MAIN(TrafficMixTest)
#include "traffic_mix_test.moc"
