// SPDX-License-Identifier: Apache-2.0
#include "ui/switches/switch_row.h"

#include <QPainter>

#include "ui/switches/switch_words.h"

namespace tailrace::ui {

using degrade::Position;
using degrade::Shed;

namespace {

constexpr int LeastWidth = 1156; // of the usual window; what is more or less goes to the columns in shares
constexpr int NameWidth = 352, EvidenceWidth = 132, ButtonWidth = 90, ButtonHeight = 28, Gap = 2, HistoryWidth = 96, NarrowHistory = 36,
              TrackWidth = 120;

constexpr std::array<const char*, 3> Words{"Automatic", "Give up", "Hold on"};
constexpr std::array<const char*, 3> Tips{"The load decides", "Gives it up now, whatever the load", "Keeps it, whatever the load"};
constexpr const char* NoHold = "What the journal has no room for is refused all the same: new traffic cannot be held on";
constexpr const char* RefusesTips =
    "Refuses new events now; clients offer them again. When that lasts for a minute, the run gives its traffic up";

} // namespace

bool SwitchView::operator==(const SwitchView& o) const
{
    return state.given == o.state.given && state.position == o.state.position && state.since == o.state.since
        && state.cause == o.state.cause && state.switchings == o.state.switchings && position == o.position && isAsked == o.isAsked
        && evidence == o.evidence && fill == o.fill && whyDisabled == o.whyDisabled;
}

SwitchRow::Columns SwitchRow::columnsOf(int width)
{
    const int buttons = width - 3 * ButtonWidth - 2 * Gap;
    const int more = std::max(0, width - LeastWidth);
    const int evidence = buttons - EvidenceWidth - space::Large - more / 6;
    const int nameEnd = 26 + NameWidth - std::max(0, LeastWidth - width) / 2;
    return {.name = 26,
        .nameEnd = nameEnd,
        .state = nameEnd + space::Medium + more / 4,
        .evidence = evidence,
        .buttons = buttons,
        .end = width};
}

SwitchRow::SwitchRow(Shed shed, const Look& look) : m_shed(shed), m_look(look), m_history(new QPushButton(this))
{
    setObjectName("switch" + QString::number(static_cast<int>(shed) + 1));
    setFixedHeight(Height);
    m_history->setObjectName("switchHistory" + QString::number(static_cast<int>(shed) + 1));
    m_history->setProperty("kind", "link");
    m_history->hide();
    connect(m_history, &QPushButton::clicked, this, [this] { Q_EMIT historyWished(m_shed); });
    for (std::size_t i = 0; i < Words.size(); ++i) {
        auto* button = new QPushButton(Words[i], this);
        button->setCheckable(true);
        button->setObjectName(objectName() + QString(Words[i]).remove(' '));
        button->setAccessibleName(titleOf(shed) + ": " + QString(Words[i]).toLower());
        m_buttons.addButton(button, static_cast<int>(i));
    }
    connect(&m_buttons, &QButtonGroup::idClicked, this, [this](int id) { Q_EMIT thrown(m_shed, static_cast<Position>(id)); });
    connect(&look, &Look::changed, this, qOverload<>(&QWidget::update));
    renewButtons();
}

QPushButton* SwitchRow::button(Position position) const { return static_cast<QPushButton*>(m_buttons.button(static_cast<int>(position))); }

bool SwitchRow::canBe(Position position) const { return m_shed != Shed::NewTraffic || position != Position::HeldOn; }

void SwitchRow::show(const SwitchView& view)
{
    if (m_view == view) return;
    m_view = view;
    setAccessibleName(titleOf(m_shed) + ": " + stateWordsOf(view.state));
    setAccessibleDescription(text(degrade::effectOf(m_shed)) + " " + causeWordsOf(view.state) + " " + view.evidence);
    setToolTip(causeWordsOf(view.state));
    renewButtons();
    update();
}

void SwitchRow::renewButtons()
{
    for (std::size_t i = 0; i < Words.size(); ++i) {
        const auto position = static_cast<Position>(i);
        QPushButton* one = button(position);
        one->setEnabled(m_view.whyDisabled.isEmpty() && canBe(position));
        const bool refuses = m_shed == Shed::NewTraffic && position == Position::GivenUp;
        const QString tip = !canBe(position) ? NoHold
            : !m_view.whyDisabled.isEmpty()  ? m_view.whyDisabled
            : refuses                        ? RefusesTips
                                             : Tips[i];
        one->setToolTip(tip);
        one->setAccessibleDescription(tip);
    }
    button(m_view.position)->setChecked(true);
    const int times = m_view.state.switchings;
    m_history->setVisible(times > 0);
    const QString words = times == 1 ? QStringLiteral("1 switching") : QString::number(times) + " switchings";
    m_history->setText(width() < LeastWidth ? QString::number(times) + QStringLiteral(u"\u00D7") : words);
    m_history->setAccessibleName(titleOf(m_shed) + ": its history, " + words);
    m_history->setToolTip("The history of this switch alone");
}

void SwitchRow::resizeEvent(QResizeEvent*)
{
    const Columns columns = columnsOf(width());
    for (int i = 0; i < 3; ++i)
        m_buttons.button(i)->setGeometry(columns.buttons + i * (ButtonWidth + Gap), (Height - ButtonHeight) / 2, ButtonWidth, ButtonHeight);
    const int wide = width() < LeastWidth ? NarrowHistory : HistoryWidth;
    m_history->setGeometry(columns.nameEnd - wide, 3, wide, 22);
    renewButtons();
}

void SwitchRow::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), m_look.tokens().hairline);
    paintName(painter);
    paintState(painter);
    paintEvidence(painter);
}

void SwitchRow::paintName(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    const Columns columns = columnsOf(width());
    const int wide = columns.nameEnd - columns.name;
    painter.setFont(m_look.type().body);
    painter.setPen(t.secondary);
    painter.drawText(QRect(0, 4, 18, 20), Qt::AlignLeft | Qt::AlignVCenter, QString::number(static_cast<int>(m_shed) + 1));
    painter.setFont(m_look.type().strong);
    painter.setPen(t.text);
    painter.drawText(QRect(columns.name, 4, wide, 20), Qt::AlignLeft | Qt::AlignVCenter, titleOf(m_shed));
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    const QString effect = painter.fontMetrics().elidedText(text(degrade::effectOf(m_shed)), Qt::ElideRight, wide);
    painter.drawText(QRect(columns.name, 24, wide, 18), Qt::AlignLeft | Qt::AlignVCenter, effect);
}

void SwitchRow::paintState(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    const Columns columns = columnsOf(width());
    const int wide = columns.evidence - columns.state - space::Large;
    const report::State mark = m_view.isAsked ? report::State{} : markOf(m_view.state);
    const QColor colour = colourOf(mark, t);
    paintMark(painter, QRectF(columns.state, 9, 10, 10), mark, colour);
    painter.setFont(m_look.type().body);
    painter.setPen(colour);
    const QString words = m_view.isAsked ? QStringLiteral(u"asked for\u2026") : stateWordsOf(m_view.state);
    const QRect line(columns.state + 18, 4, wide - 18, 20);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, words);
    if (m_view.state.since && !m_view.isAsked) {
        const int after = painter.fontMetrics().horizontalAdvance(words + "  ");
        painter.setPen(t.secondary);
        painter.drawText(line.adjusted(after, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, "since " + clockText(*m_view.state.since));
    }
    painter.setFont(m_look.type().small);
    painter.setPen(t.secondary);
    const QString cause = painter.fontMetrics().elidedText(text(m_view.state.cause), Qt::ElideRight, wide);
    painter.drawText(QRect(columns.state, 24, wide, 18), Qt::AlignLeft | Qt::AlignVCenter, cause);
}

// How near the load is to the limit; half of it is where the step comes back.
void SwitchRow::paintEvidence(QPainter& painter) const
{
    const Tokens& t = m_look.tokens();
    const Columns columns = columnsOf(width());
    painter.setFont(m_look.type().body);
    painter.setPen(t.text);
    painter.drawText(QRect(columns.evidence, 4, EvidenceWidth, 20), Qt::AlignLeft | Qt::AlignVCenter, m_view.evidence);
    if (!m_view.fill) return;
    const QRectF track(columns.evidence, 31, TrackWidth, 4);
    painter.fillRect(track, t.hairline);
    const double full = std::min(1.0, *m_view.fill);
    painter.fillRect(QRectF(track.left(), track.top(), track.width() * full, track.height()), *m_view.fill >= 1 ? t.over : t.secondary);
    painter.fillRect(QRectF(track.center().x(), track.top() - 2, 1, track.height() + 4), t.secondary);
}

} // namespace tailrace::ui
