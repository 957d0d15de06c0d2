// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/shopper_state.h"

#include <boost/endian/conversion.hpp>
#include <cstring>

namespace tailrace::features {
namespace {

using sessionize::Session;

class Writer {
public:
    template <class T>
    void number(T value)
    {
        const T little = boost::endian::native_to_little(value);
        m_out.append(reinterpret_cast<const char*>(&little), sizeof little);
    }
    void text(std::string_view text)
    {
        number(static_cast<std::uint32_t>(text.size()));
        m_out.append(text);
    }
    std::string take() { return std::move(m_out); }

private:
    std::string m_out;
};

// Reads past the end give zeros and clear ok(), so that a caller checks once.
class Reader {
public:
    explicit Reader(std::string_view bytes) : m_bytes(bytes) {}

    template <class T>
    T number()
    {
        T little{};
        if (take(sizeof little)) std::memcpy(&little, m_taken.data(), sizeof little);
        return boost::endian::little_to_native(little);
    }
    std::string_view text() { return take(number<std::uint32_t>()) ? m_taken : std::string_view(); }
    bool ok() const { return m_ok; }
    bool atEnd() const { return m_ok && m_bytes.empty(); }

private:
    bool take(std::size_t size)
    {
        m_ok = m_ok && size <= m_bytes.size();
        if (!m_ok) return false;
        m_taken = m_bytes.substr(0, size);
        m_bytes.remove_prefix(size);
        return true;
    }

    std::string_view m_bytes;
    std::string_view m_taken;
    bool m_ok = true;
};

void encodeSession(Writer& out, const Session& session)
{
    out.number(toMillis(session.first));
    out.number(toMillis(session.last));
    const auto& c = session.counts;
    for (const std::uint32_t n : {c.events, c.pageViews, c.productViews, c.cartAdds, c.cartRemoves, c.checkouts, session.revision})
        out.number(n);
    out.number(static_cast<std::uint32_t>(session.closed));
    out.number(static_cast<std::uint32_t>(session.eventIds.ids().size()));
    for (const std::uint64_t id : session.eventIds.ids()) out.number(id);
}

Session decodeSession(Reader& in)
{
    Session session;
    session.first = fromMillis(in.number<std::int64_t>());
    session.last = fromMillis(in.number<std::int64_t>());
    auto& c = session.counts;
    for (std::uint32_t* n : {&c.events, &c.pageViews, &c.productViews, &c.cartAdds, &c.cartRemoves, &c.checkouts, &session.revision}) {
        *n = in.number<std::uint32_t>();
    }
    session.closed = in.number<std::uint32_t>() != 0;
    const auto ids = in.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < ids && in.ok(); ++i) session.eventIds.insert(in.number<std::uint64_t>());
    return session;
}

} // namespace

std::string ShopperState::encode(const TextInterner& texts) const
{
    Writer out;
    out.number(Version);
    out.number(lastSequence);
    out.number(static_cast<std::uint32_t>(sessions.sessions().size()));
    for (const Session& session : sessions.sessions()) encodeSession(out, session);
    for (const TopFew* few : {&interests.categories, &interests.brands}) {
        for (const TopFew::Entry& entry : few->entries()) {
            out.text(texts.text(entry.token));
            out.number(entry.weight);
        }
    }
    for (const auto token : interests.recentProducts) out.text(texts.text(token));
    return out.take();
}

Result<ShopperState> ShopperState::decode(std::string_view bytes, TextInterner& texts)
{
    Reader in(bytes);
    if (const auto version = in.number<std::uint32_t>(); version != Version) {
        return Error(ErrorCode::Unsupported, "shopper state of version " + std::to_string(version));
    }
    ShopperState state;
    state.lastSequence = in.number<std::uint64_t>();
    const auto count = in.number<std::uint32_t>();
    for (std::uint32_t i = 0; i < count && in.ok(); ++i) state.sessions.sessions().push_back(decodeSession(in));
    for (TopFew* few : {&state.interests.categories, &state.interests.brands}) {
        for (TopFew::Entry& entry : few->entries()) {
            entry.token = texts.token(in.text());
            entry.weight = in.number<std::uint32_t>();
        }
    }
    for (auto& token : state.interests.recentProducts) token = texts.token(in.text());
    if (!in.atEnd()) return Error(ErrorCode::Corrupt, "shopper state of " + std::to_string(bytes.size()) + " bytes");
    return state;
}

void apply(ShopperState& state, const event::Event& event, EventTime watermark, std::uint64_t sequence,
    const sessionize::SessionRules& rules, TextInterner& texts, sessionize::SessionEffects& effects)
{
    state.sessions.apply(event, watermark, rules, effects);
    if (effects.outcome != sessionize::Outcome::Applied) return;
    state.lastSequence = sequence;
    const bool added = event.type == event::EventType::AddToCart;
    if (!added && event.type != event::EventType::ProductView) return;
    const std::uint32_t weight = added ? 3 : 1;
    state.interests.categories.add(texts.token(event.product.category), weight);
    state.interests.brands.add(texts.token(event.product.brand), weight);
    state.interests.seen(texts.token(event.product.id));
    ++state.interests.revision;
}

} // namespace tailrace::features
