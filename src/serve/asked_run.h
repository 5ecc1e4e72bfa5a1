#pragma once
// Which run with a result a request is about, and how it is answered. Included by *_routes.cc only.
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "flow/result_runs.h"
#include "serve/http.h"
#include "store/database.h"

namespace auspex::serve {

/// The run of `number`, the newest if 0. Throws NotFound if there is no such run, HttpError 404 no_prediction if there is none at all.
flow::ResultRun FindRun(store::Connection& connection, int64_t number);
/// The same among predictions of journeys.
flow::ResultRun FindPrediction(store::Connection& connection, int64_t number);

/// The query parameter `run`: a number, or "newest", "" or nothing for 0.
int64_t AskedRun(const Request& request);

/// The object Run of the API.
nlohmann::ordered_json RunJson(const flow::ResultRun& run);

}  // namespace auspex::serve
