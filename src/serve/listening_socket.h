#pragma once
#include <string>

namespace auspex::serve {

/// A non-blocking socket that listens on `host` (an address or a name) and `port` (0: any free one). Throws Error(kUsage) that says why not.
int Listen(const std::string& host, int port);
/// The port of a bound socket.
int PortOf(int socket);
/// Whether only this machine reaches `host`.
bool IsLoopback(const std::string& host);

}  // namespace auspex::serve
