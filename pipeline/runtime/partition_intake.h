// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pipeline/kafka/consumer.h"
#include "pipeline/kafka/sequence_gate.h"
#include "pipeline/runtime/hop_lane.h"
#include "pipeline/runtime/session_emitter.h"

namespace tailrace::runtime {

// A record that has its place in the order.
struct Arrival {
    kafka::Record record;
    kafka::HopEnvelope envelope;
    Stamp fetched{};
};

// What one worker keeps of one of its partitions.
struct PartitionIntake {
    PartitionIntake(Partition number, HopLane& hop, ShopperTable& shoppers, SideTopics& side, const sessionize::SessionRules& rules)
        : partition(number),
          lane(hop),
          emitter(shoppers, side, rules)
    {}

    Partition partition;
    HopLane& lane;
    kafka::SequenceGate<Arrival> gate;
    SessionEmitter emitter;
    EventTime watermark{};
    Stamp refeedAsked{};
};

} // namespace tailrace::runtime
