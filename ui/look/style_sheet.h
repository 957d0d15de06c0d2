// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "ui/look/tokens.h"
#include "ui/look/type.h"

namespace tailrace::ui {

// What the ordinary widgets (buttons, lists, fields, scroll bars) look like; everything else paints itself.
QString styleSheetOf(const Tokens& tokens, const Type& type);

} // namespace tailrace::ui
