// SPDX-License-Identifier: Apache-2.0
#include "tests/support/history_generator.h"

#include <algorithm>
#include <array>
#include <random>
#include <utility>

#include "tests/support/event_text.h"

namespace tailrace::test {
namespace {

constexpr std::int64_t Second = 1000;
constexpr std::int64_t Minute = 60 * Second;
constexpr std::int64_t Day = 24 * 60 * Minute;
constexpr std::int64_t Gap = 30 * Minute;
constexpr std::int64_t Grace = 2 * Minute;

struct Product {
    const char* id;
    const char* category;
    const char* brand;
    double price;
};

constexpr std::array<Product, 6> Products{
    {{"1", "Men shoes", "Snowplow", 119.99}, {"2", "Women shoes", "Snowplow", 189.99}, {"3", "Men shoes", "Plough & Söhne", 129.99},
        {"4", "Women shoes", "Plough & Söhne", 129.99}, {"5", "Kid shoes", "\"Tiny\"", 42.99}, {"6", "Kid shoes", "Snowplow", 144.99}}};

constexpr std::array<const char*, 6> Agents{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/134.0.0.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) Mobile/15E148", "Mozilla/5.0 (Linux; Android 14; Pixel 8) Mobile Safari/537.36",
    "Mozilla/5.0 (Linux; Android 14; SM-X710) Safari/537.36", "Mozilla/5.0 (SMART-TV; Linux; Tizen 7.0)", ""};

constexpr std::array<const char*, 16> ShopTypes{"page_view", "page_view", "page_view", "list_view", "list_click", "product_view",
    "product_view", "product_view", "product_view", "add_to_cart", "add_to_cart", "remove_from_cart", "checkout_step", "checkout_step",
    "promo_view", "site_search"};

constexpr std::array<const char*, 14> MediaTypes{"play_event", "play_event", "ping_event", "ping_event", "ping_event", "pause_event",
    "ad_break_start_event", "ad_start_event", "ad_click_event", "ad_skip_event", "ad_complete_event", "ad_break_end_event",
    "seek_end_event", "end_event"};

// Chances from the one generator whose numbers the standard fixes; its distributions it does not.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : m_random(seed) {}

    std::uint64_t below(std::uint64_t end) { return m_random() % end; }
    std::int64_t between(std::int64_t from, std::int64_t to)
    {
        return from + static_cast<std::int64_t>(below(static_cast<std::uint64_t>(to - from + 1)));
    }
    bool oneIn(std::uint64_t times) { return below(times) == 0; }
    template <class T, std::size_t Size>
    const T& oneOf(const std::array<T, Size>& all)
    {
        return all[below(Size)];
    }

private:
    std::mt19937_64 m_random;
};

class Story {
public:
    explicit Story(const HistoryOptions& options) : m_options(options), m_dice(options.seed) {}

    std::vector<HistoryEvent> tell()
    {
        while (m_count < m_options.events) visit();
        std::ranges::stable_sort(m_arrivals, {}, &Arrival::first);
        std::vector<HistoryEvent> history;
        for (Arrival& arrival : m_arrivals) history.push_back(std::move(arrival.second));
        return history;
    }

private:
    using Arrival = std::pair<std::int64_t, HistoryEvent>; // when it reaches the collector

    // One person on one device for a while. Whoever uses the device may log in, in the middle or from the start, or leave it.
    void visit()
    {
        const std::size_t device = m_dice.below(m_options.devices);
        const std::string visitor = "visitor-" + std::to_string(device);
        const std::string person = userOf(device);
        std::int64_t time = m_options.startMs + begin();
        bool isKnown = m_dice.oneIn(4);
        const bool watches = m_dice.oneIn(3) && time >= m_options.startMs + m_options.spanMs - Day;
        const auto length = m_dice.between(2, 18);
        for (std::int64_t number = 0; number < length && time <= m_options.startMs + m_options.spanMs; ++number) {
            if (m_dice.oneIn(7)) isKnown = !isKnown;
            happen({{}, {}, visitor, isKnown ? person : std::string(), time}, watches && !m_dice.oneIn(4), device);
            time += spacing();
        }
    }

    std::int64_t begin()
    {
        const std::int64_t dense = m_options.denseMs, span = m_options.spanMs;
        if (span <= dense) return m_dice.between(0, span);
        switch (m_dice.below(12)) {
        case 0: return m_dice.between(0, span);
        case 1:
        case 2:
        case 3: return m_dice.between(0, 2 * dense);
        default: return m_dice.between(span - dense, span);
        }
    }

    // Mostly one of the device's own people, at times anyone.
    std::string userOf(std::size_t device)
    {
        const std::uint64_t user = m_dice.oneIn(3) ? m_dice.below(m_options.users) : device % m_options.users;
        return "user-" + std::to_string(user) + "@example.com";
    }

    std::int64_t spacing()
    {
        switch (m_dice.below(20)) {
        case 0: return 0;
        case 1:
        case 16: return Gap;
        case 2:
        case 17: return Gap + 1;
        case 3: return Gap - 1;
        case 4: return m_dice.between(Gap, Gap + Grace + Minute);
        case 5:
        case 6: return m_dice.between(Minute, 12 * Minute);
        default: return m_dice.between(Second, 40 * Second);
        }
    }

    std::int64_t delay()
    {
        const std::uint64_t kind = m_dice.below(100);
        if (kind < 60) return m_dice.between(0, 2 * Second);
        if (kind < 85) return m_dice.between(0, 5 * Minute);
        if (kind < 96) return m_dice.between(5 * Minute, Gap + 2 * Grace);
        return m_dice.between(Gap, 8 * Gap);
    }

    void happen(HistoryEvent event, bool isMedia, std::size_t device)
    {
        event.id = "event-" + std::to_string(m_options.seed) + "-" + std::to_string(m_count++);
        if (!event.user.empty() && m_dice.oneIn(15)) event.visitor.clear();
        EventText text(event.id, isMedia ? m_dice.oneOf(MediaTypes) : m_dice.oneOf(ShopTypes), event.time);
        isMedia ? addMedia(text) : addShopping(text);
        addSurroundings(text, event, device);
        event.text = text.text();
        m_arrivals.emplace_back(event.time + delay(), event);
        while (m_dice.oneIn(14)) m_arrivals.emplace_back(event.time + m_dice.between(0, 2 * Gap), event); // sent again
        if (m_options.restamps && m_dice.oneIn(12)) sendRestamped(std::move(text), std::move(event));
    }

    // Sent again under another time, as clients do that stamp when they send: one of the two counts, and a login may move both.
    void sendRestamped(EventText text, HistoryEvent event)
    {
        const std::int64_t arrival = event.time + m_dice.between(0, 10 * Minute);
        event.time += (m_dice.oneIn(2) ? 1 : -1) * m_dice.between(1, 5 * Minute);
        event.text = text.at(event.time).text();
        m_arrivals.emplace_back(arrival, std::move(event));
    }

    void addShopping(EventText& text)
    {
        const Product& product = m_dice.oneOf(Products);
        text.product(product.id, product.category, product.brand, product.price);
        if (m_dice.oneIn(40)) text.set("/payload/product/price", nullptr);
        if (m_dice.oneIn(60)) text.set("/payload/product/price", "cheap");
        if (m_dice.oneIn(3)) text.set("/payload/list_name", m_dice.oneIn(2) ? "New series" : "Top this week");
        text.set("/payload/checkout_step", {{"step", m_dice.between(1, 2)}});
        if (!m_dice.oneIn(10)) text.set("/payload/cart", {{"total_value", static_cast<double>(m_dice.between(0, 40000)) / 100.0}});
        const bool searches = m_dice.oneIn(3);
        text.set("/payload/page_url",
            searches ? "https://shop.example/search?q=shoes" : "https://shop.example/product/" + std::string(product.id));
    }

    void addMedia(EventText& text)
    {
        text.set("/payload/media_player", {{"currentTime", static_cast<double>(m_dice.between(0, 6000)) / 10.0}, {"label", "Film"}});
        if (!m_dice.oneIn(5)) text.set("/payload/media_player/duration", m_dice.oneIn(2) ? 600.0 : 612.5);
        text.set("/payload/media_session", {{"adsClicked", m_dice.below(3)}, {"adsSkipped", m_dice.below(3)}});
        if (m_dice.oneIn(3)) text.set("/payload/ad", {{"adId", "ad-" + std::to_string(m_dice.below(4))}});
    }

    void addSurroundings(EventText& text, const HistoryEvent& event, std::size_t device)
    {
        if (!event.visitor.empty()) text.visitor(event.visitor);
        if (!event.user.empty()) {
            text.user(event.user);
        } else if (m_dice.oneIn(6)) {
            text.set("/enrich/user/user_id", m_dice.oneIn(2) ? nlohmann::json("") : nlohmann::json());
        }
        text.set("/enrich/client/useragent", Agents[(device + (m_dice.oneIn(12) ? 1 : 0)) % Agents.size()]);
        text.set("/enrich/client/page/page_url", "https://shop.example/");
        if (m_dice.oneIn(3)) text.set("/enrich/marketing/mkt_campaign", "campaign-" + std::to_string(m_dice.below(3)));
        text.set("/enrich/platform", m_dice.oneIn(3) ? "mob" : "web");
        text.set("/session/sessionId", "tracker-" + std::to_string(device));
    }

    const HistoryOptions& m_options;
    Dice m_dice;
    std::size_t m_count = 0;
    std::vector<Arrival> m_arrivals;
};

} // namespace

HistoryOptions longHistory(std::uint64_t seed) { return {.seed = seed, .events = 1000, .spanMs = 30 * 60 * Minute}; }

std::vector<HistoryEvent> makeHistory(const HistoryOptions& options) { return Story(options).tell(); }

} // namespace tailrace::test
