// SPDX-License-Identifier: Apache-2.0
#include "pipeline/degrade/shed_note.h"

namespace tailrace::degrade {
namespace {

constexpr std::string_view Given = "Given up: ", Back = "Back: ", On = "On: ";
constexpr std::string_view ShedUp = "shed", ShedNoMore = "shed no more", ShedByHand = "shed by hand";
constexpr std::string_view ByHand = "By hand";

// What follows `start`; nothing when `text` does not begin with it.
std::optional<std::string_view> after(std::string_view text, std::string_view start)
{
    if (!text.starts_with(start)) return std::nullopt;
    return text.substr(start.size());
}

std::optional<Shed> readName(std::string_view& text)
{
    for (std::size_t i = 0; i < ShedCount; ++i) {
        const auto rest = after(text, std::string(nameOf(static_cast<Shed>(i))) + ". ");
        if (!rest) continue;
        text = *rest;
        return static_cast<Shed>(i);
    }
    return std::nullopt;
}

Position positionOf(std::string_view cause)
{
    for (const Position position : {Position::GivenUp, Position::HeldOn})
        if (cause == causeOf(position, position == Position::GivenUp)) return position;
    return Position::Automatic;
}

} // namespace

std::string causeOf(Position position, bool given)
{
    const std::string start(ByHand);
    switch (position) {
    case Position::GivenUp: return start + ".";
    case Position::HeldOn: return start + ", whatever the load.";
    case Position::Automatic: break;
    }
    return start + " back to automatic; the load " + (given ? "asks for it." : "does not ask for it.");
}

bool isByHand(const ShedChange& change) { return change.cause.starts_with(ByHand); }

ShedNote noteOf(const ShedChange& change)
{
    const std::string_view kind = !change.switched ? ShedByHand : change.given ? ShedUp : ShedNoMore;
    std::string text(change.given ? Given : change.switched ? Back : On);
    text.append(nameOf(change.shed)).append(". ");
    if (change.given) text.append(effectOf(change.shed)).append(" ");
    return {std::string(kind), text + change.cause};
}

std::optional<ShedChange> readShedNote(std::string_view kind, std::string_view text)
{
    if (kind != ShedUp && kind != ShedNoMore && kind != ShedByHand) return std::nullopt;
    ShedChange change{.shed = {}, .given = true, .cause = {}, .switched = kind != ShedByHand};
    auto rest = after(text, Given);
    if (!rest) {
        change.given = false;
        rest = after(text, change.switched ? Back : On);
    }
    if (!rest) return std::nullopt;
    const auto shed = readName(*rest);
    if (!shed) return std::nullopt;
    change.shed = *shed;
    if (change.given) rest = after(*rest, std::string(effectOf(*shed)) + " ").value_or(*rest);
    change.cause = *rest;
    change.position = positionOf(change.cause);
    return change;
}

} // namespace tailrace::degrade
