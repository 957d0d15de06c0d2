// SPDX-License-Identifier: Apache-2.0
#include <QXmlStreamReader>
#include <QtTest>

#include "pipeline/recommend/carousel.h"
#include "tests/support/product_fixture.h"

using namespace tailrace;
using namespace tailrace::recommend;

class CarouselTest : public QObject {
    Q_OBJECT

private slots:
    void showsNamePriceAndLink();
    void hintsAtLowStock();
    void letsNoHostileTextThrough_data();
    void letsNoHostileTextThrough();
    void hidesAnEmptyResponse();
    void namesWhatIsNotPersonalPopular();
    void writesPricesInTheCurrencysDigits();
};

namespace {

std::string render(const enrich::Product& product, std::int32_t stock, Outcome outcome = Outcome::Personalised)
{
    test::ProductFixture f;
    f.add(product, stock);
    f.table.publish();
    Response response;
    response.catalogue = f.table.catalogue();
    response.items = {{ProductIndex(0), 1.0F, 1.0F, stock, ItemReason::CategoryAffinity}};
    response.outcome = outcome;
    std::string out = "left over";
    renderCarousel(response, CarouselOptions{}, out);
    return out;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

} // namespace

void CarouselTest::showsNamePriceAndLink()
{
    const std::string out = render({"p 1", "Trail runner", "Acme", "Shoes", "EUR", 119.9, 1}, 50);
    QVERIFY(out.starts_with("<section "));
    QVERIFY(has(out, "aria-label=\"Recommended for you\""));
    QVERIFY(has(out, "href=\"/product/p%201\""));
    QVERIFY(has(out, "aria-label=\"Trail runner, 119.90 EUR\""));
    QVERIFY(has(out, "<span class=\"tailrace-price\">119.90 EUR</span>"));
    QVERIFY(!has(out, " left"));
}

void CarouselTest::hintsAtLowStock()
{
    const enrich::Product product{"p1", "Trail runner", "Acme", "Shoes", "EUR", 119.9, 1};
    QVERIFY(has(render(product, 3), "<span class=\"tailrace-stock\">only 3 left</span>"));
    QVERIFY(has(render(product, 3), "119.90 EUR, only 3 left\">"));
    QVERIFY(has(render(product, 5), "only 5 left"));
    QVERIFY(!has(render(product, 6), " left"));
}

void CarouselTest::letsNoHostileTextThrough_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("script") << QByteArray("</bdi><script>alert(1)</script>");
    QTest::newRow("attribute") << QByteArray("x\" onmouseover=\"alert(1)");
    QTest::newRow("single quote") << QByteArray("x' onfocus='alert(1)");
    QTest::newRow("comment") << QByteArray("<!-- --><img src=x onerror=alert(1)>");
    QTest::newRow("entity") << QByteArray("&lt;script&gt;");
    QTest::newRow("right to left") << QByteArray("\xE2\x80\xAE"
                                                 "evil");
    QTest::newRow("path") << QByteArray("../../admin?a=b#c");
}

void CarouselTest::letsNoHostileTextThrough()
{
    QFETCH(QByteArray, name);
    const std::string text = name.toStdString();
    const std::string out = render({text, text, text, text, "EUR", 1, 1}, 2);
    // Read by a parser, the fragment has the elements and attributes of an honest one, and the text is the product's.
    QXmlStreamReader xml(QByteArray::fromStdString(out).replace(" hidden>", ">"));
    QStringList elements;
    int asText = 0;
    while (!xml.atEnd()) {
        xml.readNext();
        if (xml.isStartElement()) {
            elements += xml.name().toString();
            for (const auto& attribute : xml.attributes())
                QVERIFY(QStringList({"class", "data-outcome", "data-product", "data-reason", "aria-label", "role", "href"})
                            .contains(attribute.name().toString()));
            if (xml.name() == u"a") QVERIFY(!xml.attributes().value("href").mid(9).contains('/'));
        }
        if (xml.isCharacters() && xml.text() == QString::fromUtf8(name)) ++asText;
    }
    QVERIFY2(!xml.hasError(), out.c_str());
    QCOMPARE(elements, QStringList({"section", "h2", "ul", "li", "a", "bdi", "bdi", "span", "span"}));
    QCOMPARE(asText, 2); // name and brand
}

void CarouselTest::hidesAnEmptyResponse()
{
    std::string out;
    renderCarousel(Response{}, CarouselOptions{}, out);
    QCOMPARE(out,
        std::string("<section class=\"tailrace-carousel\" data-outcome=\"empty\" aria-label=\"Popular right now\" hidden></section>\n"));
}

void CarouselTest::namesWhatIsNotPersonalPopular()
{
    const std::string out = render({"p1", "n", "b", "c", "EUR", 1, 1}, 50, Outcome::Popularity);
    QVERIFY(has(out, "<h2>Popular right now</h2>"));
    QVERIFY(has(out, "data-outcome=\"popularity\""));
}

void CarouselTest::writesPricesInTheCurrencysDigits()
{
    QVERIFY(has(render({"p1", "n", "b", "c", "JPY", 1200, 1}, 50), ">1200 JPY<"));
    QVERIFY(has(render({"p1", "n", "b", "c", "KWD", 1.5, 1}, 50), ">1.500 KWD<"));
    QVERIFY(has(render({"p1", "n", "b", "c", "USD", 1e15, 1}, 50), ">1000000000000000.00 USD<"));
}

QTEST_GUILESS_MAIN(CarouselTest)
#include "carousel_test.moc"
