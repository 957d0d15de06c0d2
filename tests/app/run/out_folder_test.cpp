// SPDX-License-Identifier: Apache-2.0
#include "app/run/out_folder.h"

#include <QtTest>

#include <fstream>

using namespace tailrace::run;
namespace fs = std::filesystem;

class OutFolderTest : public QObject {
    Q_OBJECT

private slots:
    void init() { m_directory = std::make_unique<QTemporaryDir>(); }

    void takesAwayWhatItMade()
    {
        {
            const auto folder = OutFolder::make(base() / "a" / "b/");
            QVERIFY(folder && fs::is_directory(base() / "a" / "b" / "journal"));
            std::ofstream(base() / "a" / "b" / "journal" / "journal-0.seg") << "never acknowledged";
        }
        QVERIFY(!fs::exists(base() / "a"));
        QVERIFY(fs::exists(base()));
    }

    void leavesWhatIsNotItsOwn()
    {
        fs::create_directories(base() / "a");
        std::ofstream(base() / "a" / "notes.txt") << "mine";
        {
            QVERIFY(OutFolder::make(base() / "a"));
        }
        QVERIFY(fs::exists(base() / "a" / "notes.txt"));
        QVERIFY(!fs::exists(base() / "a" / "journal"));
    }

    void takesItsReserveAway()
    {
        {
            const auto folder = OutFolder::make(base() / "a");
            QVERIFY(folder->setAside(4096));
            QCOMPARE(fs::file_size(base() / "a" / "report.reserve"), std::uintmax_t{4096});
        }
        QVERIFY(!fs::exists(base() / "a"));
    }

    void keepsARunThatCameAbout()
    {
        {
            auto folder = OutFolder::make(base() / "a");
            QVERIFY(folder->setAside(4096));
            folder->keep();
        }
        QVERIFY(fs::exists(base() / "a" / "journal"));
        QVERIFY(fs::exists(base() / "a" / "report.reserve"));
    }

    void refusesAFolderThatHoldsARun()
    {
        fs::create_directories(base() / "journal");
        std::ofstream(base() / "journal" / "journal-0.seg") << "x";
        QVERIFY(!OutFolder::check(base()));
        QVERIFY(!OutFolder::make(base()));
        QVERIFY(fs::exists(base() / "journal" / "journal-0.seg"));
    }

    void secondOfTwoRunsThatBeginAtOnceLeavesTheFirstAlone()
    {
        const auto first = OutFolder::make(base());
        QVERIFY(first);
        QVERIFY(!OutFolder::make(base()));
        QVERIFY(fs::exists(base() / "journal"));
    }

private:
    fs::path base() const { return m_directory->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_directory;
};

QTEST_GUILESS_MAIN(OutFolderTest)
#include "out_folder_test.moc"
