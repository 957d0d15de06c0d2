// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFont>
#include <QString>

namespace tailrace::ui {

// The few sizes of text. All are of one family whose digits have one width, so that numbers do not dance.
struct Type {
    QFont body, small, heading, sentence, hero, strong;

    // The platform's family when its digits have one width, else the first good one that is installed.
    static Type ofPlatform();
    static Type ofFamily(const QString& family);
};

// All ten digits have one advance.
bool hasTabularDigits(const QFont& font);

} // namespace tailrace::ui
