#include "serve/json_answer.h"

namespace auspex::serve {

Response JsonAnswer(const nlohmann::ordered_json& body, int status) {
  Response response;
  response.status = status;
  response.body = body.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
  return response;
}

Response NoContent() {
  Response response;
  response.status = 204;
  response.type.clear();
  return response;
}

}  // namespace auspex::serve
