// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace tailrace::verify {

// The scalars of a JSON document in order of appearance, each with its path ("payload/products/0/id"). A list and no tree, because
// of a field that stands twice the first one that is not empty counts.
class JsonLeaves {
public:
    using Leaf = std::variant<std::string, double, bool>;

    explicit JsonLeaves(std::string_view json);

    std::string text(std::string_view path) const;             // empty when absent or not a text
    std::optional<double> number(std::string_view path) const; // nothing when absent or not a number

    void add(std::string path, Leaf leaf) { m_leaves.emplace_back(std::move(path), std::move(leaf)); }

private:
    const Leaf* find(std::string_view path) const;

    std::vector<std::pair<std::string, Leaf>> m_leaves;
};

} // namespace tailrace::verify
