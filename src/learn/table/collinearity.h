#pragma once
// Design columns that are combinations of earlier ones, found by a Cholesky factorisation in the order of the columns, as R's glm leaves them out.
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "learn/table/design_matrix.h"

namespace auspex::learn {

struct Dependent {
  uint32_t column;              ///< into DesignEncoder::columns()
  std::vector<uint32_t> of;     ///< earlier columns that it is a combination of; empty: the constant
};

/// `gram` is LogisticRows::Gram: [1 + columns][1 + columns] with the intercept first. A column is dependent if what the earlier ones leave of its
/// sum of squares is at most `least` of it.
std::vector<Dependent> FindDependent(std::span<const double> gram, size_t columns, double least = 1e-9);

/// "x3 is a combination of x1 and x2".
std::string Describe(const Dependent& dependent, const std::vector<DesignColumn>& columns);

}  // namespace auspex::learn
