// SPDX-License-Identifier: Apache-2.0
#include "ui/run/run_export.h"

#include <QRegularExpression>

#include "pipeline/base/named_thread.h"
#include "pipeline/base/whole_file.h"
#include "pipeline/report/judged_by.h"
#include "ui/chart/number_text.h"
#include "ui/print/printed_report.h"

namespace tailrace::ui {
namespace {

QString outcomeOf(const Result<std::vector<std::filesystem::path>>& files, const std::filesystem::path& folder)
{
    if (!files) return "The report was not written: " + text(files.error().context()) + ". Choose another folder.";
    if (files->size() == 1) return "Written: " + text(files->front().string());
    return QStringLiteral("Written: %1 files in ").arg(files->size()) + text(folder.string());
}

std::filesystem::path folderOf(const ShownRun& shown)
{
    const auto folder = shown.file.parent_path();
    if (shown.budget == shown.ownBudget) return folder;
    static const QRegularExpression Odd("[^\\w-]");
    return folder / ("judged-by-" + text(shown.budget.name).replace(Odd, "-").toStdString());
}

struct Wish {
    std::shared_ptr<const report::RunRecord> record;
    telemetry::Budget budget;
    std::filesystem::path folder;
    std::vector<report::Format> formats;
    bool pdf = false;
    QString family;
};

Result<std::vector<std::filesystem::path>> writeAll(const Wish& wish)
{
    const report::RunRecord record = report::judgedBy(*wish.record, wish.budget);
    auto files = report::exportRun(record, wish.folder, wish.formats);
    if (!files || !wish.pdf) return files;
    const QByteArray bytes = PrintedReport(record, wish.family).pdf();
    const auto file = wish.folder / "report.pdf";
    if (auto written = replaceFile(file, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size()))); !written)
        return written.error();
    files->push_back(file);
    return files;
}

} // namespace

void RunExport::write(const ShownRun& shown, const QString& format, const QString& family)
{
    if (m_busy || !shown.record) return;
    m_busy = true;
    Wish wish{.record = shown.record, .budget = shown.budget, .folder = folderOf(shown), .formats = {}, .family = family};
    wish.pdf = format.isEmpty() || format == "pdf";
    if (format.isEmpty())
        wish.formats.assign(report::AllFormats.begin(), report::AllFormats.end());
    else if (!wish.pdf)
        wish.formats = {*report::parseFormat(format.toStdString())};
    m_thread = namedThread("export", [this, wish = std::move(wish)](const std::stop_token&) {
        const QString words = outcomeOf(writeAll(wish), wish.folder);
        QMetaObject::invokeMethod(this, [this, words] {
            m_busy = false;
            Q_EMIT done(words);
        });
    });
}

} // namespace tailrace::ui
