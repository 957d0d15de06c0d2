// SPDX-License-Identifier: Apache-2.0
#include "ui/scenario/scenario_page.h"

#include <QHBoxLayout>
#include <QRegularExpressionValidator>

#include "pipeline/base/json_names.h"
#include "pipeline/simulator/scenario_file.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

constexpr int LongestSeconds = 24 * 3600;

} // namespace

ScenarioPage::ScenarioPage(RunFeed& feed, const Look& look)
    : Page("Scenario", {}),
      m_feed(feed),
      m_look(look),
      m_list(new QListWidget),
      m_hero(new QLabel),
      m_description(new QLabel),
      m_note(new QLabel),
      m_curve(new RateCurve(feed, look)),
      m_incidents(new IncidentBar(feed, look)),
      m_dial(new RateDial(feed, look)),
      m_seconds(new NumberBox("scenarioSeconds", LongestSeconds, "s")),
      m_rate(new NumberBox("scenarioRate", static_cast<int>(simulator::ScenarioLimits::PerSecond), "events a second")),
      m_seed(new QLineEdit),
      m_budget(new ChoiceButton),
      m_start(new QPushButton("Start this scenario")),
      m_stop(new QPushButton("Stop"))
{
    m_list->setObjectName("scenarioList");
    m_list->setAccessibleName("Scenarios");
    m_list->setFixedWidth(190);
    m_hero->setObjectName("scenarioSentence");
    m_hero->setMinimumHeight(40);
    m_description->setWordWrap(true);
    m_note->setWordWrap(true);
    m_start->setObjectName("scenarioStart");
    m_start->setProperty("kind", "main");
    auto* right = new QVBoxLayout;
    right->setSpacing(space::Small);
    right->addWidget(m_hero);
    right->addWidget(m_description);
    right->addWidget(m_curve, 1);
    right->addWidget(makeFields());
    right->addWidget(m_note);
    right->addSpacing(space::Tiny);
    right->addWidget(m_incidents);
    right->addWidget(m_dial);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(space::Wide, space::Medium, space::Wide, space::Medium);
    layout->setSpacing(space::Wide);
    layout->addWidget(m_list);
    layout->addLayout(right, 1);
    setFocusProxy(m_list);
    connect(m_list, &QListWidget::currentRowChanged, this, &ScenarioPage::choose);
    for (NumberBox* box : {m_seconds, m_rate}) connect(box, &QSpinBox::valueChanged, this, &ScenarioPage::renewWords);
    connect(m_start, &QPushButton::clicked, this, [this] { m_feed.start(wish()); });
    connect(m_stop, &QPushButton::clicked, this, [this] { m_feed.control().requestStop(); });
    for (const auto signal : {&RunFeed::shownChanged, &RunFeed::progressChanged}) connect(&feed, signal, this, &ScenarioPage::renew);
    connect(&look, &Look::changed, this, &ScenarioPage::dress);
    dress();
    fill();
    renew();
}

QWidget* ScenarioPage::makeFields()
{
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression("\\d{1,19}"), m_seed));
    m_seed->setFixedWidth(120);
    for (const std::string& name : jsonNamesIn(m_feed.control().resources() / "budgets")) m_budget->add(text(name), text(name));
    m_budget->choose("reference");
    m_rate->setMinimumWidth(190);
    auto* fields = new QWidget;
    auto* layout = new QHBoxLayout(fields);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::Large);
    const std::pair<const char*, QWidget*> all[] = {{"Length", m_seconds}, {"Peak", m_rate}, {"Seed", m_seed}, {"Budget", m_budget}};
    for (const auto& [words, field] : all) {
        auto* column = new QVBoxLayout;
        column->setSpacing(2);
        auto* label = new QLabel(words);
        label->setBuddy(field);
        field->setAccessibleName(words);
        column->addWidget(label);
        column->addWidget(field);
        layout->addLayout(column);
    }
    layout->addStretch(1);
    layout->addWidget(m_start, 0, Qt::AlignBottom);
    layout->addWidget(m_stop, 0, Qt::AlignBottom);
    return fields;
}

void ScenarioPage::fill()
{
    for (const std::string& name : simulator::scenarioNames(m_feed.control().resources())) {
        auto scenario = simulator::findScenario(name, m_feed.control().resources());
        if (!scenario) continue;
        m_scenarios.push_back(std::move(*scenario));
        m_list->addItem(text(name));
        m_list->item(m_list->count() - 1)->setSizeHint({0, RowHeight});
    }
    for (std::size_t i = 0; i < m_scenarios.size(); ++i)
        if (m_scenarios[i].name == "flash-sale") m_list->setCurrentRow(static_cast<int>(i));
}

void ScenarioPage::choose()
{
    const int row = m_list->currentRow();
    if (row < 0) return;
    m_own = m_scenarios[static_cast<std::size_t>(row)];
    const QSignalBlocker quietSeconds(m_seconds), quietRate(m_rate);
    m_seconds->setValue(static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(m_own->duration()).count()));
    m_rate->setValue(static_cast<int>(m_own->peak().perSecond));
    m_seed->setText(QString::number(m_own->seed));
    m_description->setText(text(m_own->description));
    renewWords();
}

void ScenarioPage::renewWords()
{
    if (!m_own) return;
    simulator::Scenario planned = m_own->scaledTo(std::chrono::seconds(m_seconds->value()));
    if (m_rate->value() != static_cast<int>(m_own->peak().perSecond)) planned = planned.withRate(m_rate->value());
    const QString words = text(planned.inWords());
    m_hero->setText(words.left(1).toUpper() + words.mid(1) + ".");
    m_curve->show(std::move(planned));
}

RunWish ScenarioPage::wish() const
{
    RunWish wish;
    if (!m_own) return wish;
    wish.scenario = m_own->name;
    wish.budget = m_budget->value().toStdString();
    if (std::chrono::seconds(m_seconds->value()) != m_own->duration()) wish.duration = std::to_string(m_seconds->value()) + "s";
    if (m_rate->value() != static_cast<int>(m_own->peak().perSecond)) wish.rate = m_rate->value();
    if (!m_seed->text().isEmpty()) wish.seed = m_seed->text().toULongLong();
    return wish;
}

void ScenarioPage::renew()
{
    const bool underWay = m_feed.isUnderWay();
    m_start->setVisible(!underWay);
    m_stop->setVisible(underWay);
    m_note->setText(underWay ? "A run is under way; what is chosen here holds for the next one."
                             : "Shoppers are simulated and call the collector in this process. The same seed gives the same events.");
}

void ScenarioPage::dress()
{
    m_hero->setFont(m_look.type().sentence);
    for (QLabel* label : {m_description, m_note}) label->setPalette(m_look.secondaryPalette());
}

} // namespace tailrace::ui
