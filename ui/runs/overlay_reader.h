// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <filesystem>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "ui/runs/run_overlay.h"

namespace tailrace::ui {

// Which run files lie over each other.
struct OverlayWish {
    std::filesystem::path a, b;
    std::vector<std::filesystem::path> likeA, likeB; // see RunOverlay; the newest first
    bool areEqual = false;
    std::size_t leftOut = 0;
};

// Reads the runs of a comparison on a thread of its own, which ends with the object. Of the wishes that come while it reads, only the
// latest counts. Belongs to the GUI thread, which never waits for it.
class OverlayReader : public QObject {
    Q_OBJECT
public:
    void read(OverlayWish wish);

Q_SIGNALS:
    void done(std::shared_ptr<const tailrace::ui::RunOverlay> overlay);

private:
    void begin(OverlayWish wish);

    std::optional<OverlayWish> m_next;
    bool m_busy = false;
    std::jthread m_thread; // last: joined before anything else goes
};

} // namespace tailrace::ui
