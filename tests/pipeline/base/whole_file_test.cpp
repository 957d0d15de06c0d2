// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/whole_file.h"

#include <QtTest>

using namespace tailrace;

class WholeFileTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsBackWhatWasWritten()
    {
        const std::string content = std::string("a\0b", 3) + std::string(200'000, 'x');
        QVERIFY(replaceFile(path("file"), content));
        QVERIFY(*readWholeFile(path("file")) == content);
        QVERIFY(replaceFile(path("file"), ""));
        QVERIFY(readWholeFile(path("file"))->empty());
    }

    void leavesNothingBeside()
    {
        QVERIFY(replaceFile(path("file"), "old"));
        QVERIFY(replaceFile(path("file"), "new"));
        QCOMPARE(names(), QStringList{"file"});
    }

    void readersOfTheOldFileKeepIt()
    {
        QVERIFY(replaceFile(path("file"), "old"));
        QFile reader(QString::fromStdString(path("file").string()));
        QVERIFY(reader.open(QIODevice::ReadOnly));
        QVERIFY(replaceFile(path("file"), "new"));
        QCOMPARE(reader.readAll(), QByteArray("old"));
    }

    void keepsTheOldFileWhenItCannotWrite()
    {
        QVERIFY(replaceFile(path("file"), "old"));
        // A folder in the temporary's place stops the write before anything is replaced, also for root.
        std::filesystem::create_directory(temporaryBeside(path("file")));
        const auto result = replaceFile(path("file"), "new");
        QVERIFY(!result);
        QVERIFY(result.error().context().find(path("file").string()) != std::string::npos);
        QCOMPARE(*readWholeFile(path("file")), std::string("old"));
    }

    void takesTheTemporaryAwayWhenItCannotReplace()
    {
        std::filesystem::create_directory(path("taken"));
        const auto result = replaceFile(path("taken"), "new");
        QVERIFY(!result);
        QCOMPARE(result.error().code(), ErrorCode::Io);
        QCOMPARE(names(), QStringList{"taken"});
    }

    void saysThatAFileOrItsFolderIsMissing()
    {
        QCOMPARE(readWholeFile(path("none")).error().code(), ErrorCode::NotFound);
        QCOMPARE(replaceFile(path("none") / "file", "x").error().code(), ErrorCode::NotFound);
        QCOMPARE(putInPlace(path("none"), path("file")).error().code(), ErrorCode::NotFound);
    }

private:
    std::filesystem::path path(const char* name) const { return std::filesystem::path(m_folder->path().toStdString()) / name; }
    QStringList names() const { return QDir(m_folder->path()).entryList(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(WholeFileTest)
#include "whole_file_test.moc"
