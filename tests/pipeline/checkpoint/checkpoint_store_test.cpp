// SPDX-License-Identifier: Apache-2.0
#include "pipeline/checkpoint/checkpoint_store.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <map>

using namespace tailrace;
using checkpoint::CheckpointPart;
using checkpoint::CheckpointStore;

class CheckpointStoreTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        open();
    }
    void cleanup() { m_store.reset(); }

    void aNewStoreHoldsNothing()
    {
        const auto header = m_store->header(Partition(0));
        QVERIFY(header && !*header);
        QVERIFY(owners(0).empty());
    }

    void holdsWhatItsPartsLeaveOver()
    {
        CheckpointPart first(Partition(0));
        first.keep("ann", "1");
        first.keep("bob", "1");
        first.forget("ann");
        first.keep("cid", "1");
        first.finish({Incarnation(7), Sequence(30), "state"});
        QVERIFY(m_store->write(first));
        CheckpointPart second(Partition(0));
        second.keep("bob", "2");
        second.forget("cid");
        second.finish({Incarnation(7), Sequence(40), "later"});
        QVERIFY(m_store->write(second));
        open(); // as after a crash
        QCOMPARE(owners(0), (Owners{{"bob", "2"}}));
        const auto header = m_store->header(Partition(0));
        QVERIFY(header && *header);
        QCOMPARE((*header)->journal.value, std::uint64_t{7});
        QCOMPARE((*header)->next.value, std::uint64_t{40});
        QCOMPARE((*header)->state, std::string("later"));
    }

    // Owners may hold any byte.
    void partitionsAreApart()
    {
        for (const int p : {0, 1, 255, 256}) {
            CheckpointPart part{Partition(p)};
            part.keep(std::string("\0\xff", 2) + std::to_string(p), "x");
            part.finish({Incarnation(1), Sequence(static_cast<std::uint64_t>(p)), {}});
            QVERIFY(m_store->write(part));
        }
        for (const int p : {0, 1, 255, 256}) {
            QCOMPARE(owners(p), (Owners{{std::string("\0\xff", 2) + std::to_string(p), "x"}}));
            QCOMPARE((*m_store->header(Partition(p)))->next.value, static_cast<std::uint64_t>(p));
        }
    }

    void aVisitorThatFailsEndsTheReading()
    {
        CheckpointPart part(Partition(0));
        part.keep("ann", "1");
        part.keep("bob", "1");
        QVERIFY(m_store->write(part));
        int visits = 0;
        const auto read = m_store->forEachOwner(Partition(0), [&](std::string_view, std::string_view) -> Result<void> {
            ++visits;
            return Error(ErrorCode::Corrupt, "no");
        });
        QVERIFY(!read && visits == 1);
    }

    void aDamagedStoreIsRefused()
    {
        m_store.reset();
        std::ofstream(folder() / checkpoint::CheckpointFileName) << std::string(100'000, 'x');
        const auto opened = CheckpointStore::open(folder());
        QVERIFY(!opened && opened.error().code() == ErrorCode::Corrupt);
    }

private:
    using Owners = std::map<std::string, std::string>;

    std::filesystem::path folder() const { return m_directory->filePath("checkpoints").toStdString(); }
    void open()
    {
        m_store.reset();
        auto opened = CheckpointStore::open(folder());
        QVERIFY2(opened, opened ? "" : opened.error().message().c_str());
        m_store = std::move(*opened);
    }
    Owners owners(int partition) const
    {
        Owners all;
        const auto read = m_store->forEachOwner(Partition(partition), [&all](std::string_view owner, std::string_view state) {
            all.emplace(owner, state);
            return Result<void>();
        });
        return read ? all : Owners{{"error", read.error().message()}};
    }

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<CheckpointStore> m_store;
};

QTEST_GUILESS_MAIN(CheckpointStoreTest)
#include "checkpoint_store_test.moc"
