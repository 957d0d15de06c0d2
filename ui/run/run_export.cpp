// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_export.h"

#include "pipeline/base/named_thread.h"
#include "pipeline/report/judged_by.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

QString outcomeOf(const Result<std::vector<std::filesystem::path>>& files, const std::filesystem::path& folder)
{
    if (!files) return "The report was not written: " + text(files.error().context()) + ". Choose another folder.";
    if (files->size() == 1) return "Written: " + text(files->front().string());
    return QStringLiteral("Written: %1 files in ").arg(files->size()) + text(folder.string());
}

} // namespace

void RunExport::write(std::shared_ptr<const report::RunRecord> record, telemetry::Budget budget, std::filesystem::path folder,
    std::vector<report::Format> formats)
{
    if (m_busy || !record) return;
    m_busy = true;
    m_thread = namedThread("export",
        [this, record = std::move(record), budget = std::move(budget), folder = std::move(folder),
            formats = std::move(formats)](const std::stop_token&) {
            const QString words =
                outcomeOf(record->budget == budget ? report::exportRun(*record, folder, formats)
                                                   : report::exportRun(report::judgedBy(*record, budget), folder, formats),
                    folder);
            QMetaObject::invokeMethod(this, [this, words] {
                m_busy = false;
                Q_EMIT done(words);
            });
        });
}

} // namespace tailrace::ui
