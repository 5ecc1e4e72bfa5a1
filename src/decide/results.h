#pragma once
// What a pack shows of its results as SQL: the result's own columns, the facets beside them, and whether charts and cards hold.
// `decision` below is a relation, as SQL writes it: of decision rows with rule, channel, action and advice, or of a plan of contacts.
#include <string>
#include <vector>

#include "pack/pack.h"
#include "store/database.h"

namespace auspex::decide {

/// Whether the pack's results are predictions of journeys; else they are plans of contacts: it has tables, and none of events.
bool ResultsAreOfJourneys(const pack::Pack& pack);

/// The columns of the result file: the pack's result SQL over `decision`, or every column of it.
std::string ResultSql(const pack::Pack& pack, const std::string& decision);

/// The pack's facets. Default ones go where the result has a column of that name (`columns`) already.
std::vector<pack::Facet> FacetsOf(const pack::Pack& pack, const std::vector<std::string>& columns);

/// SELECT of the result's columns, then the facets; in the order of `decision`.
std::string ResultWithFacetsSql(const pack::Pack& pack, const std::vector<pack::Facet>& facets, const std::string& decision);

/// An expression of a pack in parentheses; the line break ends a comment in it.
std::string Enclosed(const std::string& sql);

/// Binds facets, charts and cards against an empty relation. Throws Error(kUsage) with `file:line` for what does not bind,
/// names an unknown column, or is of a type that cannot be shown so. `decision` is what the pack's results are made of; without it that of predictions
/// of journeys, which nothing is checked against where the pack has none.
void CheckResults(store::Connection& connection, const pack::Pack& pack, const std::string& decision);
void CheckResults(store::Connection& connection, const pack::Pack& pack);

}  // namespace auspex::decide
