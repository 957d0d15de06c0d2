// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QAbstractTableModel>
#include <optional>

#include "ui/switches/switch_state.h"

namespace tailrace::ui {

// Each switching with its time and reason, the oldest first, so that nothing moves when one comes; of all switches or of one.
class SwitchHistoryModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Time, Switch, What, Why, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    // What is new is inserted, what is no longer seen removed; only another history starts anew.
    void show(const std::vector<Switching>& history);
    void showOnly(std::optional<degrade::Shed> shed);
    std::optional<degrade::Shed> only() const { return m_only; }

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }
    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(ColumnCount); }
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Switching> chosen() const;

    std::vector<Switching> m_all;
    std::vector<Switching> m_rows;
    std::optional<degrade::Shed> m_only;
};

} // namespace tailrace::ui
