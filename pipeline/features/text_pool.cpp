// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/text_pool.h"

#include <algorithm>
#include <boost/endian/conversion.hpp>
#include <cstring>

namespace tailrace::features {
namespace {

// In an order of numbers that is the order of bytes.
std::uint64_t eightBytes(std::string_view text)
{
    std::uint64_t head = 0;
    std::memcpy(&head, text.data(), std::min(text.size(), sizeof head));
    return boost::endian::big_to_native(head);
}

} // namespace

TextPool::Token TextPool::acquire(std::string_view text)
{
    if (text.empty()) return None;
    if (const auto found = m_index.find(text); found != m_index.end()) {
        ++m_texts[found->second].users;
        return found->second;
    }
    if (m_free.empty()) {
        m_free.push_back(static_cast<Token>(m_texts.size()));
        m_texts.emplace_back();
    }
    const Token token = m_free.back();
    m_free.pop_back();
    Entry& entry = m_texts[token];
    entry.bytes = std::make_unique<char[]>(text.size());
    entry.size = static_cast<std::uint32_t>(text.size());
    entry.users = 1;
    entry.isPlain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
    std::memcpy(entry.bytes.get(), text.data(), text.size());
    entry.prefix = eightBytes(text);
    entry.next = eightBytes(text.substr(std::min<std::size_t>(text.size(), 8)));
    m_index.emplace(this->text(token), token);
    return token;
}

void TextPool::release(Token token)
{
    if (token == None || --m_texts[token].users > 0) return;
    m_index.erase(text(token));
    m_texts[token] = {};
    m_free.push_back(token);
}

} // namespace tailrace::features
