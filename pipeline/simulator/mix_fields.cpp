// SPDX-License-Identifier: Apache-2.0
#include "pipeline/simulator/mix_fields.h"

namespace tailrace::simulator {
namespace {

constexpr double MostWeight = 1e6;

void readWeights(FieldReader& reader, const JsonField& mix, StepWeights& weights)
{
    const auto field = reader.optionalObject(mix, "weights",
        {"page_view", "search", "list_view", "list_click", "product_view", "promo_view", "add_to_cart", "remove_from_cart", "checkout",
            "leave"});
    if (!field) return;
    reader.optionalNumber(*field, "page_view", weights.pageView, MostWeight);
    reader.optionalNumber(*field, "search", weights.search, MostWeight);
    reader.optionalNumber(*field, "list_view", weights.listView, MostWeight);
    reader.optionalNumber(*field, "list_click", weights.listClick, MostWeight);
    reader.optionalNumber(*field, "product_view", weights.productView, MostWeight);
    reader.optionalNumber(*field, "promo_view", weights.promoView, MostWeight);
    reader.optionalNumber(*field, "add_to_cart", weights.addToCart, MostWeight);
    reader.optionalNumber(*field, "remove_from_cart", weights.removeFromCart, MostWeight);
    reader.optionalNumber(*field, "checkout", weights.checkout, MostWeight);
    reader.optionalNumber(*field, "leave", weights.leave, MostWeight);
}

void readDwell(FieldReader& reader, const JsonField& object, Dwell& dwell)
{
    const auto field = reader.optionalObject(object, "dwell", {"median", "sigma"});
    if (!field) return;
    if (field->has("median")) reader.duration(*field, "median", dwell.median, std::chrono::minutes(10), "10m");
    constexpr double MostSigma = 3; // beyond, most of the time would be spent in waits that are cut
    reader.optionalNumber(*field, "sigma", dwell.sigma, MostSigma);
}

void readViewing(FieldReader& reader, const JsonField& mix, ViewerMix& viewing)
{
    const auto field = reader.optionalObject(mix, "viewing", {"weights", "dwell", "adSkipShare", "adClickShare", "premiereShare"});
    if (!field) return;
    readDwell(reader, *field, viewing.dwell);
    reader.optionalNumber(*field, "adSkipShare", viewing.adSkip, 1.0);
    reader.optionalNumber(*field, "adClickShare", viewing.adClick, 1.0);
    reader.optionalNumber(*field, "premiereShare", viewing.premiere, 1.0);
    const auto weights = reader.optionalObject(*field, "weights", {"pause", "seek", "ad_break", "leave"});
    if (!weights) return;
    reader.optionalNumber(*weights, "pause", viewing.pause, MostWeight);
    reader.optionalNumber(*weights, "seek", viewing.seek, MostWeight);
    reader.optionalNumber(*weights, "ad_break", viewing.adBreak, MostWeight);
    reader.optionalNumber(*weights, "leave", viewing.leave, MostWeight);
}

void readShares(FieldReader& reader, const JsonField& mix, TrafficShares& shares)
{
    constexpr double MostLost = 0.9; // or the next event that anybody hears of would be a long time coming
    reader.optionalNumber(mix, "requestShare", shares.request, 1.0);
    reader.optionalNumber(mix, "malformedShare", shares.malformed, 1.0);
    reader.optionalNumber(mix, "duplicateShare", shares.duplicate, 1.0);
    reader.optionalNumber(mix, "lateShare", shares.late, 1.0);
    reader.optionalNumber(mix, "outOfOrderShare", shares.outOfOrder, 0.5);
    reader.optionalNumber(mix, "lostShare", shares.lost, MostLost);
    reader.optionalNumber(mix, "botShare", shares.bot, 1.0);
    reader.optionalNumber(mix, "loggedInShare", shares.loggedIn, 1.0);
    reader.optionalNumber(mix, "loginLaterShare", shares.loginLater, 1.0);
    reader.optionalNumber(mix, "twoDevicesShare", shares.twoDevices, 1.0);
    reader.optionalNumber(mix, "campaignShare", shares.campaign, 1.0);
    reader.optionalNumber(mix, "returningShare", shares.returning, 1.0);
    reader.optionalNumber(mix, "viewerShare", shares.viewer, 1.0);
    if (shares.malformed + shares.duplicate + shares.late + shares.outOfOrder > 1.0)
        reader.fail(mix.error("malformed, duplicate, late and out-of-order shares together must be at most 1"));
}

} // namespace

void readMix(FieldReader& reader, const JsonField& scenario, TrafficMix& mix)
{
    const auto field = reader.optionalObject(scenario, "mix",
        {"weights", "dwell", "viewing", "checkoutSteps", "requestShare", "malformedShare", "duplicateShare", "lateShare", "outOfOrderShare",
            "lostShare", "botShare", "loggedInShare", "loginLaterShare", "twoDevicesShare", "campaignShare", "returningShare",
            "viewerShare"});
    if (!field) return;
    readShares(reader, *field, mix.shares);
    readWeights(reader, *field, mix.weights);
    readDwell(reader, *field, mix.dwell);
    readViewing(reader, *field, mix.viewing);
    if (field->has("checkoutSteps")) reader.whole(*field, "checkoutSteps", mix.checkoutSteps, 2, 9);
}

} // namespace tailrace::simulator
