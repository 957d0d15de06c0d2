// SPDX-License-Identifier: Apache-2.0
#include "app/headless/sessions_command.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <vector>

#include "app/headless/failed.h"
#include "app/run/out_folder.h"
#include "pipeline/event/iso_time.h"
#include "pipeline/report/number_format.h"
#include "pipeline/report/text_columns.h"
#include "pipeline/report/text_escape.h"
#include "pipeline/sessionize/closed_session_reader.h"

namespace tailrace::headless {
namespace {

using sessionize::ClosedSession;
using Json = nlohmann::ordered_json;

constexpr std::size_t PageSize = 1000;

std::string iso(EventTime time)
{
    std::string text;
    event::appendIsoTime(text, time);
    return text;
}

Result<sessionize::ClosedSessionPage> pageOf(const sessionize::ClosedSessionReader& index, const SessionsArguments& arguments,
    std::size_t limit, std::optional<sessionize::ClosedSessionCursor> from)
{
    if (!arguments.shopper.empty()) return index.ofShopper(arguments.shopper, limit, from);
    return index.closedBetween(EventTime::min(), EventTime::max(), limit, from);
}

Result<std::vector<ClosedSession>> read(const sessionize::ClosedSessionReader& index, const SessionsArguments& arguments)
{
    std::vector<ClosedSession> sessions;
    std::optional<sessionize::ClosedSessionCursor> next;
    do {
        auto page = pageOf(index, arguments, std::min(PageSize, arguments.limit - sessions.size()), next);
        if (!page) return page.error();
        std::ranges::move(page->sessions, std::back_inserter(sessions));
        next = page->next;
    } while (next && sessions.size() < arguments.limit);
    return sessions;
}

void printAsText(const std::vector<ClosedSession>& sessions)
{
    std::vector<std::vector<std::string>> lines{
        {"began (UTC)", "closed (UTC)", "shopper", "seconds", "events", "products", "cart +", "cart -", "checkouts", "revision"}};
    for (const ClosedSession& session : sessions) {
        const std::chrono::duration<double> length = session.last - session.first;
        const auto& counts = session.counts;
        lines.push_back({iso(session.first), iso(session.closedAt), report::printable(session.shopper), report::fixed(length.count(), 1),
            std::to_string(counts.events), std::to_string(counts.productViews), std::to_string(counts.cartAdds),
            std::to_string(counts.cartRemoves), std::to_string(counts.checkouts), std::to_string(session.revision)});
    }
    std::printf("%s", report::textColumns(lines, 3).c_str());
}

void printAsJson(const std::vector<ClosedSession>& sessions)
{
    for (const ClosedSession& session : sessions) {
        const auto& counts = session.counts;
        const Json line{{"shopper", session.shopper}, {"first", iso(session.first)}, {"last", iso(session.last)},
            {"closedAt", iso(session.closedAt)}, {"events", counts.events}, {"pageViews", counts.pageViews},
            {"productViews", counts.productViews}, {"cartAdds", counts.cartAdds}, {"cartRemoves", counts.cartRemoves},
            {"checkouts", counts.checkouts}, {"revision", session.revision}};
        std::printf("%s\n", line.dump(-1, ' ', true, Json::error_handler_t::replace).c_str());
    }
}

} // namespace

int listSessions(const SessionsArguments& arguments)
{
    const sessionize::ClosedSessionReader index(run::OutFolder::closedSessionsIn(arguments.folder));
    const auto sessions = read(index, arguments);
    if (!sessions) {
        if (sessions.error().code() != ErrorCode::NotFound) return failed(sessions.error().message());
        return failed(arguments.folder.string() + " holds no index of closed sessions; give the folder that a run was given as --out",
            ExitUsage);
    }
    if (arguments.format == "json") {
        printAsJson(*sessions);
        return ExitOk;
    }
    if (sessions->empty()) {
        std::printf("No closed session%s. A session closes when its shopper has been silent for longer than the gap and the grace.\n",
            arguments.shopper.empty() ? "" : " of this shopper");
        return ExitOk;
    }
    printAsText(*sessions);
    if (!arguments.shopper.empty()) return ExitOk;
    if (const auto known = index.statistics(); known && known->sessions > sessions->size())
        std::printf("%s of %s; --limit shows more.\n", report::grouped(sessions->size()).c_str(), report::grouped(known->sessions).c_str());
    return ExitOk;
}

} // namespace tailrace::headless
