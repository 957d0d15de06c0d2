// SPDX-License-Identifier: Apache-2.0
#include "pipeline/base/html_text.h"

#include <QtTest>

using namespace tailrace;

namespace {

std::string html(std::string_view text)
{
    std::string out;
    appendHtml(out, text);
    return out;
}

} // namespace

class HtmlTextTest : public QObject {
    Q_OBJECT

private slots:
    void escapesMarkup()
    {
        QCOMPARE(html("<a href=\"x\" b='y'>&amp;</a>"), std::string("&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;"));
        QCOMPARE(html(""), std::string());
    }

    void leavesTextAlone() { QCOMPARE(html("plain \xC3\xBC \xF0\x9F\x91\x9F\t\n"), std::string("plain \xC3\xBC \xF0\x9F\x91\x9F\t\n")); }

    void replacesControlCharacters()
    {
        QCOMPARE(html(std::string_view("a\0b\x1B\x7F\n", 6)),
            std::string("a\xEF\xBF\xBD"
                        "b\xEF\xBF\xBD\xEF\xBF\xBD\n"));
    }

    void replacesEachByteThatIsNotText() { QCOMPARE(html("<\xF0\x9F\x91x"), std::string("&lt;\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx")); }
};

QTEST_GUILESS_MAIN(HtmlTextTest)
#include "html_text_test.moc"
