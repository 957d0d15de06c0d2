// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "pipeline/checkpoint/checkpoint_part.h"
#include "pipeline/kafka/consumer.h"
#include "pipeline/kafka/sequence_gate.h"
#include "pipeline/runtime/hop_lane.h"
#include "pipeline/runtime/shard.h"

namespace tailrace::runtime {

// A record that has its place in the order.
struct Arrival {
    kafka::Record record;
    kafka::HopEnvelope envelope;
    Stamp fetched{};
};

// What one worker keeps of one of its partitions.
struct PartitionIntake {
    PartitionIntake(HopLane& hop, const features::FeatureSet& features, SideOutput& side, ShardOptions options)
        : partition(options.partition),
          lane(hop),
          shard(features, side, options)
    {}

    Partition partition;
    HopLane& lane;
    kafka::SequenceGate<Arrival> gate;
    Shard shard;
    Stamp refeedAsked{};
    std::optional<checkpoint::CheckpointPart> checkpoint; // begun, not finished
};

} // namespace tailrace::runtime
