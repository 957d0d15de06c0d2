// SPDX-License-Identifier: Apache-2.0
#include <QtTest>

#include "tests/architecture/source_tree.h"

using namespace tailrace::architecture;

class SourceTreeTest : public QObject {
    Q_OBJECT

private slots:
    void findsIncludesInEverySpelling()
    {
        const auto found = includesOf("#include \"pipeline/a.h\"\n\n  #  include <vector> // why\n#include<QString>\n");
        QCOMPARE(found.size(), std::size_t{3});
        QCOMPARE(found[0].target, std::string("pipeline/a.h"));
        QVERIFY(found[0].quoted);
        QCOMPARE(found[1].target, std::string("vector"));
        QCOMPARE(found[1].line, std::size_t{3});
        QVERIFY(!found[1].quoted);
        QCOMPARE(found[2].target, std::string("QString"));
    }

    void leavesOutWhatIsCommentedOut() { QVERIFY(includesOf("// #include <QString>\nint include;\n").empty()); }

    void reportsAnIncludeWithoutAFileName()
    {
        const auto found = includesOf("#include WHATEVER\n");
        QCOMPARE(found.size(), std::size_t{1});
        QVERIFY(found[0].target.empty());
    }

    void readsTheWholeTreeWithPathsFromTheRoot()
    {
        const auto files = readTree(TAILRACE_SOURCE_DIR, "tests/architecture");
        const auto self = std::ranges::find(files, std::string("tests/architecture/source_tree_test.cpp"), &SourceFile::path);
        QVERIFY(self != files.end());
        QVERIFY(self->text.find("readsTheWholeTreeWithPathsFromTheRoot") != std::string::npos);
        QVERIFY(readTree(TAILRACE_SOURCE_DIR, "no/such/folder").empty());
    }
};

QTEST_GUILESS_MAIN(SourceTreeTest)
#include "source_tree_test.moc"
