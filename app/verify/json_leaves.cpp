// SPDX-License-Identifier: Apache-2.0
#include "app/verify/json_leaves.h"

#include <nlohmann/json.hpp>

#include "app/verify/unreadable.h"

namespace tailrace::verify {
namespace {

using nlohmann::json;

// Walks through the text and adds each scalar with the path that leads to it. A null is nothing.
class LeafCollector : public nlohmann::json_sax<json> {
public:
    explicit LeafCollector(JsonLeaves& leaves) : m_leaves(leaves) {}

    bool null() override { return next(); }
    bool boolean(bool value) override { return leaf(value); }
    bool number_integer(number_integer_t value) override { return leaf(static_cast<double>(value)); }
    bool number_unsigned(number_unsigned_t value) override { return leaf(static_cast<double>(value)); }
    bool number_float(number_float_t value, const string_t&) override { return leaf(value); }
    bool string(string_t& value) override { return leaf(value); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(false); }
    bool end_object() override { return close(); }
    bool start_array(std::size_t) override { return open(true); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override
    {
        m_path.back().name = name;
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override
    {
        throw Unreadable(std::string("not JSON: ") + error.what());
    }

private:
    struct Step {
        bool isArray = false;
        std::size_t index = 0;
        std::string name;
    };

    bool leaf(JsonLeaves::Leaf value)
    {
        std::string path;
        for (const Step& step : m_path) {
            if (!path.empty()) path += '/';
            path += step.isArray ? std::to_string(step.index) : step.name;
        }
        m_leaves.add(std::move(path), std::move(value));
        return next();
    }
    bool open(bool isArray)
    {
        m_path.push_back({isArray, 0, {}});
        return true;
    }
    bool close()
    {
        m_path.pop_back();
        return next();
    }
    bool next()
    {
        if (!m_path.empty()) ++m_path.back().index;
        return true;
    }

    JsonLeaves& m_leaves;
    std::vector<Step> m_path;
};

} // namespace

JsonLeaves::JsonLeaves(std::string_view text)
{
    LeafCollector collector(*this);
    json::sax_parse(text, &collector);
}

const JsonLeaves::Leaf* JsonLeaves::find(std::string_view path) const
{
    for (const auto& [where, leaf] : m_leaves) {
        const auto* text = std::get_if<std::string>(&leaf);
        if (where == path && (text == nullptr || !text->empty())) return &leaf;
    }
    return nullptr;
}

std::string JsonLeaves::text(std::string_view path) const
{
    const Leaf* leaf = find(path);
    const auto* text = leaf == nullptr ? nullptr : std::get_if<std::string>(leaf);
    return text == nullptr ? std::string() : *text;
}

std::optional<double> JsonLeaves::number(std::string_view path) const
{
    const Leaf* leaf = find(path);
    const auto* number = leaf == nullptr ? nullptr : std::get_if<double>(leaf);
    return number == nullptr ? std::nullopt : std::optional(*number);
}

} // namespace tailrace::verify
