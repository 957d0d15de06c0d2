// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "pipeline/base/located_json.h"

namespace tailrace::simulator {

// Reads fields of a scenario one after the other and keeps the first error, so that the caller asks once, at the end.
class FieldReader {
public:
    void allowOnly(const JsonField& object, std::initializer_list<std::string_view> known) { keep(object.allowOnly(known)); }

    void number(const JsonField& object, std::string_view key, double& out, double least, double most)
    {
        if (m_error) return;
        auto value = object.number(key, least, most);
        if (value)
            out = *value;
        else
            m_error = value.error();
    }

    template <class Whole>
    void whole(const JsonField& object, std::string_view key, Whole& out, double least, double most)
    {
        if (m_error) return;
        const auto value = object.number(key, least, most);
        if (!value)
            m_error = value.error();
        else if (*value != std::floor(*value))
            m_error = object.member(key)->error("must be a whole number");
        else
            out = static_cast<Whole>(*value);
    }

    void text(const JsonField& object, std::string_view key, std::string& out)
    {
        if (m_error) return;
        auto value = object.text(key);
        if (value)
            out = *std::move(value);
        else
            m_error = value.error();
    }

    // Longer than 0 and at most `most`, which the error says as `mostInWords`.
    void duration(const JsonField& object, std::string_view key, std::chrono::nanoseconds& out, std::chrono::nanoseconds most,
        std::string_view mostInWords)
    {
        if (m_error) return;
        const auto value = object.duration(key);
        if (!value)
            m_error = value.error();
        else if (value->count() == 0)
            m_error = object.member(key)->error("must be longer than 0");
        else if (*value > most)
            m_error = object.member(key)->error("must be at most " + std::string(mostInWords));
        else
            out = *value;
    }

    void optionalNumber(const JsonField& object, std::string_view key, double& out, double most)
    {
        if (object.has(key)) number(object, key, out, 0.0, most);
    }

    // The member as an object with none but the known fields, if it is there and nothing failed before.
    std::optional<JsonField> optionalObject(const JsonField& object, std::string_view key, std::initializer_list<std::string_view> known)
    {
        if (m_error || !object.has(key)) return std::nullopt;
        auto field = object.member(key);
        if (field && !field->json().is_object())
            m_error = field->error("must be an object");
        else if (field)
            keep(field->allowOnly(known));
        else
            m_error = field.error();
        if (m_error) return std::nullopt;
        return *std::move(field);
    }

    // The elements of the member, each an object; empty after an error.
    std::vector<JsonField> objects(const JsonField& object, std::string_view key)
    {
        if (m_error) return {};
        const auto list = object.member(key);
        auto elements = list ? list->elements() : Result<std::vector<JsonField>>(list.error());
        if (!elements) {
            m_error = elements.error();
            return {};
        }
        for (const JsonField& element : *elements) {
            if (element.json().is_object()) continue;
            m_error = element.error("must be an object");
            return {};
        }
        return *std::move(elements);
    }

    void keep(const Result<void>& result)
    {
        if (!m_error && !result) m_error = result.error();
    }
    void fail(Error error)
    {
        if (!m_error) m_error = std::move(error);
    }
    const std::optional<Error>& error() const { return m_error; }

private:
    std::optional<Error> m_error;
};

} // namespace tailrace::simulator
