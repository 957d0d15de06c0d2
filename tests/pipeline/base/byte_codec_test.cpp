// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include <array>
#include <limits>

#include "pipeline/base/byte_codec.h"

using namespace tailrace;

class ByteCodecTest : public QObject {
    Q_OBJECT

private slots:
    void bringsBackEveryKindOfValue();
    void laysNumbersOutLowestByteFirst();
    void takesAByteForSmallNumbersOfEitherSign();
    void readsPastTheEndAsZeroAndSaysSo();
    void refusesVarintsThatNobodyWrites();
    void refusesAVarintTooLargeForItsType();
    void refusesMoreItemsThanThereAreBytesFor();
    void staysRefused();
};

namespace {

constexpr std::array<std::uint64_t, 9> Numbers{
    0, 1, 127, 128, 16383, 16384, 1U << 31U, 1ULL << 63U, std::numeric_limits<std::uint64_t>::max()};

std::string sample()
{
    ByteWriter out;
    out.number(std::int16_t{-2});
    out.number(std::uint64_t{1} << 40U);
    out.text("a\0b");
    for (const std::uint64_t n : Numbers) {
        out.varint(n);
        out.signedVarint(static_cast<std::int64_t>(n));
    }
    out.text(std::string(300, 'x'));
    return out.take();
}

bool readsTheSample(ByteReader& in)
{
    bool equal = in.number<std::int16_t>() == -2 && in.number<std::uint64_t>() == std::uint64_t{1} << 40U && in.text() == "a";
    for (const std::uint64_t n : Numbers) equal = equal && in.varint() == n && in.signedVarint() == static_cast<std::int64_t>(n);
    return equal && in.text() == std::string(300, 'x');
}

ByteReader readerOf(std::string_view bytes) { return ByteReader(bytes); }

} // namespace

void ByteCodecTest::bringsBackEveryKindOfValue()
{
    const std::string bytes = sample();
    ByteReader in(bytes);
    QVERIFY(readsTheSample(in) && in.ok() && in.atEnd());
    const std::string longer = bytes + "x";
    ByteReader more(longer);
    QVERIFY(readsTheSample(more) && more.ok() && !more.atEnd());
}

void ByteCodecTest::laysNumbersOutLowestByteFirst()
{
    ByteWriter out;
    out.number(std::uint32_t{0x01020304});
    out.varint(300);
    out.text("ab");
    QCOMPARE(out.bytes(),
        std::string("\x04\x03\x02\x01\xAC\x02\x02"
                    "ab"));
    QCOMPARE(out.take().size(), std::size_t(9));
    QVERIFY(out.bytes().empty());
}

void ByteCodecTest::takesAByteForSmallNumbersOfEitherSign()
{
    for (std::int64_t n = -64; n < 64; ++n) {
        ByteWriter out;
        out.signedVarint(n);
        QCOMPARE(out.bytes().size(), std::size_t(1));
        QCOMPARE(readerOf(out.bytes()).signedVarint(), n);
    }
}

void ByteCodecTest::readsPastTheEndAsZeroAndSaysSo()
{
    const std::string bytes = sample();
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        ByteReader in(std::string_view(bytes).substr(0, size));
        readsTheSample(in);
        QVERIFY2(!in.ok() && !in.atEnd(), std::to_string(size).c_str());
        QVERIFY(in.number<std::uint32_t>() == 0 && in.varint() == 0 && in.signedVarint() == 0 && in.text().empty());
    }
    ByteReader in("\x01");
    QCOMPARE(in.number<std::uint16_t>(), std::uint16_t(0)); // nothing of a number half there
}

void ByteCodecTest::refusesVarintsThatNobodyWrites()
{
    using namespace std::string_view_literals;
    for (const std::string_view bytes :
        {"\x80\x00"sv, "\x80"sv, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02"sv, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01"sv}) {
        ByteReader in(bytes);
        QCOMPARE(in.varint(), std::uint64_t(0));
        QVERIFY(!in.ok());
    }
}

void ByteCodecTest::refusesAVarintTooLargeForItsType()
{
    ByteWriter out;
    out.varint(255);
    out.varint(256);
    ByteReader in(out.bytes());
    QCOMPARE(in.varintAs<std::uint8_t>(), std::uint8_t(255));
    QVERIFY(in.ok());
    QCOMPARE(in.varintAs<std::uint8_t>(), std::uint8_t(0));
    QVERIFY(!in.ok());
}

void ByteCodecTest::refusesMoreItemsThanThereAreBytesFor()
{
    ByteWriter out;
    out.varint(3);
    for (int i = 0; i < 3; ++i) out.number(std::uint64_t{7});
    QCOMPARE(readerOf(out.bytes()).count(8), std::size_t(3));
    QCOMPARE(readerOf(out.bytes()).count(9), std::size_t(0));
    ByteWriter damaged;
    damaged.varint(std::numeric_limits<std::uint64_t>::max());
    ByteReader in(damaged.bytes());
    QCOMPARE(in.count(1), std::size_t(0));
    QVERIFY(!in.ok());
}

void ByteCodecTest::staysRefused()
{
    const std::string bytes = sample();
    ByteReader in(bytes);
    in.refuse();
    QCOMPARE(in.number<std::int16_t>(), std::int16_t(0));
    QVERIFY(!in.ok() && !in.atEnd());
}

QTEST_GUILESS_MAIN(ByteCodecTest)
#include "byte_codec_test.moc"
