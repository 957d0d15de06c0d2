// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <string>

#include "pipeline/event/event_decoder.h"
#include "tests/bench/bench_figures.h"
#include "tests/bench/captured_shape.h"

namespace {

using namespace tailrace;

// The size that the simulator sends.
constexpr std::string_view Slim =
    R"({"id":"4ba8f147-05cf-48c6-b218-0def4f209181","type":"product_view","timestamp":"2025-03-26T10:56:46.033Z",)"
    R"("payload":{"product":{"id":"4711","name":"SP Flex Runner 2","category":"Kid shoes","brand":"Snowplow","price":42.99,"currency":"USD"},)"
    R"("page_url":"http://localhost:3000/product/4711"},)"
    R"("enrich":{"client":{"page":{"page_url":"http://localhost:3000/product/4711"}},)"
    R"("user":{"user_id":"trent@example.com","domain_userid":"67430c52-68fb-4277-baeb-b6033403094a"},)"
    R"("marketing":{"mkt_campaign":"google-ads-winter-sale-24"},"platform":"web"},)"
    R"("session":{"sessionId":"c9727c0f-0f83-4a70-9eca-a415cf9ea52b","sessionIndex":3,"eventIndex":17},"metadata":{"app_id":"shop"}})";

using Decode = event::DecodeStatus (event::EventDecoder::*)(std::string_view, event::Event&);

void measure(const char* name, std::string text, Decode decode)
{
    const auto size = text.size();
    text.append(event::EventPadding, '\0');
    event::EventDecoder decoder;
    event::Event out;
    const auto decodeMany = [&] {
        constexpr std::uint64_t Count = 1000;
        std::uint64_t decoded = 0;
        for (std::uint64_t i = 0; i < Count; ++i)
            decoded += (decoder.*decode)({text.data(), size}, out) == event::DecodeStatus::Decoded ? 1U : 0U;
        if (decoded != Count) std::abort();
        return Count;
    };
    const double nanos = bench::nanosPerItem(decodeMany, bench::secondsPerFigure(2.0));
    std::printf("%-24s %5zu B  %7.0f ns/event  %9.0f events per CPU-second  %6.0f MB/s\n", name, size, nanos, 1e9 / nanos,
        static_cast<double>(size) * 1e3 / nanos);
}

} // namespace

int main()
{
    // As the collector does; as the worker does what the collector has accepted; and as a restart reads whose events are whose.
    measure("decode, slim", std::string(Slim), &event::EventDecoder::decode);
    measure("again, slim", std::string(Slim), &event::EventDecoder::decodeAgain);
    measure("identity, slim", std::string(Slim), &event::EventDecoder::decodeIdentity);
    measure("decode, captured shape", bench::inCapturedShape(Slim), &event::EventDecoder::decode);
    measure("again, captured shape", bench::inCapturedShape(Slim), &event::EventDecoder::decodeAgain);
}
