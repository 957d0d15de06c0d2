// SPDX-License-Identifier: Apache-2.0
#include "ui/look/type.h"

#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QStringList>

namespace tailrace::ui {
namespace {

constexpr double BodyPoints = 10, SmallPoints = 8.5, HeadingPoints = 13, SentencePoints = 16, HeroPoints = 34;

// What fontconfig hands out where no desktop has chosen a font; wide, and made for small screens of long ago.
bool isFallback(const QString& family) { return family.startsWith("DejaVu") || family.startsWith("Liberation"); }

QFont sized(const QString& family, double points, QFont::Weight weight)
{
    QFont font(family);
    font.setPointSizeF(points);
    font.setWeight(weight);
    return font;
}

} // namespace

bool hasTabularDigits(const QFont& font)
{
    const QFontMetricsF metrics(font);
    const double width = metrics.horizontalAdvance('0');
    for (char digit = '1'; digit <= '9'; ++digit)
        if (qAbs(metrics.horizontalAdvance(QLatin1Char(digit)) - width) > 0.01) return false;
    return true;
}

Type Type::ofFamily(const QString& family)
{
    return {.body = sized(family, BodyPoints, QFont::Normal),
        .small = sized(family, SmallPoints, QFont::Normal),
        .heading = sized(family, HeadingPoints, QFont::DemiBold),
        .sentence = sized(family, SentencePoints, QFont::Normal),
        .hero = sized(family, HeroPoints, QFont::Light),
        .strong = sized(family, BodyPoints, QFont::DemiBold)};
}

Type Type::ofPlatform()
{
    const QString platform = QFontInfo(QFontDatabase::systemFont(QFontDatabase::GeneralFont)).family();
    const QStringList installed = QFontDatabase::families();
    QStringList candidates;
    if (!isFallback(platform)) candidates << platform;
    candidates << "Roboto"
               << "Noto Sans"
               << "Open Sans" << platform << "DejaVu Sans";
    for (const QString& family : candidates) {
        if (!installed.contains(family)) continue;
        Type type = ofFamily(family);
        if (hasTabularDigits(type.body) && hasTabularDigits(type.hero)) return type;
    }
    return ofFamily(platform);
}

} // namespace tailrace::ui
