// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/exposure.h"

#include "pipeline/base/number_text.h"
#include "pipeline/event/json_text.h"

namespace tailrace::recommend {
namespace {

using event::appendJsonString;

void appendItem(std::string& out, const Item& item, std::size_t position, const enrich::Catalogue& catalogue)
{
    out.append("{\"product_id\":");
    appendJsonString(out, catalogue.product(item.product).id);
    out.append(",\"position\":");
    appendNumber(out, position);
    out.append(",\"score\":");
    appendNumber(out, item.score);
    out.append(",\"stock_seen\":");
    appendNumber(out, item.stockSeen);
    out.append(",\"reason\":");
    appendJsonString(out, nameOf(item.reason));
    out.push_back('}');
}

} // namespace

void appendExposure(std::string& out, const Exposure& exposure)
{
    const Response& response = exposure.response;
    out.append("{\"request_id\":");
    appendJsonString(out, exposure.requestId);
    out.append(",\"shopper\":");
    appendJsonString(out, exposure.shopper);
    out.append(",\"at\":");
    appendNumber(out, toMillis(exposure.at));
    out.append(",\"outcome\":");
    appendJsonString(out, nameOf(response.outcome));
    out.append(",\"reason\":");
    appendJsonString(out, nameOf(response.reason));
    out.append(",\"feature_version\":");
    if (response.featureVersion)
        appendNumber(out, *response.featureVersion);
    else
        out.append("null");
    out.append(",\"catalogue_version\":");
    appendNumber(out, response.catalogue ? response.catalogue->version() : 0);
    out.append(",\"withdrawn\":");
    appendNumber(out, response.withdrawn);
    out.append(",\"items\":[");
    for (std::size_t i = 0; i < response.items.size(); ++i) {
        if (i > 0) out.push_back(',');
        appendItem(out, response.items[i], i + 1, *response.catalogue);
    }
    out.append("]}");
}

} // namespace tailrace::recommend
