// SPDX-License-Identifier: Apache-2.0
#include "pipeline/recommend/carousel.h"

#include <algorithm>
#include <array>

#include "pipeline/base/html_text.h"
#include "pipeline/base/number_text.h"
#include "pipeline/recommend/ranker.h"
#include "pipeline/recommend/url_segment.h"

namespace tailrace::recommend {
namespace {

constexpr std::array<std::string_view, 6> WithoutMinorUnit{"CLP", "ISK", "JPY", "KRW", "UGX", "VND"};
constexpr std::array<std::string_view, 6> WithThreeDigits{"BHD", "IQD", "JOD", "KWD", "OMR", "TND"};

int decimalsOf(std::string_view currency)
{
    const auto in = [&](const auto& list) { return std::find(list.begin(), list.end(), currency) != list.end(); };
    return in(WithoutMinorUnit) ? 0 : in(WithThreeDigits) ? 3 : 2;
}

void appendPrice(std::string& out, const enrich::Product& product)
{
    appendFixed(out, product.price, decimalsOf(product.currency));
    out.push_back(' ');
    appendHtml(out, product.currency);
}

void appendStockHint(std::string& out, std::int32_t stock) { out.append("only ").append(std::to_string(stock)).append(" left"); }

void appendCard(std::string& out, const Item& item, const enrich::Product& product, const CarouselOptions& options)
{
    const bool low = item.stockSeen <= Ranker::LowStock;
    out.append("<li class=\"tailrace-card\" data-product=\"");
    appendHtml(out, product.id);
    out.append("\" data-reason=\"").append(nameOf(item.reason));
    out.append("\"><a href=\"");
    appendHtml(out, options.linkPrefix);
    appendUrlSegment(out, product.id);
    out.append("\" aria-label=\"");
    appendHtml(out, product.name);
    out.append(", ");
    appendPrice(out, product);
    if (low) {
        out.append(", ");
        appendStockHint(out, item.stockSeen);
    }
    // bdi: a name with text-direction characters in it must not turn its surroundings around
    out.append("\"><bdi class=\"tailrace-name\">");
    appendHtml(out, product.name);
    out.append("</bdi><bdi class=\"tailrace-brand\">");
    appendHtml(out, product.brand);
    out.append("</bdi><span class=\"tailrace-price\">");
    appendPrice(out, product);
    out.append("</span>");
    if (low) {
        out.append("<span class=\"tailrace-stock\">");
        appendStockHint(out, item.stockSeen);
        out.append("</span>");
    }
    out.append("</a></li>\n");
}

} // namespace

void renderCarousel(const Response& response, const CarouselOptions& options, std::string& out)
{
    const std::string& title = response.outcome == Outcome::Personalised ? options.title : options.popularTitle;
    out.clear();
    out.append("<section class=\"tailrace-carousel\" data-outcome=\"").append(nameOf(response.outcome)).append("\" aria-label=\"");
    appendHtml(out, title);
    if (response.items.empty()) {
        out.append("\" hidden></section>\n");
        return;
    }
    out.append("\">\n<h2>");
    appendHtml(out, title);
    out.append("</h2>\n<ul role=\"list\">\n");
    for (const Item& item : response.items) appendCard(out, item, response.catalogue->product(item.product), options);
    out.append("</ul>\n</section>\n");
}

} // namespace tailrace::recommend
