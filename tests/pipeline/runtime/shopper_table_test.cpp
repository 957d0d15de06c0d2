// SPDX-License-Identifier: Apache-2.0
#include <QtTest>
#include <set>

#include "pipeline/runtime/shopper_table.h"

using namespace tailrace;
using namespace tailrace::runtime;

namespace {

bool same(SlotRef a, SlotRef b) { return a.slot == b.slot && a.generation == b.generation; }

} // namespace

class ShopperTableTest : public QObject {
    Q_OBJECT

private slots:
    void findsTheShopperAgain()
    {
        ShopperTable table;
        const SlotRef ann = table.findOrAdd("ann");
        const SlotRef bob = table.findOrAdd("bob");
        QVERIFY(!same(ann, bob));
        table.get(ann)->dirty = true;
        QVERIFY(same(table.findOrAdd("ann"), ann));
        QCOMPARE(table.size(), std::size_t{2});
        QCOMPARE(table.get(ann)->shopper, std::string("ann"));
        QVERIFY(table.get(ann)->dirty && !table.get(bob)->dirty);
    }

    void keepsItsOwnCopyOfTheName()
    {
        ShopperTable table;
        std::string name = "a shopper whose name is longer than a short string";
        const SlotRef ref = table.findOrAdd(name);
        name.assign(name.size(), 'x');
        QVERIFY(same(table.findOrAdd("a shopper whose name is longer than a short string"), ref));
    }

    void forgottenShopperIsGone()
    {
        ShopperTable table;
        const SlotRef ref = table.findOrAdd("ann");
        table.forget(ref);
        QVERIFY(table.get(ref) == nullptr);
        QCOMPARE(table.size(), std::size_t{0});
    }

    // What still points to a forgotten shopper (a job on its way, a timer) must not reach the next one in the same place.
    void placeIsUsedAgainUnderANewGeneration()
    {
        ShopperTable table;
        const SlotRef ann = table.findOrAdd("ann");
        ShopperSlot* slot = table.get(ann);
        slot->touched = slot->dirty = slot->updateDue = true;
        slot->armedFor = fromMillis(1);
        slot->erased.push_back(fromMillis(1));
        slot->version = 5;
        table.forget(ann);
        const SlotRef bob = table.findOrAdd("bob");
        QCOMPARE(bob.slot, ann.slot);
        QVERIFY(bob.generation != ann.generation);
        QVERIFY(table.get(ann) == nullptr);
        const ShopperSlot* fresh = table.get(bob);
        QCOMPARE(fresh->shopper, std::string("bob"));
        QVERIFY(!fresh->touched && !fresh->dirty && !fresh->updateDue && fresh->armedFor == EventTime::max() && fresh->erased.empty());
        QCOMPARE(fresh->version, std::uint64_t{0});
    }

    void slotsStayWhereTheyAreWhileTheTableGrows()
    {
        ShopperTable table;
        const SlotRef first = table.findOrAdd("first");
        const ShopperSlot* before = table.get(first);
        for (int i = 0; i < 20'000; ++i) table.findOrAdd("s" + std::to_string(i));
        QCOMPARE(table.get(first), before);
        QVERIFY(same(table.findOrAdd("first"), first));
        QCOMPARE(table.size(), std::size_t{20'001});
    }

    void visitsEveryShopperThatIsThere()
    {
        ShopperTable table;
        table.findOrAdd("ann");
        const SlotRef bob = table.findOrAdd("bob");
        table.findOrAdd("cem");
        table.forget(bob);
        std::multiset<std::string> seen;
        table.forEach([&](SlotRef ref, ShopperSlot& slot) {
            QCOMPARE(table.get(ref), &slot);
            seen.insert(slot.shopper);
        });
        QCOMPARE(seen, (std::multiset<std::string>{"ann", "cem"}));
    }
};

QTEST_GUILESS_MAIN(ShopperTableTest)
#include "shopper_table_test.moc"
