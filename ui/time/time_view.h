// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <optional>

namespace tailrace::ui {

// Seconds since the run's start.
struct TimeSpan {
    double from = 0, to = 0;
    double length() const { return to - from; }
    bool contains(double second) const { return second >= from && second < to; }
    bool operator==(const TimeSpan&) const = default;
};

// The one time of all views: which range they show, where the crosshair is, and whether they follow the run. Capture goes on whatever
// is chosen here. Lives on the GUI thread.
class TimeView : public QObject {
    Q_OBJECT
public:
    static constexpr double Shortest = 5; // seconds
    static constexpr double UsualLength = 60;

    // What every chart shows. While following it ends at the run's present; before the run is that long, it begins at 0.
    TimeSpan span() const;
    // The part of it that has been measured.
    TimeSpan measured() const;
    double end() const { return m_end; }
    bool isLive() const { return m_mode == Mode::Live; }
    bool isPaused() const { return m_mode == Mode::Held; }
    // "view: live", "view: paused at 0:47", …
    QString inWords() const;
    std::optional<double> cursor() const { return m_cursor; }

    // Another run begins, or one that is over is shown as a whole.
    void begin();
    void showWhole(double seconds);
    // The run has come so far.
    void setEnd(double seconds);

    void goLive();               // of a run that is over: all of it
    void setPaused(bool paused); // holds the view where it is
    void rewind(double seconds); // and holds it there
    void brush(TimeSpan span);   // and holds it there
    void zoom(double factor);    // below 1: closer; around the cursor, or the present
    void pan(double share);      // of the range's length
    void setCursor(std::optional<double> second);

Q_SIGNALS:
    void spanChanged();
    void cursorChanged();
    void modeChanged();

private:
    enum class Mode { Live, Held, Whole };

    void hold(TimeSpan span);
    void enter(Mode mode);

    Mode m_mode = Mode::Live;
    bool m_isOver = false; // nothing more comes
    double m_end = 0;
    double m_length = UsualLength;
    TimeSpan m_held;
    std::optional<double> m_cursor;
};

// "0:47", "1:02:03"
QString clockText(double seconds);

} // namespace tailrace::ui
