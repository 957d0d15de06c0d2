// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event/json_fault.h"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "pipeline/base/utf8.h"

namespace tailrace::event {
namespace {

using Json = nlohmann::json;

constexpr std::string_view ByteOrderMark = "\xEF\xBB\xBF"; // skipped by this parser, and no JSON

// Tells how far the parser, which keeps that for itself, has read.
struct ReadMark {
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    const char* at;
    const char** seen;

    reference operator*() const { return *at; }
    ReadMark& operator++()
    {
        *seen = ++at;
        return *this;
    }
    bool operator==(const ReadMark& other) const { return at == other.at; }
    bool operator!=(const ReadMark& other) const { return at != other.at; }
};

// Walks through a text and knows where its last whole token ended.
class JsonWalk : public nlohmann::json_sax<Json> {
public:
    explicit JsonWalk(std::string_view text) : m_text(text), m_seen(text.data()) {}

    bool run()
    {
        const char* const end = m_text.data() + m_text.size();
        return Json::sax_parse(ReadMark{m_text.data(), &m_seen}, ReadMark{end, &m_seen}, this);
    }
    std::optional<std::size_t> faultAt() const { return m_faultAt; }

    bool null() override { return ended(); }
    bool boolean(bool) override { return ended(); }
    bool number_integer(number_integer_t) override { return numberEnded(); }
    bool number_unsigned(number_unsigned_t) override { return numberEnded(); }
    bool number_float(number_float_t, const string_t&) override { return numberEnded(); }
    bool string(string_t&) override { return ended(); }
    bool binary(binary_t&) override { return ended(); }
    bool start_object(std::size_t) override { return ended(); }
    bool key(string_t&) override { return ended(); }
    bool end_object() override { return ended(); }
    bool start_array(std::size_t) override { return ended(); }
    bool end_array() override { return ended(); }

    // `read`: bytes, of which the last is where the parser stopped; one more than there are at the end of the text.
    bool parse_error(std::size_t read, const std::string&, const nlohmann::detail::exception& problem) override
    {
        constexpr int NumberOutOfRange = 406;
        const std::size_t last = std::min(read > 0 ? read - 1 : 0, m_text.size());
        const std::size_t begin = nextToken(last);
        const bool isWhole = last < m_text.size() && (problem.id == NumberOutOfRange || Json::accept(m_text.substr(begin, read - begin)));
        m_faultAt = isWhole ? begin : last;
        return false;
    }

protected:
    // The first byte of the token that follows the last whole one, if it starts before `last`; a comma or colon between is passed.
    std::size_t nextToken(std::size_t last) const
    {
        std::size_t at = skipSpace(m_end);
        if (at < last && (m_text[at] == ',' || m_text[at] == ':')) at = skipSpace(at + 1);
        return std::min(at, last);
    }

private:
    std::size_t skipSpace(std::size_t at) const { return std::min(m_text.find_first_not_of(" \t\r\n", at), m_text.size()); }

    bool ended()
    {
        m_end = static_cast<std::size_t>(m_seen - m_text.data());
        return true;
    }

    // The parser has looked at the byte behind a number, unless there is none. That is a digit only behind a leading nought.
    bool numberEnded()
    {
        const std::size_t begin = nextToken(m_text.size());
        const std::size_t whole = m_text[begin] == '-' ? begin + 1 : begin;
        ended();
        const char last = m_text[m_end - 1];
        const bool isNought = m_text[whole] == '0' && m_end == whole + 2;
        if (isNought || last < '0' || last > '9') --m_end;
        return true;
    }

    std::string_view m_text;
    const char* m_seen;
    std::size_t m_end = 0;
    std::optional<std::size_t> m_faultAt;
};

class FieldWalk final : public JsonWalk {
public:
    FieldWalk(std::string_view text, std::string_view path) : JsonWalk(text), m_size(text.size()), m_path(path) {}
    std::optional<std::size_t> foundAt() const { return m_foundAt; }

    bool start_object(std::size_t size) override
    {
        m_keys.emplace_back();
        return JsonWalk::start_object(size);
    }
    bool end_object() override
    {
        m_keys.pop_back();
        return JsonWalk::end_object();
    }
    bool start_array(std::size_t size) override
    {
        m_keys.emplace_back("[]");
        return JsonWalk::start_array(size);
    }
    bool end_array() override
    {
        m_keys.pop_back();
        return JsonWalk::end_array();
    }
    bool key(string_t& name) override
    {
        m_keys.back() = name;
        const bool goesOn = JsonWalk::key(name);
        m_valueAt = nextToken(m_size);
        return goesOn;
    }
    bool string(string_t& text) override
    {
        if (text.empty() || !isWanted()) return JsonWalk::string(text);
        m_foundAt = m_valueAt;
        return false;
    }

private:
    bool isWanted() const
    {
        std::string path;
        for (const std::string& key : m_keys) {
            if (key.find('.') != std::string::npos) return false; // no field of ours, whatever it looks like
            path += (path.empty() ? "" : ".") + key;
        }
        return path == m_path;
    }

    std::size_t m_size;
    std::string_view m_path;
    std::vector<std::string> m_keys;
    std::size_t m_valueAt = 0;
    std::optional<std::size_t> m_foundAt;
};

} // namespace

std::optional<std::size_t> jsonFaultAt(std::string_view text)
{
    if (text.starts_with(ByteOrderMark)) return 0;
    JsonWalk walk(text);
    std::optional<std::size_t> at;
    if (!walk.run()) {
        at = walk.faultAt();
    } else if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
        at = nul; // which this parser takes for the end
    }
    const auto noText = firstInvalidUtf8(text);
    return noText && *noText < at.value_or(text.size()) ? noText : at;
}

std::optional<std::size_t> textFieldAt(std::string_view json, std::string_view path)
{
    FieldWalk walk(json, path);
    walk.run();
    return walk.foundAt();
}

} // namespace tailrace::event
