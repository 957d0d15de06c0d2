// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pipeline/report/run_comparison.h"

namespace tailrace::report {

// The noise between two runs from the runs themselves, where no equal ones tell it: how far the difference moves when each run is put
// together anew from blocks of its own seconds, drawn with replacement (the block bootstrap: Carlstein 1986, Künsch 1989, in The Annals of
// Statistics). Blocks, because neighbouring seconds are not independent; a block is the third root of the seconds long, and there are at most
// 60. Runs of the same traffic get the same blocks drawn, so that a rate that changes over the run is no noise. 95 of 100 redrawn
// differences lie within the noise of the measured one.
//
// What differs from start to start (which core, which page, which neighbour) is in no second of one run: equal runs see more noise.
struct BootstrapOptions {
    int redraws = 200;
    std::uint64_t seed = 1; // same runs, same noise
};

// Judges every difference whose noise is not known. Fewer than six blocks in a run leave it unknown.
void addNoiseWithin(RunDifferences& differences, const RunRecord& a, const RunRecord& b, const BootstrapOptions& options = {});

} // namespace tailrace::report
