#include <charconv>

#include "data/preview.h"
#include "data/renamed_error.h"
#include "serve/api.h"
#include "serve/json_answer.h"
#include "serve/json_fields.h"
#include "serve/problem.h"
#include "serve/uploads.h"

namespace auspex::serve {
namespace {

using Json = nlohmann::ordered_json;

Json Describe(const UploadInfo& upload) {
  return {{"id", upload.id},           {"name", upload.name}, {"size", upload.size}, {"offset", upload.offset}, {"complete", upload.complete()},
          {"created", upload.created}, {"by", upload.by}};
}

Response BeginUpload(Context& context, const Caller& caller, Request& request) {
  const auto body = ParseBody(request.body);
  const std::string name = StringField(body, "name");
  request.parameters["name"] = name;  // the subject in the audit table
  return JsonAnswer(Describe(context.uploads.Begin(name, static_cast<uint64_t>(IntegerField(body, "size", 0, INT64_MAX)), caller.account)), 201);
}

Response ListUploads(Context& context, const Caller&, Request&) {
  Json uploads = Json::array();
  for (const auto& upload : context.uploads.List()) uploads.push_back(Describe(upload));
  return JsonAnswer({{"uploads", std::move(uploads)}});
}

Response ReadUpload(Context& context, const Caller&, Request& request) {
  return JsonAnswer(Describe(context.uploads.Find(request.parameters["id"])));
}

Response AppendUpload(Context& context, const Caller&, Request& request) {
  const std::string text = request.Header("upload-offset");
  uint64_t offset = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (text.empty() || code != std::errc() || end != text.data() + text.size()) {
    throw BadRequest("must be the number of bytes that have arrived", "Upload-Offset", "Ask for the upload and send its offset.");
  }
  const UploadInfo upload = context.uploads.Append(request.parameters["id"], offset, [&](const auto& take) { return request.read_body(take); });
  Response response = JsonAnswer(Describe(upload));
  response.headers.emplace_back("Upload-Offset", std::to_string(upload.offset));
  return response;
}

Response DeleteUpload(Context& context, const Caller&, Request& request) {
  context.uploads.Delete(request.parameters["id"]);
  return NoContent();
}

data::ColumnMapping MappingOf(const Request& request) {
  data::ColumnMapping mapping;
  const auto text = request.Query("mapping");
  if (!text || text->empty()) return mapping;
  const auto object = ParseObject(*text, "mapping");
  for (const auto& [column, header] : object.items()) {
    if (!header.is_string()) throw BadRequest("must be an object of columns and the headers they are read from", "mapping");
    mapping[column] = header.get<std::string>();
  }
  return mapping;
}

/// Of a file whose errors call it as its user does.
data::Preview PreviewOf(Context& context, const std::filesystem::path& path, const data::ColumnMapping& mapping, const std::string& table) {
  store::Connection connection = context.workspace.Connect();
  try {
    return data::PreviewFile(connection, path, context.pack, mapping, table);
  } catch (const Error& error) {
    throw data::Renamed(error, path, path.filename().string());
  }
}

Response PreviewUpload(Context& context, const Caller&, Request& request) {
  const auto mapping = MappingOf(request);
  const auto path = context.uploads.Path(request.parameters["id"]);
  const data::Preview preview = PreviewOf(context, path, mapping, request.Query("table").value_or(""));
  Json columns = Json::array();
  for (size_t c = 0; c < preview.table->columns.size(); ++c) {
    const auto& column = preview.table->columns[c];
    const size_t source = preview.columns.sources[c];
    columns.push_back({{"name", column.name}, {"type", pack::ColumnTypeName(column.type)}, {"required", column.required},
                       {"source", source == data::HeaderMap::kAbsent ? Json() : Json(preview.headers[source])}});
  }
  return JsonAnswer({{"table", preview.table->name},
                     {"encoding", preview.encoding},
                     {"delimiter", preview.delimiter == 0 ? "" : data::DelimiterName(preview.delimiter)},
                     {"headers", preview.headers},
                     {"columns", std::move(columns)},
                     {"missing", preview.missing},
                     {"ignored", preview.columns.ignored},
                     {"rows", preview.rows}});
}

constexpr Route kRoutes[] = {
    {.method = "POST", .pattern = "/api/v1/uploads", .least = Role::kAnalyst, .handler = BeginUpload, .audit = "upload.begin"},
    {.method = "GET", .pattern = "/api/v1/uploads", .least = Role::kViewer, .handler = ListUploads},
    {.method = "GET", .pattern = "/api/v1/uploads/{id}", .least = Role::kViewer, .handler = ReadUpload},
    {.method = "PATCH", .pattern = "/api/v1/uploads/{id}", .least = Role::kAnalyst, .handler = AppendUpload, .streams_body = true},
    {.method = "DELETE", .pattern = "/api/v1/uploads/{id}", .least = Role::kAnalyst, .handler = DeleteUpload, .audit = "upload.delete"},
    {.method = "GET", .pattern = "/api/v1/uploads/{id}/preview", .least = Role::kViewer, .handler = PreviewUpload},
};

}  // namespace

std::span<const Route> UploadRoutes() { return kRoutes; }

}  // namespace auspex::serve
