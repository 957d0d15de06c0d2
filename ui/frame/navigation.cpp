// SPDX-License-Identifier: Apache-2.0
#include "ui/frame/navigation.h"

#include <QPainter>
#include <QToolButton>

#include "ui/frame/glyph.h"

namespace tailrace::ui {

Navigation::Navigation(const Look& look) : m_look(look), m_layout(new QVBoxLayout(this))
{
    setObjectName("navigation");
    setFixedWidth(Width);
    m_layout->setContentsMargins(0, space::Small, 0, space::Small);
    m_layout->setSpacing(2);
    m_layout->addStretch();
    const auto small = [this](const QString& words, const QString& name, const QString& tip) {
        auto* button = new QToolButton;
        button->setText(words);
        button->setObjectName(name);
        button->setAccessibleName(tip);
        button->setToolTip(tip);
        button->setProperty("kind", "link");
        m_layout->addWidget(button, 0, Qt::AlignHCenter);
        return button;
    };
    connect(small("Theme", "themeButton", "Light or dark (T)"), &QToolButton::clicked, this, &Navigation::themeWished);
    connect(small("Keys ?", "keysButton", "All keys (?)"), &QToolButton::clicked, this, &Navigation::keysWished);
    connect(&m_buttons, &QButtonGroup::idClicked, this, &Navigation::chosen);
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
}

void Navigation::add(const QString& page)
{
    const int index = static_cast<int>(m_buttons.buttons().size());
    auto* button = new NavigationButton(page, index + 1, m_look);
    m_buttons.addButton(button, index);
    m_layout->insertWidget(index, button);
}

void Navigation::choose(int index)
{
    if (auto* button = m_buttons.button(index)) button->setChecked(true);
}

void Navigation::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_look.tokens().window);
    painter.fillRect(QRect(width() - 1, 0, 1, height()), m_look.tokens().hairline);
}

NavigationButton::NavigationButton(const QString& page, int digit, const Look& look) : m_digit(digit), m_look(look)
{
    setText(page);
    setObjectName("nav" + page);
    setCheckable(true);
    setAutoExclusive(true);
    setAccessibleName(page);
    setToolTip(page + " (" + QString::number(digit) + ")");
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NavigationButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Tokens& t = m_look.tokens();
    if (isChecked()) painter.fillRect(QRect(0, 6, 3, height() - 12), t.accent);
    if (hasFocus()) {
        painter.setPen(QPen(t.accent, 1));
        painter.drawRect(rect().adjusted(5, 2, -6, -3));
    }
    painter.setPen(isChecked() ? t.accent : underMouse() ? t.text : t.secondary);
    paintGlyph(painter, QRectF(width() / 2.0 - 11, 9, 22, 22), text());
    painter.setFont(m_look.type().small);
    painter.drawText(QRect(0, 34, width(), 16), Qt::AlignHCenter | Qt::AlignTop, text());
    painter.setPen(t.secondary);
    painter.drawText(QRect(width() - 20, 6, 12, 14), Qt::AlignRight | Qt::AlignTop, QString::number(m_digit));
}

void NavigationButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void NavigationButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

} // namespace tailrace::ui
