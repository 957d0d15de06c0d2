// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

constexpr const char* Help = R"(tailrace-broker --topics NAME[:PARTITIONS],... [--partitions N] [--parent PID]

Runs librdkafka's mock Kafka cluster with one broker on a free port of 127.0.0.1, prints the line "READY host:port" and
serves until its standard input ends or SIGTERM or SIGINT arrives. Everything is kept in memory, at most 5 MiB for
each partition (the oldest records go first, silently), and is gone afterwards. There is no authentication.

  --topics       topics to create before READY; a number behind a colon overrides --partitions
  --partitions   partitions of the topics without a number of their own (default 4)
  --parent PID   be killed when that process, which must be our parent, dies
)";

struct Topic {
    std::string name;
    std::optional<int> partitions;
};

struct Options {
    int partitions = 4;
    std::vector<Topic> topics;
    std::optional<pid_t> parent;
};

std::optional<int> positiveNumber(std::string_view text)
{
    int number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number < 1) return std::nullopt;
    return number;
}

bool parseTopics(std::string_view list, std::vector<Topic>& topics)
{
    while (!list.empty()) {
        const std::string_view item = list.substr(0, list.find(','));
        list.remove_prefix(std::min(item.size() + 1, list.size()));
        const auto colon = item.find(':');
        Topic topic{std::string(item.substr(0, colon)), std::nullopt};
        if (colon != std::string_view::npos) topic.partitions = positiveNumber(item.substr(colon + 1));
        if (topic.name.empty() || (colon != std::string_view::npos && !topic.partitions)) return false;
        topics.push_back(std::move(topic));
    }
    return !topics.empty();
}

bool parseArguments(int count, char** values, Options& options)
{
    for (int i = 1; i < count; i += 2) {
        const std::string_view name = values[i];
        if (i + 1 == count) return false;
        const std::string_view value = values[i + 1];
        if (name == "--topics") {
            if (!parseTopics(value, options.topics)) return false;
            continue;
        }
        const auto number = positiveNumber(value);
        if (!number) return false;
        if (name == "--partitions") {
            options.partitions = *number;
        } else if (name == "--parent") {
            options.parent = *number;
        } else {
            return false;
        }
    }
    return !options.topics.empty();
}

int fail(const std::string& why)
{
    std::fprintf(stderr, "tailrace-broker: %s\n", why.c_str());
    return 1;
}

// SIGTERM and SIGINT as a descriptor. To be called before there are other threads, which inherit the mask.
int signalDescriptor()
{
    sigset_t asked;
    sigemptyset(&asked);
    sigaddset(&asked, SIGTERM);
    sigaddset(&asked, SIGINT);
    sigprocmask(SIG_BLOCK, &asked, nullptr);
    return signalfd(-1, &asked, SFD_CLOEXEC);
}

// The mock cluster's thread takes up a request, then empties its wake-up pipe: a request that comes in between waits for the
// thread's next turn, a whole second. Anything on a socket ends that wait, so we knock at its door until all is set up.
class Knocker {
public:
    explicit Knocker(const std::string& address)
    {
        m_address.sin_family = AF_INET;
        m_address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_address.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1))));
        m_thread = std::jthread([this](const std::stop_token& stop) {
            while (!stop.stop_requested()) {
                knock();
                std::this_thread::sleep_for(std::chrono::milliseconds(2));
            }
        });
    }

private:
    void knock() const
    {
        const int door = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (door < 0) return;
        [[maybe_unused]] const int answered = connect(door, reinterpret_cast<const sockaddr*>(&m_address), sizeof m_address);
        close(door);
    }

    sockaddr_in m_address{};
    std::jthread m_thread;
};

void serve(int signals)
{
    char ignored[256];
    pollfd waits[] = {{STDIN_FILENO, POLLIN, 0}, {signals, POLLIN, 0}};
    while (poll(waits, 2, -1) >= 0 && waits[1].revents == 0)
        if (waits[0].revents != 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0) return;
}

} // namespace

int main(int count, char** values)
{
    if (count == 2 && std::string_view(values[1]) == "--help") {
        std::fputs(Help, stdout);
        return 0;
    }
    Options options;
    if (!parseArguments(count, values, options)) {
        std::fputs(Help, stderr);
        return 2;
    }
    if (options.parent) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != *options.parent) return fail("--parent names another process than our parent (has it died?)");
    }
    const int signals = signalDescriptor();
    char reason[512];
    rd_kafka_conf_t* configuration = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(configuration, nullptr);
    const std::unique_ptr<rd_kafka_t, void (*)(rd_kafka_t*)> client(rd_kafka_new(RD_KAFKA_PRODUCER, configuration, reason, sizeof reason),
        rd_kafka_destroy);
    if (!client) return fail(reason);
    const std::unique_ptr<rd_kafka_mock_cluster_t, void (*)(rd_kafka_mock_cluster_t*)> cluster(rd_kafka_mock_cluster_new(client.get(), 1),
        rd_kafka_mock_cluster_destroy);
    if (!cluster) return fail("the mock cluster could not be made");
    const std::string address = rd_kafka_mock_cluster_bootstraps(cluster.get());
    {
        const Knocker knocker(address);
        for (const Topic& topic : options.topics) {
            const int partitions = topic.partitions.value_or(options.partitions);
            const auto result = rd_kafka_mock_topic_create(cluster.get(), topic.name.c_str(), partitions, 1);
            if (result != RD_KAFKA_RESP_ERR_NO_ERROR) return fail("topic " + topic.name + ": " + rd_kafka_err2str(result));
        }
    }
    std::printf("READY %s\n", address.c_str());
    std::fflush(stdout);
    serve(signals);
    return 0;
}
