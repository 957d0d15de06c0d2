// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <optional>

#include "pipeline/telemetry/trace.h"
#include "ui/look/look.h"

namespace tailrace::ui {

// One event's life: a row per stage on one axis from the moment it was due, waiting hatched, working solid.
class Waterfall : public QWidget {
    Q_OBJECT
public:
    explicit Waterfall(const Look& look);

    void show(const telemetry::Trace& trace);
    void clear();

protected:
    void paintEvent(QPaintEvent* event) override;
    QSize sizeHint() const override { return {600, 240}; }

private:
    QRectF plot() const;
    double xOf(std::chrono::nanoseconds sinceDue) const;
    void paintAxis(QPainter& painter) const;
    void paintStage(QPainter& painter, std::size_t stage) const;

    const Look& m_look;
    std::optional<telemetry::Trace> m_trace;
    double m_endMs = 1;
};

} // namespace tailrace::ui
