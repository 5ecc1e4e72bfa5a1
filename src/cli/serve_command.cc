// serve: the workspace in the browser.
#include "serve/serve.h"

#include "cli/session.h"
#include "cli/stop_signal.h"

namespace auspex::cli {
namespace {

std::string ToText(const serve::ServeStart& start) {
  std::string text = "Auspex serves the workspace at " + start.address + "\n";
  if (!start.token.empty()) {
    text += "\n  No account has a password yet. Open this address to sign in; it works once:\n\n    ";
    text += start.address + "/signin#token=" + start.token + "\n\n";
  }
  if (start.is_open_to_others) {
    text += "Warning: other machines can reach this address, and without TLS passwords can be read on the way.\n";
    text += "  Give --certificate and --key.\n";
  }
  return text + "Ctrl-C stops it.\n";
}

/// Addresses and tokens hold no character that JSON escapes.
std::string ToJson(const serve::ServeStart& start) {
  const std::string token = start.token.empty() ? "null" : "\"" + start.token + "\"";
  return "{\"address\":\"" + start.address + "\",\"token\":" + token + "}\n";
}

}  // namespace

int RunServe(const Common& common, const ServeArguments& arguments) {
  const auto workspace = OpenWorkspace(common);
  const pack::Pack pack = pack::ReadPack(workspace->pack_folder());
  const auto settings = serve::ReadSettings(
      workspace->folder(), {arguments.host, arguments.port, arguments.certificate, arguments.key, arguments.upload_limit});
  StopFlag stop;
  const StopSignalTaker taker(stop);
  serve::Serve(*workspace, pack, settings, stop, [&](const serve::ServeStart& start) { Print(common.json ? ToJson(start) : ToText(start)); });
  return 0;
}

}  // namespace auspex::cli
