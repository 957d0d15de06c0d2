// SPDX-License-Identifier: Apache-2.0
#include "pipeline/checkpoint/checkpoint_part.h"

#include <algorithm>

namespace tailrace::checkpoint {

void CheckpointPart::add(std::string_view owner, std::string_view state, bool isForgotten)
{
    m_entries.push_back({m_text.size(), owner.size(), state.size(), isForgotten});
    m_text.append(owner).append(state);
}

void CheckpointPart::forEach(const std::function<void(std::string_view owner, std::optional<std::string_view> state)>& visit) const
{
    std::vector<Entry> ordered = m_entries;
    std::ranges::stable_sort(ordered, {}, [this](const Entry& entry) { return ownerOf(entry); });
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        const Entry& entry = ordered[i];
        if (i + 1 < ordered.size() && ownerOf(ordered[i + 1]) == ownerOf(entry)) continue;
        const std::string_view state = std::string_view(m_text).substr(entry.at + entry.ownerSize, entry.stateSize);
        visit(ownerOf(entry), entry.isForgotten ? std::nullopt : std::optional(state));
    }
}

} // namespace tailrace::checkpoint
