// SPDX-License-Identifier: Apache-2.0
#include "pipeline/runtime/published_output.h"

#include <algorithm>

namespace tailrace::runtime {

void PublishedOutput::advance(EventTime watermark)
{
    m_watermark = watermark;
    m_job.advance(watermark, m_pending);
}

bool PublishedOutput::write(FeatureBatch& batch)
{
    const std::size_t end = std::min(m_pending.size(), m_sent + MostKeys);
    for (; m_sent < end; ++m_sent) {
        const auto entry = m_pending[m_sent];
        batch.setText(entry.key, entry.value, entry.ttl);
    }
    if (m_sent < m_pending.size()) return true;
    m_pending.clear();
    m_sent = 0;
    return false;
}

void PublishedOutput::keepForLater()
{
    m_lacks = m_lacks || !m_pending.empty();
    m_pending.clear();
    m_sent = 0;
}

void PublishedOutput::rewrite(FeatureBatch& batch, std::size_t most)
{
    if (m_lacks) {
        m_marked.clear();
        m_job.eachKey([this](features::KeyKind kind, std::string_view id) { m_marked.emplace_back(kind, id); });
        m_lacks = false;
    }
    for (; most > 0 && !m_marked.empty(); --most) {
        m_job.rewrite(m_marked.back().first, m_marked.back().second, m_watermark, m_again);
        m_marked.pop_back();
    }
    for (std::size_t i = 0; i < m_again.size(); ++i) batch.setText(m_again[i].key, m_again[i].value, m_again[i].ttl);
    m_again.clear();
}

} // namespace tailrace::runtime
