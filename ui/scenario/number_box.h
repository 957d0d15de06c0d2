// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QSpinBox>

#include "ui/chart/number_text.h"

namespace tailrace::ui {

// A whole number with its unit, grouped as everywhere else in the window.
class NumberBox : public QSpinBox {
    Q_OBJECT
public:
    NumberBox(const char* name, int most, const QString& unit)
    {
        setObjectName(name);
        setRange(1, most);
        setSuffix(" " + unit);
        setButtonSymbols(QAbstractSpinBox::NoButtons);
        setAccelerated(true);
    }

protected:
    QString textFromValue(int value) const override { return count(value); }
    int valueFromText(const QString& words) const override { return digitsOf(words).toInt(); }
    QValidator::State validate(QString& words, int&) const override
    {
        const QString digits = digitsOf(words);
        if (digits.isEmpty()) return QValidator::Intermediate;
        return digits.toLongLong() <= maximum() ? QValidator::Acceptable : QValidator::Invalid;
    }

private:
    static QString digitsOf(const QString& words)
    {
        QString digits;
        for (const QChar letter : words)
            if (letter.isDigit()) digits += letter;
        return digits;
    }
};

} // namespace tailrace::ui
