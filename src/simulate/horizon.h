#pragma once
// The probability that a symbol occurs within a horizon after an event, given intent and symbol of that event.
//
// Exact over the sessions' order and intents; time runs on a grid of kGapBin seconds. Let F(k, u) be the probability of
// reaching the symbol within u after the last event of a session of intent k that did. Then F(k, u) is the sum over
// gaps g and next intents k' of gap(k, g) next(k, k') S(k', u - g), and S(k', u) = reached(k') + (1 - reached(k'))
// F(k', u - D), D the mean length of a session that does not reach it. What is approximate: the length of sessions
// enters by its mean, and within a bin S is taken as a straight line.
#include <cstdint>
#include <vector>

#include "simulate/process.h"

namespace auspex::simulate {

/// [intents × symbols]: probability that `target` occurs strictly after an event and within `seconds` of it. Time and
/// memory grow with the square and the first power of seconds / kGapBin.
std::vector<double> ReachWithin(const Process& process, size_t target, double seconds);

}  // namespace auspex::simulate
