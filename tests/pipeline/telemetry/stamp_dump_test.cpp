// SPDX-License-Identifier: Apache-2.0
#include "pipeline/telemetry/stamp_dump.h"

#include <QtTest/QtTest>

using namespace tailrace;
using namespace tailrace::telemetry;

namespace {

// Every stamp differs: the n-th is n µs.
EventStamps counted()
{
    EventStamps s;
    std::int64_t at = 0;
    for (Stamp* stamp : {&s.due, &s.offered, &s.collectStarted, &s.durable, &s.produceStarted, &s.collected, &s.sessionizeStarted,
             &s.computed, &s.storeStarted, &s.stored, &s.recommendStarted, &s.responded, &s.renderStarted, &s.rendered})
        *stamp = fromNanos(++at * 1000);
    return s;
}

template <class Number>
Number at(const QByteArray& bytes, qsizetype place)
{
    return qFromLittleEndian<Number>(bytes.constData() + place);
}

} // namespace

class StampDumpTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QVERIFY(m_folder.isValid()); }

    void writesWhatItsDocumentSays()
    {
        const auto dump = StampDump::open(file());
        QVERIFY(dump.has_value());
        (*dump)->add({StampRecord(DumpPart::Stored, 3, 70'000'000'001, counted()), StampRecord(DumpPart::Computed, 2, 5, counted())});
        (*dump)->add({StampRecord(DumpPart::Rendered, 0, 6, counted())});
        (*dump)->finish();
        QCOMPARE((*dump)->written(), 3U);
        const QByteArray bytes = content();
        QCOMPARE(bytes.size(), 32 + 3 * 128);
        QCOMPARE(bytes.left(8), QByteArray("TTRSTMP1"));
        QCOMPARE(at<quint32>(bytes, 8), 32U);
        QCOMPARE(at<quint32>(bytes, 12), 128U);
        QCOMPARE(at<quint64>(bytes, 16), 3U);
        QCOMPARE(at<quint64>(bytes, 24), 0U);
        QCOMPARE(at<quint64>(bytes, 32), 70'000'000'001U);
        QCOMPARE(at<qint32>(bytes, 40), 3);
        QCOMPARE(at<quint32>(bytes, 44), 1U);
        for (int i = 0; i < 14; ++i) {
            QCOMPARE(at<qint64>(bytes, 48 + i * 8), i < 10 ? (i + 1) * 1000 : 0);
            QCOMPARE(at<qint64>(bytes, 128 + 48 + i * 8), i < 8 ? (i + 1) * 1000 : 0);
            QCOMPARE(at<qint64>(bytes, 256 + 48 + i * 8), (i + 1) * 1000);
        }
    }

    // As a killed process leaves it: no counts in the header, and half a record at the end.
    void goesOnBehindWhatIsWhole()
    {
        {
            const auto dump = StampDump::open(file());
            (*dump)->add({StampRecord(DumpPart::Stored, 3, 7, counted()), StampRecord(DumpPart::Stored, 3, 8, counted())});
        }
        QFile cut(QString::fromStdString(file().string()));
        QVERIFY(cut.open(QIODevice::ReadWrite) && cut.resize(32 + 128 + 77) && cut.seek(16) && cut.write(QByteArray(16, '\0')) == 16);
        cut.close();
        {
            const auto again = StampDump::goOn(file(), fromNanos(99));
            QVERIFY(again.has_value());
            (*again)->add({StampRecord(DumpPart::Stored, 3, 9, counted())});
            (*again)->finish();
            QCOMPARE((*again)->written(), 3U);
        }
        const auto records = readStampDump(file());
        QVERIFY(records && records->size() == 3);
        QCOMPARE(std::uint64_t{(*records)[0].sequence}, 7U);
        QCOMPARE(std::uint32_t{(*records)[1].part}, 5U);
        QCOMPARE(std::int64_t{(*records)[1].nanos[0]}, 99);
        QCOMPARE(std::uint64_t{(*records)[2].sequence}, 9U);
        QCOMPARE(at<quint64>(content(), 16), 3U);
        QFile other(QString::fromStdString(file().string()));
        QVERIFY(other.open(QIODevice::WriteOnly) && other.write(QByteArray(500, 'x')) == 500);
        other.close();
        QVERIFY(!StampDump::goOn(file(), {}) && content() == QByteArray(500, 'x'));
        QVERIFY(QFile::remove(QString::fromStdString(file().string())));
        QVERIFY(StampDump::goOn(file(), {}));
    }

    // Nobody waits, and nothing is lost without being counted.
    void countsWhatFindsNoRoom()
    {
        const auto dump = StampDump::open("/dev/full");
        QVERIFY(dump.has_value());
        for (int i = 0; i < 10; ++i) (*dump)->add(std::vector<StampRecord>(1000));
        (*dump)->finish();
        QCOMPARE((*dump)->dropped(), 10'000U);
        QCOMPARE((*dump)->written(), 0U);
        QVERIFY((*dump)->failure().has_value());
        QVERIFY((*dump)->failure()->code() == ErrorCode::Full);

        const auto narrow = StampDump::open(file(), 100);
        QVERIFY(narrow.has_value());
        for (int i = 0; i < 200; ++i) (*narrow)->add(std::vector<StampRecord>(1000));
        (*narrow)->finish();
        QCOMPARE((*narrow)->dropped() + (*narrow)->written(), 200'000U);
        QCOMPARE(static_cast<std::uint64_t>(content().size()), 32 + (*narrow)->written() * 128);
        QCOMPARE(at<quint64>(content(), 24), (*narrow)->dropped());
    }

    void saysWhereItCannotWrite()
    {
        const auto dump = StampDump::open("/nowhere/at/all");
        QVERIFY(!dump);
        QVERIFY(dump.error().context().find("/nowhere/at/all") != std::string::npos);
    }

private:
    std::filesystem::path file() const { return m_folder.filePath("stamps").toStdString(); }
    QByteArray content() const
    {
        QFile in(m_folder.filePath("stamps"));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(StampDumpTest)
#include "stamp_dump_test.moc"
