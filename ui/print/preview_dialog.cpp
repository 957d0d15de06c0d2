// SPDX-License-Identifier: Apache-2.0
#include "ui/print/preview_dialog.h"

#include <QHBoxLayout>
#include <QPainter>

#include "pipeline/base/named_thread.h"
#include "pipeline/report/judged_by.h"
#include "ui/print/printed_report.h"

namespace tailrace::ui {
namespace {

// Sharp on the screen that it is shown on.
QImage pageImage(PrintedReport& report, int page, double ratio)
{
    QImage image(QSize(static_cast<int>(PrintedReport::PageWidth * ratio), static_cast<int>(PrintedReport::PageHeight * ratio)),
        QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::white);
    QPainter painter(&image);
    report.paint(painter, page);
    return image;
}

} // namespace

PreviewDialog::PreviewDialog(std::shared_ptr<const report::RunRecord> record, const telemetry::Budget& budget, const Look& look,
    QWidget* parent)
    : QDialog(parent),
      m_scroll(new QScrollArea),
      m_column(new QVBoxLayout),
      m_words(new QLabel(QStringLiteral(u"Laying out the pages\u2026"))),
      m_write(new QPushButton("Write the PDF"))
{
    setObjectName("reportPreview");
    setWindowTitle("The report on paper");
    setAttribute(Qt::WA_DeleteOnClose);
    auto* pages = new QWidget;
    pages->setLayout(m_column);
    m_column->setSizeConstraint(QLayout::SetFixedSize);
    m_column->setSpacing(space::Large);
    m_scroll->setWidget(pages);
    m_scroll->setAlignment(Qt::AlignHCenter);
    m_scroll->setFocusPolicy(Qt::StrongFocus);
    m_scroll->setAccessibleName("Pages of the report");
    m_write->setObjectName("writePdf");
    m_write->setProperty("kind", "main");
    m_write->setToolTip("Writes report.pdf beside the run (Enter)");
    m_write->setDefault(true);
    m_write->setEnabled(false);
    auto* close = new QPushButton("Close");
    close->setAutoDefault(false);
    close->setToolTip("Writes nothing (Escape)");
    connect(close, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_write, &QPushButton::clicked, this, [this] {
        Q_EMIT writeWished();
        accept();
    });
    auto* row = new QHBoxLayout;
    row->addWidget(m_words, 1);
    row->addWidget(close);
    row->addWidget(m_write);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_scroll, 1);
    layout->addLayout(row);
    resize(static_cast<int>(PrintedReport::PageWidth) + 80, std::max(600, parent->height() - 40));
    m_scroll->setFocus();
    draw(std::move(record), budget, look.type().body.family());
}

void PreviewDialog::draw(std::shared_ptr<const report::RunRecord> record, const telemetry::Budget& budget, const QString& family)
{
    m_thread = namedThread("preview",
        [this, record = std::move(record), budget, family, ratio = devicePixelRatioF()](const std::stop_token& stop) {
            PrintedReport report(report::judgedBy(*record, budget), family);
            std::vector<QImage> pages;
            for (int page = 0; page < report.pageCount() && !stop.stop_requested(); ++page) pages.push_back(pageImage(report, page, ratio));
            if (stop.stop_requested()) return;
            QMetaObject::invokeMethod(this, [this, pages = std::move(pages)] { take(pages); });
        });
}

void PreviewDialog::take(const std::vector<QImage>& pages)
{
    for (const QImage& page : pages) {
        auto* label = new QLabel;
        label->setPixmap(QPixmap::fromImage(page));
        m_pages << label;
        label->setAccessibleName(QStringLiteral("Page %1 of %2").arg(m_pages.size()).arg(pages.size()));
        m_column->addWidget(label);
    }
    m_words->setText(QStringLiteral("%1 pages, A4").arg(pages.size()));
    m_write->setEnabled(true);
}

} // namespace tailrace::ui
