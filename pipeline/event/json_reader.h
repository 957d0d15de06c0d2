// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <simdjson.h>
#include <string_view>
#include <utility>

#include "pipeline/event/event_decoder.h"

namespace tailrace::event {

namespace ondemand = simdjson::ondemand;
using ondemand::json_type;

// The steps of a strict walk through one JSON document, front to back. simdjson looks only at what it is asked for; these
// steps ask for everything, unless the text is known to be checked. Each returns false after the first fault, which ends the walk. In a header because the steps
// take callables and are to be inlined; only the decoder's source includes it.
class JsonReader {
public:
    DecodeStatus status() const { return m_status; }
    std::string_view field() const { return m_field; }
    std::optional<std::size_t> position() const { return m_position; }

protected:
    JsonReader(ondemand::document& document, const char* begin, bool isChecked)
        : m_document(document),
          m_begin(begin),
          m_isChecked(isChecked)
    {}

    template <class OnField>
    bool readDocument(OnField onField)
    {
        ondemand::object top;
        json_type type{};
        if (m_document.type().get(type) != simdjson::SUCCESS) return notJson();
        if (type != json_type::object) return fail(DecodeStatus::NotAnObject, {}, std::nullopt);
        if (m_document.get_object().get(top) != simdjson::SUCCESS) return notJson();
        ++m_depth;
        if (!eachField(top, onField)) return false;
        const char* rest = nullptr;
        const bool isAtEnd = m_document.current_location().get(rest) != simdjson::SUCCESS;
        return isAtEnd || notJson();
    }

    template <class OnField>
    bool readObject(ondemand::value value, std::string_view field, OnField onField)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        if (type == json_type::null) return skip(value);
        if (type != json_type::object) return wrongType(value, field);
        ondemand::object object;
        if (++m_depth > EventDepthLimit) return tooDeep(value);
        return value.get_object().get(object) == simdjson::SUCCESS ? eachField(object, onField) : notJson();
    }

    template <class OnElement>
    bool eachElement(ondemand::value value, OnElement onElement)
    {
        ondemand::array array;
        if (++m_depth > EventDepthLimit) return tooDeep(value);
        if (value.get_array().get(array) != simdjson::SUCCESS) return notJson();
        for (auto item : array) {
            ondemand::value element;
            // NOLINTNEXTLINE(performance-move-const-arg): get() wants an rvalue.
            if (std::move(item).get(element) != simdjson::SUCCESS) return notJson();
            if (!onElement(element)) return false;
        }
        --m_depth;
        return true;
    }

    bool readText(ondemand::value value, std::string_view& out, std::string_view field)
    {
        json_type type{};
        if (!typeOf(value, type)) return false;
        if (type == json_type::null) return skip(value);
        if (type != json_type::string) return wrongType(value, field);
        std::string_view text;
        if (!readString(value, text)) return false;
        out = out.empty() ? text : out;
        return true;
    }

    bool skip(ondemand::value value)
    {
        if (m_isChecked) return true; // simdjson passes over what was not read
        json_type type{};
        if (!typeOf(value, type)) return false;
        switch (type) {
        case json_type::object: return readObject(value, {}, [this](std::string_view, ondemand::value v) { return skip(v); });
        case json_type::array: return eachElement(value, [this](ondemand::value v) { return skip(v); });
        case json_type::string: {
            std::string_view ignored;
            return readString(value, ignored);
        }
        case json_type::number:
            return isPlainNumber(value.raw_json_token()) || value.get_double().error() == simdjson::SUCCESS || notJson();
        case json_type::boolean: return value.get_bool().error() == simdjson::SUCCESS || notJson();
        case json_type::null: return value.is_null().error() == simdjson::SUCCESS || notJson();
        }
        return notJson();
    }

    bool typeOf(ondemand::value& value, json_type& type) { return value.type().get(type) == simdjson::SUCCESS || notJson(); }

    // Where is for jsonFaultAt() to find: simdjson often cannot tell after a fault, or tells a place behind it.
    bool notJson() { return fail(DecodeStatus::NotJson, {}, std::nullopt); }

    bool wrongType(ondemand::value& value, std::string_view field) { return fail(DecodeStatus::WrongType, field, offsetOf(value)); }

    bool tooDeep(ondemand::value& value) { return fail(DecodeStatus::TooDeep, {}, offsetOf(value)); }

    bool fail(DecodeStatus status, std::string_view field, std::optional<std::size_t> position)
    {
        m_status = status;
        m_field = field;
        m_position = position;
        return false;
    }

    std::size_t offsetOf(const char* at) const { return static_cast<std::size_t>(at - m_begin); }
    std::size_t offsetOf(ondemand::value& value) const { return offsetOf(value.raw_json_token().data()); }

private:
    // Of an object that counts in m_depth already.
    template <class OnField>
    bool eachField(ondemand::object& object, OnField onField)
    {
        for (auto item : object) {
            ondemand::field field;
            std::string_view key;
            if (std::move(item).get(field) != simdjson::SUCCESS || !readKey(field, key)) return notJson();
            if (!onField(key, field.value())) return false;
        }
        --m_depth;
        return true;
    }

    // A number that a double holds, of few digits and without exponent: it need not be computed to be left out.
    static bool isPlainNumber(std::string_view token)
    {
        constexpr std::size_t MostDigits = 40;
        const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
        const char* at = token.data();
        const char* const end = at + std::min(token.size(), MostDigits);
        if (at != end && *at == '-') ++at;
        const char* const whole = at;
        while (at != end && isDigit(*at)) ++at;
        if (at == whole || (*whole == '0' && at - whole > 1)) return false;
        if (at != end && *at == '.') {
            const char* const fraction = ++at;
            while (at != end && isDigit(*at)) ++at;
            if (at == fraction) return false;
        }
        return at == token.data() + token.size();
    }

    // The first quote or backslash of a string that the parser has found to be closed; eight bytes at a time, which the padding allows.
    static const char* endOfPlain(const char* at)
    {
        static_assert(std::endian::native == std::endian::little);
        constexpr std::uint64_t Ones = 0x0101010101010101U, Tops = 0x8080808080808080U;
        for (;; at += 8) {
            std::uint64_t bytes = 0;
            std::memcpy(&bytes, at, sizeof bytes);
            const std::uint64_t quotes = bytes ^ (Ones * '"'), slashes = bytes ^ (Ones * '\\');
            const std::uint64_t found = (((quotes - Ones) & ~quotes) | ((slashes - Ones) & ~slashes)) & Tops;
            if (found != 0) return at + std::countr_zero(found) / 8;
        }
    }

    static bool readKey(ondemand::field& field, std::string_view& key)
    {
        const char* const begin = field.key().raw();
        const char* const end = endOfPlain(begin);
        key = std::string_view(begin, static_cast<std::size_t>(end - begin));
        return *end == '"' || field.unescaped_key().get(key) == simdjson::SUCCESS;
    }

    // A string without escapes is taken from the input as it stands.
    bool readString(ondemand::value value, std::string_view& out)
    {
        const char* const begin = value.raw_json_token().data() + 1;
        const char* const end = endOfPlain(begin);
        if (*end == '\\') return value.get_string().get(out) == simdjson::SUCCESS || notJson();
        ondemand::raw_json_string raw;
        if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return notJson();
        out = std::string_view(begin, static_cast<std::size_t>(end - begin));
        return true;
    }

    ondemand::document& m_document;
    const char* m_begin;
    const bool m_isChecked; // the text was found to be good before
    int m_depth = 0;
    DecodeStatus m_status = DecodeStatus::Decoded;
    std::string_view m_field;
    std::optional<std::size_t> m_position;
};

} // namespace tailrace::event
