// SPDX-License-Identifier: Apache-2.0
// The values that are amounts of money: means, ranges, the cart, orders.
#include <algorithm>
#include <cmath>
#include <limits>

#include "pipeline/features/java_number.h"
#include "pipeline/features/value_text.h"

namespace tailrace::features {
namespace {

constexpr double LargestAmount = 1e10;

bool isCart(const SeenEvent& event)
{
    return (event.type & (maskOf(event::EventType::AddToCart) | maskOf(event::EventType::RemoveFromCart))) != 0;
}

// Both as amount and as the published job computes it.
struct CartValue {
    bool isKnown = false;
    std::int64_t amount = 0;
    double value = 0.0;

    void take(const CartValue& other)
    {
        amount = isKnown ? std::max(amount, other.amount) : other.amount;
        value = isKnown ? std::max(value, other.value) : other.value;
        isKnown = true;
    }
};

CartValue cartValueAfter(const SeenEvent& event, const WindowReader& reader)
{
    const double sign = event.type == maskOf(event::EventType::AddToCart) ? 1.0 : -1.0;
    const double total = reader.cartTotal(event), price = sign * reader.price(event);
    return {.isKnown = true, .amount = amountOf(total) + amountOf(price), .value = total + price};
}

} // namespace

std::int64_t amountOf(double number) { return std::abs(number) <= LargestAmount ? std::llround(number * 10'000.0) : 0; }

void appendAmount(ValueBuffer& out, std::int64_t amount)
{
    if (amount < 0) out += '-';
    const auto magnitude = static_cast<std::uint64_t>(amount < 0 ? -amount : amount);
    out.add(magnitude / 10'000);
    std::uint64_t rest = magnitude % 10'000;
    if (rest == 0) return;
    out += '.';
    for (std::uint64_t place = 1000; rest != 0; place /= 10) {
        out += static_cast<char>('0' + rest / place);
        rest %= place;
    }
}

void ValueText::appendMean(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    if (m_isPublished) {
        double sum = 0.0; // the order of doubles matters
        const auto& rows = sorted(plan, reader);
        for (const Row* row : rows) sum += row->firstPrice;
        appendJava(out, rows.empty() ? 0.0 : sum / static_cast<double>(rows.size()));
        return;
    }
    const auto& rows = reader.table(plan.group);
    std::int64_t sum = 0;
    for (const Row& row : rows) sum += amountOf(row.firstPrice);
    out.add(rows.empty() ? 0.0 : static_cast<double>(sum) / static_cast<double>(rows.size()) / 10'000.0);
}

void ValueText::appendRange(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    bool isFirst = true;
    double least = 0.0, most = 0.0;
    for (const SeenEvent& event : reader.events()) {
        if (!counts(plan, event)) continue;
        const double price = m_isPublished || std::abs(reader.price(event)) <= LargestAmount ? reader.price(event) : 0.0;
        least = isFirst ? price : std::min(least, price);
        most = isFirst ? price : std::max(most, price);
        isFirst = false;
    }
    if (m_isPublished) {
        appendJava(out, least);
        out += '-';
        appendJava(out, most);
    } else {
        appendAmount(out, amountOf(least));
        out += '-';
        appendAmount(out, amountOf(most));
    }
}

void ValueText::appendNetValue(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader) const
{
    std::int64_t sum = 0;
    for (const SeenEvent& event : reader.events()) {
        if (!counts(plan, event) || !isCart(event)) continue;
        const std::int64_t price = amountOf(reader.price(event));
        sum += event.type == maskOf(event::EventType::AddToCart) ? price : -price;
    }
    appendAmount(out, sum);
}

// Among equal times cart events come first, the largest value last: it is the one that is remembered.
ValueText::Orders ValueText::ordersOf(const FeaturePlan& plan, WindowReader& reader)
{
    Orders orders;
    CartValue remembered;
    const auto events = reader.events();
    for (auto at = events.begin(); at != events.end();) {
        const auto end = std::find_if(at, events.end(), [time = at->time](const SeenEvent& e) { return e.time != time; });
        CartValue largest;
        bool pays = false;
        for (; at != end; ++at) {
            if (!counts(plan, *at)) continue;
            pays = pays || at->isPayment;
            if (isCart(*at)) largest.take(cartValueAfter(*at, reader));
        }
        if (largest.isKnown) remembered = largest;
        if (!pays || !remembered.isKnown) continue;
        ++orders.count;
        orders.value += remembered.value;
        orders.amount += remembered.amount;
        remembered = {};
    }
    return orders;
}

const ValueText::Orders& ValueText::orders(const FeaturePlan& plan, WindowReader& reader)
{
    if (m_orders.reading != reader.reading() || m_orders.events != plan.events || m_orders.where != plan.where)
        m_orders = {ordersOf(plan, reader), reader.reading(), plan.events, plan.where};
    return m_orders.orders;
}

void ValueText::appendOrders(ValueBuffer& out, const FeaturePlan& plan, WindowReader& reader)
{
    const Orders& orders = this->orders(plan, reader);
    if (plan.aggregate == Aggregate::Orders) {
        out.add(orders.count);
    } else if (plan.aggregate == Aggregate::OrderValue) {
        if (m_isPublished) {
            appendJava(out, orders.value);
        } else {
            appendAmount(out, orders.amount);
        }
    } else if (m_isPublished) {
        appendJava(out, javaAverage(orders.value, orders.count));
    } else {
        out.add(orders.count == 0 ? 0.0 : static_cast<double>(orders.amount) / static_cast<double>(orders.count) / 10'000.0);
    }
}

} // namespace tailrace::features
