// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/json_line_map.h"

#include <algorithm>
#include <set>

namespace tailrace {
namespace {

using nlohmann::json;

constexpr std::size_t DepthLimit = 64;

// Finds the first syntax error with its place, which the throwing parser does not give for every kind of error.
class SyntaxCheck final : public json::json_sax_t {
public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool key(string_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }

    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception& error) override
    {
        m_position = position;
        m_reason = withoutQuotedInput(error.what());
        return false;
    }

    std::size_t position() const { return m_position; }
    const std::string& reason() const { return m_reason; }

private:
    // "[…101] parse error at line 3, column 9: syntax error … - invalid literal; last read: '…'; expected …": the place is
    // reported by us, and the quoted input may hold bytes that are no text.
    static std::string withoutQuotedInput(std::string text)
    {
        if (const auto bracket = text.find("] "); bracket != std::string::npos) text.erase(0, bracket + 2);
        if (text.starts_with("parse error at ")) text.erase(0, text.find(": ") + 2);
        if (const auto quote = text.find("; last read: '"); quote != std::string::npos) {
            const auto expected = text.rfind("'; expected ");
            const auto end = expected == std::string::npos ? text.size() : expected + 1;
            text.erase(quote, end - quote);
        }
        return text;
    }

    std::size_t m_position = 0;
    std::string m_reason;
};

// Walks the text of a document already known to be well-formed, alongside its values.
class LineScanner {
public:
    LineScanner(std::string_view text, std::string_view fileName, JsonLineMap& lines) : m_text(text), m_fileName(fileName), m_lines(lines)
    {
        if (m_text.starts_with("\xEF\xBB\xBF")) m_at = 3;
    }

    Result<void> scan(const json& value, const std::string& path, std::size_t depth = 1)
    {
        skipSpace();
        m_lines[&value] = m_line;
        if (value.is_structured() && depth > DepthLimit)
            return refuse({}, "is nested deeper than " + std::to_string(DepthLimit) + " levels");
        if (value.is_object()) return scanObject(value, path, depth);
        if (value.is_array()) return scanArray(value, path, depth);
        if (value.is_string())
            skipString();
        else
            m_at = std::min(m_text.find_first_of(",]} \t\r\n", m_at), m_text.size());
        return {};
    }

private:
    Result<void> scanObject(const json& object, const std::string& path, std::size_t depth)
    {
        std::set<std::string, std::less<>> seen;
        for (enter(); peek() != '}'; skipComma()) {
            const auto begin = m_at;
            skipString();
            const auto key = json::parse(m_text.substr(begin, m_at - begin)).get<std::string>();
            const auto keyPath = jsonMemberPath(path, key);
            if (!seen.insert(key).second) return refuse(keyPath, "stands here a second time");
            skipSpace();
            ++m_at; // the colon
            if (auto done = scan(object.at(key), keyPath, depth + 1); !done) return done;
        }
        ++m_at;
        return {};
    }

    Result<void> scanArray(const json& array, const std::string& path, std::size_t depth)
    {
        std::size_t index = 0;
        for (enter(); peek() != ']'; skipComma(), ++index) {
            if (auto done = scan(array.at(index), jsonElementPath(path, index), depth + 1); !done) return done;
        }
        ++m_at;
        return {};
    }

    void enter()
    {
        ++m_at;
        skipSpace();
    }

    void skipComma()
    {
        skipSpace();
        if (peek() == ',') enter();
    }

    void skipSpace()
    {
        for (; m_at < m_text.size() && std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos; ++m_at)
            m_line += m_text[m_at] == '\n' ? 1U : 0U;
    }

    void skipString()
    {
        for (++m_at; peek() != '"'; ++m_at) m_at += peek() == '\\' ? 1U : 0U;
        ++m_at;
    }

    char peek() const { return m_text.at(m_at); }
    Error refuse(std::string_view path, std::string_view reason) const
    {
        return {ErrorCode::InvalidInput, locatedReason(m_fileName, m_line, path, reason)};
    }

    std::string_view m_text;
    std::string_view m_fileName;
    JsonLineMap& m_lines;
    std::size_t m_at = 0;
    std::size_t m_line = 1;
};

} // namespace

std::string locatedReason(std::string_view file, std::size_t line, std::string_view path, std::string_view reason)
{
    std::string text(file);
    text.append(":").append(std::to_string(line)).append(": ");
    if (!path.empty()) text.append(path).append(": ");
    return text.append(reason);
}

std::string jsonMemberPath(std::string_view path, std::string_view key)
{
    return path.empty() ? std::string(key) : std::string(path).append(".").append(key);
}

std::string jsonElementPath(std::string_view path, std::size_t index)
{
    return std::string(path).append("[").append(std::to_string(index)).append("]");
}

Result<void> parseWithLines(std::string_view text, std::string_view fileName, json& root, JsonLineMap& lines)
{
    if (text.find('\0') != std::string_view::npos) // the parser takes it for the end of the text
        return Error(ErrorCode::InvalidInput, locatedReason(fileName, 1, {}, "is not text: it holds a NUL byte"));
    SyntaxCheck check;
    if (!json::sax_parse(text, &check)) {
        const auto before = text.substr(0, check.position() == 0 ? 0 : check.position() - 1);
        const auto line = 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
        return Error(ErrorCode::InvalidInput, locatedReason(fileName, line, {}, check.reason()));
    }
    root = json::parse(text);
    return LineScanner(text, fileName, lines).scan(root, {});
}

} // namespace tailrace
