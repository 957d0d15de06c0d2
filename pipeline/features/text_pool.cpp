// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/text_pool.h"

#include <algorithm>

namespace tailrace::features {

TextPool::Token TextPool::acquire(std::string_view text)
{
    if (text.empty()) return None;
    const std::uint64_t hash = KeyIndex::hashOf(text);
    if (const Token found = m_index.find(hash, [&](Token token) { return this->text(token) == text; }); found != KeyIndex::None) {
        ++m_texts[found].users;
        return found;
    }
    if (m_free.empty()) {
        m_free.push_back(static_cast<Token>(m_texts.size()));
        m_texts.emplace_back();
    }
    const Token token = m_free.back();
    m_free.pop_back();
    Entry& entry = m_texts[token];
    if (text.size() > Head) {
        entry.bytes = std::make_unique<char[]>(text.size());
        std::memcpy(entry.bytes.get(), text.data(), text.size());
    }
    std::memcpy(entry.head.data(), text.data(), std::min(text.size(), Head));
    entry.size = static_cast<std::uint32_t>(text.size());
    entry.users = 1;
    entry.isPlain = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F && c != '"' && c != '\\'; });
    m_index.add(hash, token);
    return token;
}

void TextPool::release(Token token)
{
    if (token == None || --m_texts[token].users > 0) return;
    m_index.remove(KeyIndex::hashOf(text(token)), token);
    m_texts[token] = {};
    m_free.push_back(token);
}

} // namespace tailrace::features
