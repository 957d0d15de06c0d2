// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/event_text.h"

#include <array>

#include "pipeline/base/number_text.h"
#include "pipeline/event/iso_time.h"
#include "pipeline/simulator/device.h"
#include "pipeline/simulator/media_text.h"
#include "pipeline/simulator/shopper_model.h"
#include "pipeline/simulator/uuid_text.h"

namespace tailrace::simulator {
namespace {

using event::EventType;

constexpr std::uint64_t VisitorSalt = 0x7151, SessionSalt = 0x5e55, AddressSalt = 0xadd4, SecondSalt = 0x2d;
constexpr std::string_view Shop = "https://shop.example";

constexpr std::array<std::string_view, ShopperModel::Campaigns> Marketing{
    R"({"mkt_campaign":"autumn-sale","mkt_source":"newsletter","mkt_medium":"email"})",
    R"({"mkt_campaign":"new-season","mkt_source":"searchlight","mkt_medium":"cpc"})",
    R"({"mkt_campaign":"flash-24h","mkt_source":"app","mkt_medium":"push"})",
    R"({"mkt_campaign":"friends","mkt_source":"chatter","mkt_medium":"social"})",
    R"({"mkt_campaign":"comeback","mkt_source":"newsletter","mkt_medium":"email"})",
    R"({"mkt_campaign":"outlet","mkt_source":"bannerwall","mkt_medium":"display"})"};

void appendCart(std::int64_t cents, std::string& out)
{
    out += R"("cart":{"total_value":)";
    appendCents(out, cents);
    out.append(R"(,"currency":")").append(Catalogue::Currency) += "\"}";
}

} // namespace

EventText::EventText(const Scenario& scenario, const Catalogue& catalogue)
    : m_catalogue(catalogue),
      m_seed(scenario.seed),
      m_eventBytes(scenario.eventBytes)
{
    m_secondText.reserve(32);
    m_products.reserve(catalogue.products.size());
    for (const Product& product : catalogue.products) {
        std::string text = R"({"id":")" + product.id + R"(","name":")" + product.name + R"(","category":")" + catalogue.categoryOf(product)
            + R"(","brand":")" + product.brand + R"(","price":)";
        appendCents(text, product.priceCents);
        m_products.push_back(text.append(R"(,"currency":")").append(Catalogue::Currency).append("\"}"));
    }
    for (std::string word : catalogue.categories) {
        for (char& c : word) c = c == ' ' ? '+' : c;
        m_searchWords.push_back(std::move(word));
    }
}

void EventText::write(const ShopperStep& step, const EventStamp& stamp, std::string& out)
{
    out.assign(R"({"id":")");
    appendUuid(stamp.idHigh, stamp.idLow, out);
    out.append(R"(","type":")").append(event::eventTypeName(step.type)).append(R"(","timestamp":")");
    appendTime(stamp.timestamp, out);
    out += R"(","payload":{)";
    appendPayload(step, out);
    const Device& device = Devices[step.device];
    out.append(R"(},"enrich":{"client":{"useragent":")").append(device.userAgent).append(R"(","page":{"page_url":")");
    appendPageUrl(step, out);
    out += R"("}},"user":{)";
    appendUser(step, out);
    out += R"(},"marketing":)";
    out += step.campaign < 0 ? std::string_view("null") : Marketing[static_cast<std::size_t>(step.campaign)];
    out.append(R"(,"platform":")").append(device.platform).append(R"("},"session":{)");
    appendSession(step, out);
    out.append(R"(},"metadata":{"app_id":")").append(stamp.isPast ? PastAppId : AppId).append(R"(","collector_tstamp":")");
    appendTime(stamp.collected, out);
    constexpr std::string_view Filler = R"(","filler":")";
    constexpr std::string_view End = R"("}})";
    if (const std::size_t size = out.size() + Filler.size() + End.size(); size <= m_eventBytes) {
        out += Filler;
        out.append(m_eventBytes - size, '.');
    }
    out += End;
}

void EventText::appendPayload(const ShopperStep& step, std::string& out) const
{
    if (event::isMedia(step.type)) return appendMediaPayload(step, visitorOf(step), out);
    switch (step.type) {
    case EventType::ProductView: out.append(R"("product":)") += m_products[step.product.value]; break;
    case EventType::AddToCart:
    case EventType::RemoveFromCart:
        out.append(R"("product":)").append(m_products[step.product.value]) += ',';
        appendCart(step.cartCents, out);
        break;
    case EventType::ListClick: out.append(R"("product":)").append(m_products[step.product.value]) += ','; [[fallthrough]];
    case EventType::ListView: appendListed(step, out); break;
    case EventType::CheckoutStep:
        out += R"("checkout_step":{"step":)";
        appendNumber(out, step.checkoutStep);
        out += step.checkoutStep == 2 ? R"(,"payment_method":"card"},)" : "},";
        appendCart(step.cartCents, out);
        break;
    case EventType::Transaction:
        out += R"("transaction":{"revenue":)";
        appendCents(out, step.cartCents);
        out.append(R"(,"currency":")").append(Catalogue::Currency) += R"(","payment_method":"card","total_quantity":)";
        appendNumber(out, step.cartItems);
        out += '}';
        break;
    case EventType::PromoView:
        out += R"("promotion":{"id":"promo_7","name":"Deals of the week","type":"banner","slot":"home_hero"})";
        break;
    default: out += R"("page_title":"Shop")"; break;
    }
}

void EventText::appendListed(const ShopperStep& step, std::string& out) const
{
    out.append(R"("list_name":")").append(m_catalogue.categories[step.category]) += '"';
}

void EventText::appendPageUrl(const ShopperStep& step, std::string& out) const
{
    out += Shop;
    switch (step.type) {
    case EventType::ProductView:
    case EventType::AddToCart: out.append("/product/") += m_catalogue.products[step.product.value].id; break;
    case EventType::ListView:
    case EventType::ListClick: out.append("/list/") += m_searchWords[step.category]; break;
    case EventType::RemoveFromCart:
    case EventType::CheckoutStep: out += "/cart"; break;
    case EventType::Transaction: out += "/payment"; break;
    default:
        if (event::isMedia(step.type))
            appendTitlePath(step, out);
        else if (step.search)
            out.append("/search?q=") += m_searchWords[step.category];
        else
            out += '/';
    }
}

void EventText::appendUser(const ShopperStep& step, std::string& out) const
{
    if (step.loggedIn) {
        out += R"("user_id":"u)";
        appendNumber(out, 100'000'000 + step.shopper);
        out += R"(",)";
    }
    out += R"("domain_userid":")";
    appendDerivedUuid(visitorOf(step), out);
    const std::uint64_t address = scramble(m_seed ^ AddressSalt ^ step.shopper);
    out += R"(","ip_address":"10)";
    for (const int shift : {0, 8, 16}) {
        out += '.';
        appendNumber(out, (address >> shift) & 0xff);
    }
    out += '"';
}

// A device, as trackers know it.
std::uint64_t EventText::visitorOf(const ShopperStep& step) const
{
    const std::uint64_t first = m_seed ^ scramble(VisitorSalt + step.shopper);
    return step.second ? first ^ scramble(SecondSalt) : first;
}

void EventText::appendSession(const ShopperStep& step, std::string& out) const
{
    const std::uint64_t visitor = visitorOf(step);
    out += R"("userId":")";
    appendDerivedUuid(visitor, out);
    out += R"(","sessionId":")";
    appendDerivedUuid(visitor ^ scramble(SessionSalt + step.sessionIndex), out);
    out += R"(","sessionIndex":)";
    appendNumber(out, step.sessionIndex);
    out += R"(,"eventIndex":)";
    appendNumber(out, step.eventIndex);
}

void EventText::appendTime(EventTime time, std::string& out)
{
    constexpr std::string_view Fraction = "000Z"; // the end of what appendIsoTime writes
    const auto second = std::chrono::floor<std::chrono::seconds>(time);
    if (second.time_since_epoch().count() != m_second) {
        m_second = second.time_since_epoch().count();
        m_secondText.clear();
        event::appendIsoTime(m_secondText, second);
        m_secondText.resize(m_secondText.size() - Fraction.size());
    }
    const auto millis = static_cast<unsigned>((time - second).count());
    out += m_secondText;
    out += static_cast<char>('0' + millis / 100);
    out += static_cast<char>('0' + millis / 10 % 10);
    out += static_cast<char>('0' + millis % 10);
    out += 'Z';
}

} // namespace tailrace::simulator
