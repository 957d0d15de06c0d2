// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/media_text.h"

#include <cmath>

#include "pipeline/base/number_text.h"
#include "pipeline/simulator/titles.h"
#include "pipeline/simulator/uuid_text.h"

namespace tailrace::simulator {
namespace {

constexpr std::uint64_t ViewingSalt = 0x71e3;

// 75.25 -> 75.250
void appendSeconds(double seconds, std::string& out)
{
    const long long millis = std::llround(seconds * 1000);
    appendNumber(out, millis / 1000);
    out += '.';
    for (const int digit : {100, 10, 1}) out += static_cast<char>('0' + millis / digit % 10);
}

bool isAd(event::EventType type)
{
    using event::EventType;
    return type == EventType::MediaAdStart || type == EventType::MediaAdSkip || type == EventType::MediaAdClick
        || type == EventType::MediaAdComplete;
}

} // namespace

void appendMediaPayload(const ShopperStep& step, std::uint64_t viewer, std::string& out)
{
    const PlayerView& player = step.player;
    const Title& title = Titles[player.title];
    out += R"("media_player":{"currentTime":)";
    appendSeconds(player.position, out);
    out += R"(,"duration":)";
    appendNumber(out, title.seconds);
    out.append(R"(,"label":")").append(title.name).append(R"(","paused":)").append(player.paused ? "true" : "false");
    out.append(R"(,"ended":)").append(step.type == event::EventType::MediaEnd ? "true" : "false");
    out += R"(},"media_session":{"mediaSessionId":")";
    appendDerivedUuid(viewer ^ scramble(ViewingSalt + player.viewing), out);
    out += R"(","adsClicked":)";
    appendNumber(out, static_cast<unsigned>(player.adsClicked));
    out += R"(,"adsSkipped":)";
    appendNumber(out, static_cast<unsigned>(player.adsSkipped));
    out += '}';
    if (!isAd(step.type)) return;
    out += R"(,"ad":{"adId":")";
    appendNumber(out, player.ad);
    out += "\"}";
}

void appendTitlePath(const ShopperStep& step, std::string& out)
{
    out += "/watch/";
    appendNumber(out, static_cast<unsigned>(step.player.title));
}

} // namespace tailrace::simulator
