// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <string>

#include "pipeline/kafka/hop_envelope.h"

using namespace tailrace;
using kafka::HopEnvelope;

class HopEnvelopeTest : public QObject {
    Q_OBJECT

private slots:
    void bringsBackEveryField();
    void isLittleEndianWithTheVersionFirst();
    void refusesAnyOtherSize();
    void refusesAnotherVersion();
};

namespace {

HopEnvelope sample()
{
    return {.incarnation = Incarnation(0x1122334455667788U),
        .sequence = Sequence(0xfffffffffffffffeU),
        .watermark = fromMillis(-12345),
        .due = fromNanos(1),
        .collectStarted = fromNanos(22),
        .durable = fromNanos(333),
        .produceStarted = fromNanos(INT64_MAX),
        .lateness = std::chrono::microseconds(1234),
        .flags = HopEnvelope::WantsRecommendation | HopEnvelope::Tick | HopEnvelope::Handover | HopEnvelope::Retraction};
}

std::string encoded()
{
    const auto bytes = sample().encode();
    return {bytes.begin(), bytes.end()};
}

} // namespace

void HopEnvelopeTest::bringsBackEveryField()
{
    const auto back = HopEnvelope::decode(encoded());
    QVERIFY(back.has_value());
    const HopEnvelope was = sample();
    QVERIFY(back->incarnation == was.incarnation);
    QVERIFY(back->sequence == was.sequence);
    QVERIFY(back->watermark == was.watermark);
    QVERIFY(back->due == was.due);
    QVERIFY(back->collectStarted == was.collectStarted);
    QVERIFY(back->durable == was.durable);
    QVERIFY(back->produceStarted == was.produceStarted);
    QVERIFY(back->lateness == was.lateness);
    QCOMPARE(back->flags, was.flags);
}

void HopEnvelopeTest::isLittleEndianWithTheVersionFirst()
{
    const std::string bytes = encoded();
    QCOMPARE(bytes.size(), HopEnvelope::Size);
    QCOMPARE(bytes.substr(0, 8), std::string("\x01\0\0\0\x0f\0\x40\x9a", 8));
    QCOMPARE(bytes.substr(8, 8), std::string("\x88\x77\x66\x55\x44\x33\x22\x11", 8));
}

void HopEnvelopeTest::refusesAnyOtherSize()
{
    const std::string bytes = encoded();
    for (std::size_t size = 0; size < bytes.size(); ++size) QVERIFY(!HopEnvelope::decode(std::string_view(bytes).substr(0, size)));
    QVERIFY(!HopEnvelope::decode(bytes + '\0'));
}

void HopEnvelopeTest::refusesAnotherVersion()
{
    for (const char version : {'\0', '\2'}) {
        std::string bytes = encoded();
        bytes[0] = version;
        QVERIFY(!HopEnvelope::decode(bytes));
    }
}

QTEST_GUILESS_MAIN(HopEnvelopeTest)
#include "hop_envelope_test.moc"
