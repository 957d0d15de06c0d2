// SPDX-License-Identifier: Apache-2.0
#include "ui/look/tokens.h"

#include <algorithm>
#include <cmath>

namespace tailrace::ui {
namespace {

Tokens light()
{
    return {.window = 0xF6F7F9,
        .panel = 0xFFFFFF,
        .raised = 0xFFFFFF,
        .text = 0x1B1F24,
        .secondary = 0x5D6672,
        .hairline = 0xDDE1E6,
        .accent = 0x2A66CE,
        .within = 0x1A7A50,
        .tight = 0x8F5D12,
        .over = 0xC23434,
        .idle = 0x66707B,
        .stages = {0x4477AA, 0x228833, 0xAA3377, 0xA0740A, 0x1F8496},
        .heat = {0xCDE9DF, 0x93D5C0, 0x4FBBB2, 0x359AAC, 0x3674A3, 0x3F4A8F, 0x2B1C48}};
}

Tokens dark()
{
    return {.window = 0x14171B,
        .panel = 0x1B1F25,
        .raised = 0x232830,
        .text = 0xE6E9ED,
        .secondary = 0x98A2AE,
        .hairline = 0x323942,
        .accent = 0x6EA0FF,
        .within = 0x4CC38A,
        .tight = 0xE3A93C,
        .over = 0xFF6B6B,
        .idle = 0x98A2AE,
        .stages = {0x6F9FD0, 0x55B567, 0xD06AA3, 0xD9B44A, 0x66CCDD},
        .heat = {0x3A3564, 0x3F4A8F, 0x38689F, 0x3389A8, 0x3CABAC, 0x66D0AE, 0xD3F1DC}};
}

double luminance(const QColor& colour)
{
    const auto linear = [](double c) { return c <= 0.03928 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

} // namespace

const Tokens& tokensOf(Theme theme)
{
    static const Tokens Light = light();
    static const Tokens Dark = dark();
    return theme == Theme::Light ? Light : Dark;
}

double contrastOf(const QColor& one, const QColor& other)
{
    const double a = luminance(one);
    const double b = luminance(other);
    return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

} // namespace tailrace::ui
