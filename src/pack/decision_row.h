#pragma once
// The decision row: what definitions and conditions of a strategy see, one row a customer.
//
//   customer             VARCHAR
//   last_time, now       TIMESTAMP   time of the newest step; time of the prediction
//   next_1 … next_k      VARCHAR     likeliest next symbols (k = Pack::top), NULL where there are fewer
//   confidence_1 …       FLOAT       their probabilities
//   deciding             VARCHAR     the candidate that decides (decide/candidate.h), NULL if none does
//   deciding_confidence  FLOAT
//   deciding_A           VARCHAR     its attribute A, for each attribute of the vocabulary
//   p_C                  FLOAT       probability of each conversion C
//   step_symbol          VARCHAR[]   the last steps, newest first: step_symbol[1] is the last one
//   step_detail          VARCHAR[]   (NULL elements where the pack has no detail)
//   step_time            TIMESTAMP[]
//   step_K               VARCHAR[]   for each category K of the journey
//   step_A               VARCHAR[]   for each attribute A of the vocabulary
//
// All lists of a row are equally long. An attribute that is empty in the vocabulary is NULL; a step whose symbol is
// outside the vocabulary has the attributes of Journey::unknown. Attributes are columns of their own because looking
// them up in SQL is dear: for a million rows of ten steps a MAP took 195 s and list_position 5.6 s on two cores; filled
// from codes they cost what any column costs.
#include <string>
#include <vector>

#include "pack/pack.h"

namespace auspex::pack {

struct RowColumn {
  std::string name;
  std::string type;  ///< SQL type
};

/// The columns in the order above.
std::vector<RowColumn> DecisionRow(const Pack& pack);

}  // namespace auspex::pack
