// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/url_segment.h"

#include <QtTest>

using namespace tailrace::recommend;

class UrlSegmentTest : public QObject {
    Q_OBJECT

private slots:
    void encodesWhatWouldEndOrLeaveTheSegment()
    {
        std::string out = "/product/";
        appendUrlSegment(out, "../a b?\"\xC3\xBC~");
        QCOMPARE(out, std::string("/product/..%2fa%20b%3f%22%c3%bc~"));
    }

    void leavesPlainNamesAlone()
    {
        std::string out;
        appendUrlSegment(out, "aZ09-._~");
        QCOMPARE(out, std::string("aZ09-._~"));
    }
};

QTEST_GUILESS_MAIN(UrlSegmentTest)
#include "url_segment_test.moc"
