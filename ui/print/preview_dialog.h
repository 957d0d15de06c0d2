// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QImage>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <memory>
#include <thread>

#include "pipeline/report/run_record.h"
#include "ui/look/look.h"

namespace tailrace::ui {

// The pages of the report as they will be printed, and the button that writes them. They are laid out and drawn on a thread of its own,
// which ends with the dialog.
class PreviewDialog : public QDialog {
    Q_OBJECT
public:
    // As `budget` judges the run (see report::judgedBy).
    PreviewDialog(std::shared_ptr<const report::RunRecord> record, const telemetry::Budget& budget, const Look& look, QWidget* parent);

    int pageCount() const { return static_cast<int>(m_pages.size()); }

Q_SIGNALS:
    void writeWished();

private:
    void draw(std::shared_ptr<const report::RunRecord> record, const telemetry::Budget& budget, const QString& family);
    void take(const std::vector<QImage>& pages);

    QScrollArea* m_scroll;
    QVBoxLayout* m_column;
    QLabel* m_words;
    QPushButton* m_write;
    QList<QLabel*> m_pages;
    std::jthread m_thread; // last: joined before anything else goes
};

} // namespace tailrace::ui
