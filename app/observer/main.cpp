// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cinttypes>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

#include "app/observer/cell_watch.h"
#include "app/observer/topic_reader.h"

namespace {

using namespace tailrace::observer;

constexpr const char* Help = R"(tailrace-observer --brokers HOST:PORT --redis ADDRESS --out FILE [--topic NAME] [--partitions N]

Watches a run of Tailrace from outside, with its own clients of Kafka and Redis: reads every event from the topic, and
looks all the time up to which event the feature store holds what follows. Prints READY when it watches, and ends when
its standard input does. Then FILE has a line for each event that the store has come to hold,
"event id,partition,sequence,stored", the last in ns of the host's monotonic clock. Shares no code with what it watches.

  --redis        unix:/path or host:port
  --topic        default clickstream
  --partitions   of the topic, default 4
)";

struct Options {
    std::string brokers, redis, out, topic = "clickstream";
    std::int32_t partitions = 4;
};

bool parse(int count, char** values, Options& options)
{
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string name = values[i], value = values[i + 1];
        if (name == "--brokers")
            options.brokers = value;
        else if (name == "--redis")
            options.redis = value;
        else if (name == "--out")
            options.out = value;
        else if (name == "--topic")
            options.topic = value;
        else if (name == "--partitions")
            options.partitions = std::atoi(value.c_str());
        else
            return false;
    }
    return count % 2 == 1 && !options.brokers.empty() && !options.redis.empty() && !options.out.empty() && options.partitions > 0;
}

// Steps of a partition come in order of `next` and time: the first beyond the sequence is when the event was there.
bool write(const std::string& file, const std::vector<TopicReader::Event>& events, const std::vector<CellWatch::Step>& steps)
{
    std::map<std::int32_t, std::vector<CellWatch::Step>> byPartition;
    for (const CellWatch::Step& step : steps) byPartition[step.partition].push_back(step);
    std::FILE* out = std::fopen(file.c_str(), "we");
    if (!out) return false;
    for (const TopicReader::Event& event : events) {
        const auto& own = byPartition[event.partition];
        const auto step = std::ranges::upper_bound(own, event.sequence, {}, &CellWatch::Step::next);
        if (step == own.end()) continue;
        std::fprintf(out, "%s,%d,%" PRIu64 ",%" PRId64 "\n", event.id.c_str(), event.partition, event.sequence, step->atNanos);
    }
    return std::fclose(out) == 0;
}

int failed(const std::string& words)
{
    std::fprintf(stderr, "tailrace-observer: %s\n", words.c_str());
    return 1;
}

} // namespace

int main(int argc, char** argv)
{
    Options options;
    if (!parse(argc, argv, options)) {
        std::fputs(Help, argc == 2 && std::string(argv[1]) == "--help" ? stdout : stderr);
        return argc == 2 && std::string(argv[1]) == "--help" ? 0 : 2;
    }
    std::signal(SIGPIPE, SIG_IGN);
    TopicReader reader;
    CellWatch cells;
    if (const auto trouble = reader.connect(options.brokers, options.topic, options.partitions); !trouble.empty()) return failed(trouble);
    if (const auto trouble = cells.connect(options.redis); !trouble.empty()) return failed(trouble);
    std::atomic<bool> stop{false};
    std::string trouble;
    std::jthread reading([&] { reader.read(stop); });
    std::jthread watching([&] { trouble = cells.watch(options.partitions, stop); });
    std::puts("READY");
    std::fflush(stdout);
    for (char ignored = 0; ::read(STDIN_FILENO, &ignored, 1) > 0;) {}
    stop = true;
    watching.join();
    reading.join();
    if (!trouble.empty()) return failed(trouble);
    return write(options.out, reader.events(), cells.steps()) ? 0 : failed("cannot write " + options.out);
}
