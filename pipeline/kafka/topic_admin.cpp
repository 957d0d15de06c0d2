// SPDX-License-Identifier: Apache-2.0
#include "pipeline/kafka/topic_admin.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string_view>
#include <thread>

#include "pipeline/kafka/connection_trouble.h"
#include "pipeline/kafka/kafka_error.h"

namespace tailrace::kafka {
namespace {

using NewTopicHandle = std::unique_ptr<rd_kafka_NewTopic_t, HandleDeleter<rd_kafka_NewTopic_destroy>>;
using QueueHandle = std::unique_ptr<rd_kafka_queue_t, HandleDeleter<rd_kafka_queue_destroy>>;
using EventHandle = std::unique_ptr<rd_kafka_event_t, HandleDeleter<rd_kafka_event_destroy>>;
using AdminOptionsHandle = std::unique_ptr<rd_kafka_AdminOptions_t, HandleDeleter<rd_kafka_AdminOptions_destroy>>;
using ConfigResourceHandle = std::unique_ptr<rd_kafka_ConfigResource_t, HandleDeleter<rd_kafka_ConfigResource_destroy>>;
using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds TurnedAwayLimit{500};
constexpr std::chrono::seconds AskLimit{1}; // for what a run can do without
constexpr int NoReplicationWish = -1;       // the broker's default.replication.factor

int millisUntil(SteadyClock::time_point until)
{
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(until - SteadyClock::now()).count();
    return static_cast<int>(std::max<std::int64_t>(1, left));
}

void noteTrouble(rd_kafka_t*, int code, const char* reason, void* trouble)
{
    auto& noted = *static_cast<ConnectionTrouble*>(trouble);
    if (noted.text.empty()) noted.text = reason;
    noted.everyBroker |= code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN;
}

// Waits for a first answer. A broker that turns us away (nothing listens, no such host) is given a moment only, one that says
// nothing the whole time.
Result<void> reach(rd_kafka_t* client, const ConnectionTrouble& trouble, SteadyClock::time_point until)
{
    const auto patient = SteadyClock::now() + TurnedAwayLimit;
    while (true) {
        const rd_kafka_metadata_t* metadata = nullptr;
        const auto code = rd_kafka_metadata(client, 0, nullptr, &metadata, std::min(200, millisUntil(until)));
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
            rd_kafka_metadata_destroy(metadata);
            return {};
        }
        rd_kafka_poll(client, 0); // lets trouble be noted
        const auto now = SteadyClock::now();
        if (trouble.everyBroker && now >= patient) return Error(ErrorCode::Unavailable, trouble.text);
        if (now >= until) return Error(ErrorCode::Timeout, trouble.text.empty() ? "it does not answer" : trouble.text);
    }
}

Result<ClientHandle> makeClient(const ClientOptions& options, ConnectionTrouble& trouble)
{
    auto conf = makeConf(options, {});
    if (!conf) return conf.error();
    rd_kafka_conf_set_error_cb(conf->get(), noteTrouble);
    rd_kafka_conf_set_opaque(conf->get(), &trouble);
    return newClient(RD_KAFKA_PRODUCER, std::move(*conf), "admin client");
}

Result<std::set<std::string>> topicsOf(rd_kafka_t* client, SteadyClock::time_point until)
{
    const rd_kafka_metadata_t* metadata = nullptr;
    const rd_kafka_resp_err_t code = rd_kafka_metadata(client, 1, nullptr, &metadata, millisUntil(until));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return toError(code, "list the topics");
    const MetadataHandle owned(metadata);
    std::set<std::string> names;
    for (int i = 0; i < metadata->topic_cnt; ++i) {
        if (metadata->topics[i].err == RD_KAFKA_RESP_ERR_NO_ERROR) names.insert(metadata->topics[i].topic);
    }
    return names;
}

// Asks for each topic by name, which has a broker make it where it is configured so (auto.create.topics.enable).
void mention(rd_kafka_t* client, const std::vector<TopicPlan>& plans, SteadyClock::time_point until)
{
    for (const TopicPlan& plan : plans) {
        const TopicHandle topic(rd_kafka_topic_new(client, plan.name.c_str(), nullptr));
        const rd_kafka_metadata_t* metadata = nullptr;
        if (rd_kafka_metadata(client, 0, topic.get(), &metadata, millisUntil(until)) == RD_KAFKA_RESP_ERR_NO_ERROR)
            rd_kafka_metadata_destroy(metadata);
    }
}

Result<NewTopicHandle> newTopic(const TopicPlan& plan)
{
    std::array<char, 256> reason{};
    NewTopicHandle topic(rd_kafka_NewTopic_new(plan.name.c_str(), plan.partitions, NoReplicationWish, reason.data(), reason.size()));
    if (!topic) return Error(ErrorCode::InvalidInput, "topic " + plan.name + ": " + reason.data());
    if (plan.compacted) rd_kafka_NewTopic_set_config(topic.get(), "cleanup.policy", "compact");
    return topic;
}

Result<void> checkCreated(const rd_kafka_event_t& event)
{
    if (const auto code = rd_kafka_event_error(const_cast<rd_kafka_event_t*>(&event)); code != RD_KAFKA_RESP_ERR_NO_ERROR) {
        return toError(code, "create the topics");
    }
    std::size_t count = 0;
    const auto* result = rd_kafka_event_CreateTopics_result(const_cast<rd_kafka_event_t*>(&event));
    const auto* const* topics = rd_kafka_CreateTopics_result_topics(result, &count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto code = rd_kafka_topic_result_error(topics[i]);
        if (code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) continue;
        return toError(code, std::string("create topic ") + rd_kafka_topic_result_name(topics[i]));
    }
    return {};
}

Result<void> create(rd_kafka_t* client, const std::vector<TopicPlan>& plans, SteadyClock::time_point until)
{
    std::vector<NewTopicHandle> owned;
    std::vector<rd_kafka_NewTopic_t*> topics;
    for (const TopicPlan& plan : plans) {
        auto topic = newTopic(plan);
        if (!topic) return topic.error();
        topics.push_back(topic->get());
        owned.push_back(std::move(*topic));
    }
    const AdminOptionsHandle options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS));
    std::array<char, 256> reason{};
    rd_kafka_AdminOptions_set_request_timeout(options.get(), millisUntil(until), reason.data(), reason.size());
    const QueueHandle queue(rd_kafka_queue_new(client));
    rd_kafka_CreateTopics(client, topics.data(), topics.size(), options.get(), queue.get());
    const EventHandle event(rd_kafka_queue_poll(queue.get(), millisUntil(until)));
    if (!event) return Error(ErrorCode::Timeout, "Kafka did not answer the wish for new topics");
    return checkCreated(*event);
}

std::vector<TopicPlan> missing(const std::vector<TopicPlan>& wanted, const std::set<std::string>& present)
{
    std::vector<TopicPlan> plans;
    for (const TopicPlan& plan : wanted) {
        if (!present.contains(plan.name)) plans.push_back(plan);
    }
    return plans;
}

bool keepsLastOfEachKey(const rd_kafka_ConfigResource_t& topic)
{
    std::size_t count = 0;
    const auto* const* entries = rd_kafka_ConfigResource_configs(&topic, &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (std::string_view(rd_kafka_ConfigEntry_name(entries[i])) != "cleanup.policy") continue;
        const char* policy = rd_kafka_ConfigEntry_value(entries[i]);
        return policy == nullptr || std::string_view(policy).find("compact") != std::string_view::npos;
    }
    return true; // not told
}

// Those of the topics to be compacted that are kept otherwise. A broker that does not know the question, or does not let us ask, names none.
std::vector<std::string> notCompacted(rd_kafka_t* client, const std::vector<TopicPlan>& topics, SteadyClock::time_point until)
{
    std::vector<ConfigResourceHandle> owned;
    std::vector<rd_kafka_ConfigResource_t*> questions;
    for (const TopicPlan& plan : topics) {
        if (!plan.compacted) continue;
        owned.emplace_back(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, plan.name.c_str()));
        questions.push_back(owned.back().get());
    }
    std::vector<std::string> names;
    if (questions.empty()) return names;
    const AdminOptionsHandle options(rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS));
    std::array<char, 256> reason{};
    rd_kafka_AdminOptions_set_request_timeout(options.get(), millisUntil(until), reason.data(), reason.size());
    const QueueHandle queue(rd_kafka_queue_new(client));
    rd_kafka_DescribeConfigs(client, questions.data(), questions.size(), options.get(), queue.get());
    const EventHandle event(rd_kafka_queue_poll(queue.get(), millisUntil(until)));
    if (!event || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) return names;
    std::size_t count = 0;
    const auto* const* answers = rd_kafka_DescribeConfigs_result_resources(rd_kafka_event_DescribeConfigs_result(event.get()), &count);
    for (std::size_t i = 0; i < count; ++i) {
        if (rd_kafka_ConfigResource_error(answers[i]) != RD_KAFKA_RESP_ERR_NO_ERROR || keepsLastOfEachKey(*answers[i])) continue;
        names.emplace_back(rd_kafka_ConfigResource_name(answers[i]));
    }
    return names;
}

} // namespace

Result<std::vector<std::string>> ensureTopics(const ClientOptions& options, const std::vector<TopicPlan>& topics,
    std::chrono::milliseconds deadline)
{
    const auto until = SteadyClock::now() + deadline;
    ConnectionTrouble trouble; // outlives the client
    auto client = makeClient(options, trouble);
    if (!client) return client.error();
    if (auto reached = reach(client->get(), trouble, until); !reached) return reached.error();
    std::optional<Result<void>> created;
    while (true) {
        const auto present = topicsOf(client->get(), until);
        if (!present) return present.error();
        const auto plans = missing(topics, *present);
        if (plans.empty()) return notCompacted(client->get(), topics, std::min(until, SteadyClock::now() + AskLimit));
        if (!created) created = create(client->get(), plans, std::min(until, SteadyClock::now() + deadline / 3));
        if (!*created) {
            const ErrorCode code = created->error().code();
            if (code != ErrorCode::Timeout && code != ErrorCode::Unsupported) return created->error();
            // A broker that does not know the request may still make topics when they are asked for.
            mention(client->get(), plans, until);
        }
        // The controller has said yes; the brokers show a topic a moment later.
        if (SteadyClock::now() >= until) {
            if (!*created)
                return Error(created->error().code(),
                    created->error().context() + "; asked for, topic " + plans.front().name + " does not appear either");
            return Error(ErrorCode::Timeout, "Kafka made topic " + plans.front().name + " and does not show it");
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
}

} // namespace tailrace::kafka
