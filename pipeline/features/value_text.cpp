// SPDX-License-Identifier: Apache-2.0
#include "pipeline/features/value_text.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "pipeline/event/json_text.h"
#include "pipeline/features/device_class.h"
#include "pipeline/features/java_number.h"

namespace tailrace::features {
namespace {

constexpr std::size_t Few = 6; // that weights_by and recent show

} // namespace

void ValueText::append(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader, EventTime asOf)
{
    switch (plan.aggregate) {
    case Aggregate::Count: out.add(reader.count(plan.events, plan.where)); break;
    case Aggregate::DistinctCount: out.add(reader.table(plan.group).size()); break;
    case Aggregate::CountsBy: appendCountsBy(out, plan, reader); break;
    case Aggregate::Top:
    case Aggregate::TopDistinct: appendTop(out, plan, reader); break;
    case Aggregate::MeanOfFirst: appendMean(out, plan, reader); break;
    case Aggregate::Range: appendRange(out, plan, reader); break;
    case Aggregate::NetValue: appendNetValue(out, plan, reader); break;
    case Aggregate::Orders:
    case Aggregate::OrderValue:
    case Aggregate::AvgOrderValue: appendOrders(out, plan, reader); break;
    case Aggregate::Ratio: appendRatio(out, plan, reader); break;
    case Aggregate::FirstOf:
    case Aggregate::LastOf: appendEnd(out, plan, reader); break;
    case Aggregate::ListOf: appendList(out, plan, reader); break;
    case Aggregate::WeightsBy: appendWeights(out, plan, reader); break;
    case Aggregate::Recent: appendRecent(out, plan, reader); break;
    case Aggregate::Duration: appendDuration(out, plan, reader, asOf); break;
    case Aggregate::Bounce: out += reader.count(plan.events, plan.where) < 2 ? "true" : "false"; break;
    case Aggregate::ViewerStatus:
    case Aggregate::WatchCompletion:
    case Aggregate::LastPosition:
    case Aggregate::LastAd:
    case Aggregate::AdsClicked:
    case Aggregate::AdsSkipped: break; // of a viewer
    }
}

// The best rows into m_rows, the best first, by insertion: they are few.
template <class IsBetter>
void ValueText::takeBest(const std::vector<Row>& rows, std::size_t most, IsBetter isBetter)
{
    m_rows.clear();
    for (const Row& row : rows) {
        std::size_t place = m_rows.size();
        if (place >= most && !isBetter(row, *m_rows.back())) continue;
        if (place < most) {
            m_rows.push_back(&row);
        } else {
            --place;
        }
        for (; place > 0 && isBetter(row, *m_rows[place - 1]); --place) m_rows[place] = m_rows[place - 1];
        m_rows[place] = &row;
    }
}

const std::vector<const ValueTable::Row*>& ValueText::sorted(const FeaturePlan& plan, WindowReader& reader)
{
    constexpr std::size_t FewRows = 24; // up to here insertion is the quickest
    m_sorted.clear();
    for (const Row& row : reader.table(plan.group)) m_sorted.push_back({reader.prefix(row.key), &row});
    const auto isLess = [&reader](const Sorted& a, const Sorted& b) {
        return a.prefix != b.prefix ? a.prefix < b.prefix : reader.isLess(a.row->key, b.row->key);
    };
    if (m_sorted.size() > FewRows) {
        std::sort(m_sorted.begin(), m_sorted.end(), isLess);
    } else {
        for (std::size_t i = 1; i < m_sorted.size(); ++i) {
            const Sorted moved = m_sorted[i];
            std::size_t place = i;
            for (; place > 0 && isLess(moved, m_sorted[place - 1]); --place) m_sorted[place] = m_sorted[place - 1];
            m_sorted[place] = moved;
        }
    }
    m_rows.clear();
    for (const Sorted& entry : m_sorted) m_rows.push_back(entry.row);
    return m_rows;
}

void ValueText::appendText(ValueBuffer& out, std::uint64_t token, const WindowReader& reader)
{
    const TextPool& texts = reader.columns().texts();
    const auto number = static_cast<TextPool::Token>(token);
    if (m_isPublished) {
        out.add(texts, number);
    } else if (texts.isPlain(number)) {
        out += '"';
        out.add(texts, number);
        out += '"';
    } else {
        m_string.clear();
        event::appendJsonString(m_string, texts.text(number));
        out += m_string;
    }
}

void ValueText::appendJava(ValueBuffer& out, double value)
{
    m_string.clear();
    appendJavaDouble(m_string, value);
    out += m_string;
}

void ValueText::appendCountsBy(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    out += '{';
    bool isFirst = true;
    for (const Row* row : sorted(plan, reader)) {
        if (!isFirst) out += m_isPublished ? ", " : ",";
        isFirst = false;
        appendText(out, row->key, reader);
        out += m_isPublished ? '=' : ':';
        out.add(row->count);
    }
    out += '}';
}

void ValueText::appendList(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    const auto& rows = sorted(plan, reader);
    if (m_isPublished)
        std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row* a, const Row* b) { return a->firstTime < b->firstTime; });
    out += '[';
    const std::size_t begin = out.size();
    for (const Row* row : rows) {
        const bool isTheirs = m_isPublished && plan.of == Column::DeviceClass;
        const std::string_view theirs = isTheirs ? publishedDeviceClass(reader.text(row->key)) : std::string_view();
        // Two of our classes may be one of theirs.
        if (isTheirs && out.view().substr(begin).find(theirs) != std::string_view::npos) continue;
        if (out.size() > begin) out += m_isPublished ? ", " : ",";
        if (isTheirs) {
            out += theirs;
        } else {
            appendText(out, row->key, reader);
        }
    }
    out += ']';
}

void ValueText::appendTop(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    const std::vector<Row>* rows = &reader.table(plan.group);
    if (plan.aggregate == Aggregate::TopDistinct) {
        m_second.clear();
        for (const Row& row : *rows) ++m_second.at(m_second.indexOf(row.key & 0xFFFFFFFFU)).count;
        rows = &m_second.rows();
    }
    const Row* best = nullptr;
    for (const Row& row : *rows)
        if (!best || row.count > best->count || (row.count == best->count && reader.isLess(row.key, best->key))) best = &row;
    if (best) {
        out += reader.text(best->key);
    } else if (m_isPublished) {
        out += "null";
    }
}

void ValueText::appendWeights(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    takeBest(reader.table(plan.group), Few,
        [&](const Row& a, const Row& b) { return a.weight != b.weight ? a.weight > b.weight : reader.isLess(a.key, b.key); });
    out += '[';
    for (const Row* row : m_rows) {
        out += row == m_rows.front() ? "[" : ",[";
        appendText(out, row->key, reader);
        out += ',';
        out.add(row->weight);
        out += ']';
    }
    out += ']';
}

// From the latest event back, until enough values are found: most histories need not be read to their beginning.
void ValueText::appendRecent(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    m_recent.clear();
    const auto events = reader.events();
    const auto isLater = [&](const Recent& a, const Recent& b) {
        return a.time != b.time ? a.time > b.time : reader.isLess(b.token, a.token);
    };
    for (auto event = events.rbegin(); event != events.rend(); ++event) {
        if (m_recent.size() >= Few && event->time != m_recent.back().time) break;
        if (!counts(plan, *event)) continue;
        const Recent found{event->time, reader.text(plan.of, *event)};
        const auto isSame = [&](const Recent& r) { return r.token == found.token; };
        if (found.token == TextPool::None || std::any_of(m_recent.begin(), m_recent.end(), isSame)) continue;
        m_recent.insert(std::upper_bound(m_recent.begin(), m_recent.end(), found, isLater), found);
    }
    out += '[';
    for (std::size_t i = 0; i < std::min(m_recent.size(), Few); ++i) {
        if (i > 0) out += ',';
        appendText(out, m_recent[i].token, reader);
    }
    out += ']';
}

void ValueText::appendRatio(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader) const
{
    const std::uint64_t events = reader.count(plan.events, plan.where), per = reader.count(plan.perEvents, 0);
    if (m_isPublished) {
        out.add(per == 0 ? 0 : events / per);
    } else {
        out.add(per == 0 ? 0.0 : static_cast<double>(events) / static_cast<double>(per));
    }
}

void ValueText::appendEnd(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader) const
{
    const bool wantsFirst = plan.aggregate == Aggregate::FirstOf;
    const auto events = reader.events();
    TextPool::Token found = TextPool::None;
    std::uint32_t time = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        const SeenEvent& event = events[wantsFirst ? i : events.size() - 1 - i];
        if (found != TextPool::None && event.time != time) break;
        const auto token = counts(plan, event) ? reader.text(plan.of, event) : TextPool::None;
        if (token == TextPool::None) continue;
        if (found == TextPool::None || (wantsFirst ? reader.isLess(token, found) : reader.isLess(found, token))) found = token;
        time = event.time;
    }
    if (found != TextPool::None) {
        out += reader.text(found);
    } else if (m_isPublished) {
        out += "null";
    }
}

void ValueText::appendDuration(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader, EventTime asOf) const
{
    const auto appendUntil = [&](EventTime first, EventTime last) {
        out.add(std::max<std::int64_t>(((m_isPublished ? asOf : last) - first).count(), 0));
    };
    if (plan.events == AllTypes && plan.where == 0 && !reader.empty()) {
        appendUntil(reader.firstTime(), reader.lastTime());
        return;
    }
    const auto events = reader.events();
    const auto isCounted = [&plan](const SeenEvent& event) { return counts(plan, event); };
    const auto first = std::find_if(events.begin(), events.end(), isCounted);
    if (first == events.end()) {
        out += '0';
        return;
    }
    const auto last = std::find_if(events.rbegin(), events.rend(), isCounted);
    appendUntil(reader.timeOf(*first), reader.timeOf(*last));
}

} // namespace tailrace::features
