// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/event_decoder.h"

#include <cmath>
#include <limits>
#include <new>
#include <utility>

#include "pipeline/event/iso_time.h"
#include "pipeline/event/json_fault.h"
#include "pipeline/event/json_reader.h"

namespace tailrace::event {

static_assert(EventPadding >= simdjson::SIMDJSON_PADDING);

// Reads one event in document order.
class EventDecoder::EventReader final : public JsonReader {
public:
    EventReader(ondemand::document& document, const char* begin, Reading reading, Event& out)
        : JsonReader(document, begin, reading != Reading::Everything),
          m_readsIdentityOnly(reading == Reading::Identity),
          m_out(out)
    {}

    bool read()
    {
        return readDocument([this](std::string_view key, ondemand::value value) { return readTopField(key, value); }) && complete();
    }

private:
    bool readTopField(std::string_view key, ondemand::value value)
    {
        if (key == "id") return readText(value, m_out.id, "id");
        if (key == "type") return readText(value, m_out.typeName, "type");
        if (key == "timestamp") return readTimestamp(value);
        if (key == "enrich") {
            m_hasEnrich = true;
            return readObject(value, "enrich", [this](auto k, auto v) { return readEnrichField(k, v); });
        }
        if (m_readsIdentityOnly) return skip(value);
        if (key == "payload") return readObject(value, "payload", [this](auto k, auto v) { return readPayloadField(k, v); });
        if (key == "session")
            return readObject(value, "session",
                [this](auto k, auto v) { return k == "sessionId" ? readText(v, m_out.sessionId, "session.sessionId") : skip(v); });
        return skip(value);
    }

    bool readPayloadField(std::string_view key, ondemand::value value)
    {
        if (key == "product") return readProduct(value, m_out.product, "payload.product");
        if (key == "products") return readFirstProduct(value);
        if (key == "cart")
            return readObject(value, "payload.cart", [this](auto k, auto v) { return k == "total_value" ? readCartTotal(v) : skip(v); });
        if (key == "checkout_step")
            return readObject(value, "payload.checkout_step",
                [this](auto k, auto v) { return k == "step" ? readCheckoutStep(v) : skip(v); });
        if (key == "list_name") return readText(value, m_out.listName, "payload.list_name");
        if (key == "page_url") return readText(value, m_out.pageUrl, "payload.page_url");
        if (key == "media_player")
            return readMedia(value, "payload.media_player", [this](auto k, auto v) { return readPlayerField(k, v); });
        if (key == "media_session")
            return readMedia(value, "payload.media_session", [this](auto k, auto v) { return readMediaSessionField(k, v); });
        if (key == "ad")
            return readMedia(value, "payload.ad",
                [this](auto k, auto v) { return k == "adId" ? readTextOrSkip(v, m_out.media.adId) : skip(v); });
        return skip(value);
    }

    bool readEnrichField(std::string_view key, ondemand::value value)
    {
        if (key == "user") {
            m_hasUser = true;
            return readObject(value, "enrich.user", [this](auto k, auto v) { return readUserField(k, v); });
        }
        if (m_readsIdentityOnly) return skip(value);
        if (key == "client")
            return readObject(value, "enrich.client", [this](auto k, auto v) {
                if (k == "useragent") return readTextOrSkip(v, m_out.userAgent);
                return k == "page" ? readClientPage(v) : skip(v);
            });
        if (key == "marketing")
            return readObject(value, "enrich.marketing", [this](auto k, auto v) {
                return k == "mkt_campaign" ? readText(v, m_out.campaign, "enrich.marketing.mkt_campaign") : skip(v);
            });
        if (key == "platform") return readText(value, m_out.platform, "enrich.platform");
        return skip(value);
    }

    bool readUserField(std::string_view key, ondemand::value value)
    {
        if (key == "user_id") return readText(value, m_out.userId, "enrich.user.user_id");
        if (key == "domain_userid") return readText(value, m_out.domainUserId, "enrich.user.domain_userid");
        return skip(value);
    }

    bool readClientPage(ondemand::value value)
    {
        return readObject(value, "enrich.client.page",
            [this](auto k, auto v) { return k == "page_url" ? readText(v, m_clientPageUrl, "enrich.client.page.page_url") : skip(v); });
    }

    bool readProduct(ondemand::value value, ProductView& product, std::string_view field)
    {
        return readObject(value, field, [&](std::string_view key, ondemand::value v) {
            if (key == "id") return readText(v, product.id, "payload.product.id");
            if (key == "category") return readText(v, product.category, "payload.product.category");
            if (key == "brand") return readText(v, product.brand, "payload.product.brand");
            return key == "price" ? readPrice(v, product.price) : skip(v);
        });
    }

    // Of a list, the first product stands for all.
    bool readFirstProduct(ondemand::value value)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        if (type == json_type::null) return skip(value);
        if (type != json_type::array) return wrongType(value, "payload.products");
        bool isFirst = true;
        return eachElement(value, [&](ondemand::value element) {
            return std::exchange(isFirst, false) ? readProduct(element, m_firstListed, "payload.products") : skip(element);
        });
    }

    // Only features read what follows; a value of another kind is absent, as a price is.
    template <class OnField>
    bool readMedia(ondemand::value value, std::string_view field, OnField onField)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        return type == json_type::object ? readObject(value, field, onField) : skip(value);
    }

    bool readPlayerField(std::string_view key, ondemand::value value)
    {
        if (key == "currentTime") return readNumberOrSkip(value, m_out.media.currentTime);
        if (key == "duration") return readNumberOrSkip(value, m_out.media.duration);
        return key == "label" ? readTextOrSkip(value, m_out.media.label) : skip(value);
    }

    bool readMediaSessionField(std::string_view key, ondemand::value value)
    {
        if (key == "adsClicked") return readNumberOrSkip(value, m_out.media.adsClicked);
        return key == "adsSkipped" ? readNumberOrSkip(value, m_out.media.adsSkipped) : skip(value);
    }

    bool readTextOrSkip(ondemand::value value, std::string_view& out)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        return type == json_type::string ? readText(value, out, {}) : skip(value);
    }

    bool readNumberOrSkip(ondemand::value value, std::optional<double>& out)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        if (type != json_type::number) return skip(value);
        double number = 0.0;
        if (value.get_double().get(number) != simdjson::SUCCESS) return notJson();
        out = out.value_or(number);
        return true;
    }

    bool readTimestamp(ondemand::value value)
    {
        const auto position = offsetOf(value);
        std::string_view text;
        if (!readText(value, text, "timestamp")) return false;
        if (text.data() == nullptr || m_hasTimestamp) return true;
        const auto time = parseIsoTime(text);
        if (!time) return fail(DecodeStatus::BadTimestamp, "timestamp", position);
        m_out.timestamp = *time;
        m_hasTimestamp = true;
        return true;
    }

    bool readPrice(ondemand::value value, double& out)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        double price = 0.0;
        if (type != json_type::number) return skip(value);
        if (value.get_double().get(price) != simdjson::SUCCESS) return notJson();
        out = out == 0.0 ? price : out;
        return true;
    }

    bool readCartTotal(ondemand::value value)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        if (type == json_type::null) return skip(value);
        if (type != json_type::number) return wrongType(value, "payload.cart.total_value");
        double total = 0.0;
        if (value.get_double().get(total) != simdjson::SUCCESS) return notJson();
        m_out.cartTotal = m_out.cartTotal.value_or(total);
        return true;
    }

    bool readCheckoutStep(ondemand::value value)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        if (type == json_type::null) return skip(value);
        const auto position = offsetOf(value);
        double step = 0.0;
        if (type != json_type::number) return wrongType(value, "payload.checkout_step.step");
        if (value.get_double().get(step) != simdjson::SUCCESS) return notJson();
        if (!(step >= 0.0 && step <= std::numeric_limits<int>::max()) || step != std::floor(step))
            return fail(DecodeStatus::WrongType, "payload.checkout_step.step", position);
        m_out.checkoutStep = m_out.checkoutStep == 0 ? static_cast<int>(step) : m_out.checkoutStep;
        return true;
    }

    bool complete()
    {
        if (m_out.id.empty()) return fail(DecodeStatus::MissingField, "id", std::nullopt);
        if (m_out.typeName.empty()) return fail(DecodeStatus::MissingField, "type", std::nullopt);
        if (!m_hasTimestamp) return fail(DecodeStatus::MissingField, "timestamp", std::nullopt);
        if (m_out.shopper().empty())
            return fail(DecodeStatus::MissingField,
                !m_hasEnrich     ? "enrich"
                    : !m_hasUser ? "enrich.user"
                                 : "enrich.user.user_id",
                std::nullopt);
        m_out.type = eventTypeFromName(m_out.typeName);
        const bool isList = m_out.type == EventType::ListView || m_out.type == EventType::ListClick;
        if (isList && m_out.product.id.empty()) m_out.product = m_firstListed;
        if (m_out.pageUrl.empty()) m_out.pageUrl = m_clientPageUrl;
        return true;
    }

    const bool m_readsIdentityOnly;
    Event& m_out;
    ProductView m_firstListed;
    std::string_view m_clientPageUrl;
    bool m_hasTimestamp = false;
    bool m_hasEnrich = false;
    bool m_hasUser = false;
};

struct EventDecoder::Parser {
    ondemand::parser parser{EventSizeLimit};
};

EventDecoder::EventDecoder() : m_parser(std::make_unique<Parser>())
{
    if (m_parser->parser.allocate(EventSizeLimit) != simdjson::SUCCESS) throw std::bad_alloc();
}

EventDecoder::~EventDecoder() = default;
EventDecoder::EventDecoder(EventDecoder&&) noexcept = default;
EventDecoder& EventDecoder::operator=(EventDecoder&&) noexcept = default;

DecodeStatus EventDecoder::decode(std::string_view paddedJson, Event& out) { return decode(paddedJson, out, Reading::Everything); }

DecodeStatus EventDecoder::decodeAgain(std::string_view paddedJson, Event& out) { return decode(paddedJson, out, Reading::Wanted); }

DecodeStatus EventDecoder::decodeIdentity(std::string_view paddedJson, Event& out) { return decode(paddedJson, out, Reading::Identity); }

DecodeStatus EventDecoder::decode(std::string_view paddedJson, Event& out, Reading reading)
{
    out = Event{};
    m_faultField = {};
    m_faultPosition.reset();
    if (paddedJson.size() > EventSizeLimit) return DecodeStatus::TooLarge;
    const simdjson::padded_string_view text(paddedJson.data(), paddedJson.size(), paddedJson.size() + EventPadding);
    ondemand::document document;
    if (m_parser->parser.iterate(text).get(document) != simdjson::SUCCESS) {
        m_faultPosition = jsonFaultAt(paddedJson);
        return DecodeStatus::NotJson;
    }
    EventReader reader(document, paddedJson.data(), reading, out);
    if (reader.read()) return DecodeStatus::Decoded;
    out = Event{};
    m_faultField = reader.field();
    m_faultPosition = reader.position();
    if (reader.status() == DecodeStatus::NotJson) m_faultPosition = jsonFaultAt(paddedJson);
    if (reader.status() == DecodeStatus::NotAnObject) m_faultPosition = paddedJson.find_first_not_of(" \t\r\n");
    return reader.status();
}

} // namespace tailrace::event
