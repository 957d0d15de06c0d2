// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <cstdint>
#include <vector>

namespace tailrace::features {

// Numbers for recurring tuples of values, known by a hash of 64 bits (two tuples that share one: about once in 10^7 runs with a
// million of them). Counts the users of each, as TextPool does. At most `limit` of them; 0 stands for none.
template <class Value>
class TuplePool {
public:
    using Token = std::uint32_t;
    static constexpr Token None = 0;

    explicit TuplePool(std::uint32_t limit) : m_limit(limit) { m_slots.emplace_back(); }

    // None: it is not there.
    Token use(std::uint64_t hash)
    {
        const auto found = m_index.find(hash);
        if (found == m_index.end()) return None;
        ++m_slots[found->second].users;
        return found->second;
    }
    void use(Token token)
    {
        if (token != None) ++m_slots[token].users;
    }
    // None: there is no room.
    Token add(std::uint64_t hash, const Value& value)
    {
        if (m_free.empty()) {
            if (m_slots.size() >= m_limit) return None;
            m_free.push_back(static_cast<Token>(m_slots.size()));
            m_slots.emplace_back();
        }
        const Token token = m_free.back();
        m_free.pop_back();
        m_slots[token] = {value, hash, 1};
        m_index.emplace(hash, token);
        return token;
    }
    // The value goes to `dispose` when nobody uses it any more.
    template <class Dispose>
    void release(Token token, Dispose dispose)
    {
        if (token == None || --m_slots[token].users > 0) return;
        dispose(m_slots[token].value);
        m_index.erase(m_slots[token].hash);
        m_free.push_back(token);
    }

    const Value& operator[](Token token) const { return m_slots[token].value; }
    std::size_t size() const { return m_index.size(); }

private:
    struct Slot {
        Value value{};
        std::uint64_t hash = 0;
        std::uint32_t users = 0;
    };

    std::uint32_t m_limit;
    std::vector<Slot> m_slots;
    std::vector<Token> m_free;
    boost::unordered_flat_map<std::uint64_t, Token> m_index;
};

} // namespace tailrace::features
