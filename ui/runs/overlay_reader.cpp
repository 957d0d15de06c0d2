// SPDX-License-Identifier: Apache-2.0
#include "ui/runs/overlay_reader.h"

#include <utility>

#include "pipeline/base/named_thread.h"
#include "pipeline/report/run_file.h"
#include "ui/chart/number_text.h"

namespace tailrace::ui {
namespace {

RunOverlay overlayOf(const OverlayWish& wish, const std::stop_token& stop)
{
    RunOverlay overlay;
    overlay.areEqual = wish.areEqual;
    overlay.leftOut = wish.leftOut;
    const auto curves = [&](const std::filesystem::path& file) -> std::optional<RunCurves> {
        if (stop.stop_requested()) return std::nullopt;
        const auto record = report::readRunFile(file);
        if (record) return curvesOf(*record);
        overlay.trouble = text(record.error().context());
        return std::nullopt;
    };
    overlay.a = curves(wish.a).value_or(RunCurves());
    overlay.b = curves(wish.b).value_or(RunCurves());
    for (const auto& file : wish.likeA)
        if (auto run = curves(file)) overlay.likeA.push_back(std::move(*run));
    for (const auto& file : wish.likeB)
        if (auto run = curves(file)) overlay.likeB.push_back(std::move(*run));
    return overlay;
}

} // namespace

void OverlayReader::read(OverlayWish wish)
{
    if (m_busy)
        m_next = std::move(wish);
    else
        begin(std::move(wish));
}

void OverlayReader::begin(OverlayWish wish)
{
    m_busy = true;
    m_thread = namedThread("overlay", [this, wish = std::move(wish)](const std::stop_token& stop) {
        auto overlay = std::make_shared<const RunOverlay>(overlayOf(wish, stop));
        if (stop.stop_requested()) return;
        QMetaObject::invokeMethod(this, [this, overlay = std::move(overlay)] {
            m_busy = false;
            if (auto next = std::exchange(m_next, std::nullopt))
                begin(std::move(*next));
            else
                Q_EMIT done(overlay);
        });
    });
}

} // namespace tailrace::ui
