#include "serve/exchange.h"

#include <httplib.h>

#include <cstdio>

#include "serve/content_encoding.h"
#include "serve/problem.h"
#include "serve/security_headers.h"

namespace auspex::serve {
namespace {

using Clock = Connection::Clock;

constexpr size_t kPiece = 256 << 10;      // of a streamed body
constexpr size_t kWorthGzip = 1 << 10;
constexpr uint64_t kChunkOverhead = 16;   // a chunk of one byte takes six; what takes more is no honest peer
constexpr std::chrono::milliseconds kLinger{2000};

/// What the library reads and writes: the head we made, then the connection.
class Wire : public httplib::Stream {
 public:
  Wire(Connection& connection, std::string head) : connection_(connection), head_(std::move(head)) {}

  bool is_readable() const override { return true; }
  bool is_writable() const override { return true; }
  ssize_t write(const char* bytes, size_t size) override { return connection_.Write({bytes, size}) ? static_cast<ssize_t>(size) : -1; }
  void get_remote_ip_and_port(std::string&, int&) const override {}
  void get_local_ip_and_port(std::string&, int&) const override {}
  socket_t socket() const override { return connection_.socket(); }

  ssize_t read(char* to, size_t size) override {
    if (at_ < head_.size()) {
      size = std::min(size, head_.size() - at_);
      std::memcpy(to, head_.data() + at_, size);
      at_ += size;
      return static_cast<ssize_t>(size);
    }
    if (read_ >= most_ || !connection_.Flush()) return -1;  // a 100 Continue may wait to be sent
    const auto until = patience_.count() > 0 ? Clock::now() + patience_ : until_;
    const ssize_t got = connection_.Read(to, size, until);
    if (got > 0) read_ += static_cast<uint64_t>(got);
    return got;
  }

  /// Bounds the body: its bytes on the wire, and the time for all of it or for each piece.
  void AllowBody(uint64_t most, Clock::time_point until) { most_ = most, until_ = until; }
  void AllowBody(std::chrono::milliseconds patience) { most_ = UINT64_MAX, patience_ = patience; }

 private:
  Connection& connection_;
  const std::string head_;
  size_t at_ = 0;
  uint64_t read_ = 0, most_ = 0;
  Clock::time_point until_{};
  std::chrono::milliseconds patience_{0};
};

bool IsEvents(const std::string& type) { return type.rfind("text/event-stream", 0) == 0; }

bool IsText(const std::string& type) {
  return type.rfind("text/", 0) == 0 || type.rfind("application/json", 0) == 0 || type.rfind("application/problem+json", 0) == 0;
}

Response Refusal(int status, const char* code, const char* what, const std::string& language) {
  return ProblemResponse(HttpError(status, code, what), language);
}

/// The request in hand. The library calls back without a place for it, on the same thread.
class Turn {
 public:
  Turn(Connection& connection, const HttpServerOptions& options, const Service& service, const std::atomic<bool>& stopping)
      : connection_(connection), options_(options), service_(service), stopping_(stopping) {}

  /// Reads the head; false if the peer has gone.
  bool ReadHead();
  Wire MakeWire() { return {connection_, LibraryHead()}; }
  void AnswerWithoutBody(httplib::Response& to) { Send(refused_ ? std::move(refusal_) : Ask(), to); }
  void AnswerWithBody(httplib::Response& to, const httplib::ContentReader& reader, Wire& wire);
  bool close() const { return close_; }
  bool has_unread_body() const { return refused_ || (head_.has_body() && !body_done_); }

 private:
  std::string LibraryHead() const;
  bool WantsBody() const { return !refused_ && head_.has_body() && head_.request.method != "GET"; }
  Response Ask();
  Response ReadWhole(const httplib::ContentReader& reader, Wire& wire);
  Response ReadStreamed(const httplib::ContentReader& reader, Wire& wire);
  void Send(Response answer, httplib::Response& to);
  void SendStream(Response& answer, httplib::Response& to);
  bool Pump(const std::function<bool(const TakeBytes&)>& stream, bool is_live, httplib::DataSink& sink);
  void Refuse(Response problem) { refused_ = true, refusal_ = std::move(problem); }

  Connection& connection_;
  const HttpServerOptions& options_;
  const Service& service_;
  const std::atomic<bool>& stopping_;
  Head head_;
  Response refusal_;
  bool refused_ = false, body_done_ = false, close_ = false;
};

bool Turn::ReadHead() {
  std::string text;
  const std::string language = LanguageOf({});
  switch (connection_.ReadHead(text, Clock::now() + options_.patience)) {
    case Connection::HeadOutcome::kEnded: return false;
    case Connection::HeadOutcome::kSlow: Refuse(Refusal(408, "too_slow", "the request did not arrive in time", language)); return true;
    case Connection::HeadOutcome::kTooLarge: Refuse(Refusal(431, "headers_too_large", "the request's headers are too large", language)); return true;
    case Connection::HeadOutcome::kWhole: break;
  }
  try {
    head_ = ParseHead(text);
    head_.request.address = connection_.address();
  } catch (const HttpError& error) {
    Refuse(ProblemResponse(error, language));
  }
  return true;
}

/// Enough for the library to read the body and to know that an answer to HEAD has none.
std::string Turn::LibraryHead() const {
  if (!WantsBody()) return head_.is_head ? "HEAD / HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\n\r\n";
  std::string text = "POST / HTTP/1.1\r\n";
  text += head_.chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + std::to_string(head_.length) + "\r\n";
  const bool is_wanted = service_.streams_body(head_.request) || head_.length <= options_.most_body;
  if (head_.expects_continue && is_wanted) text += "Expect: 100-continue\r\n";
  return text + "\r\n";
}

Response Turn::Ask() {
  try {
    return service_.answer(head_.request);
  } catch (const Error& error) {
    return ProblemResponse(error, LanguageOf(head_.request));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "auspex: this is a bug: %s\n", error.what());
    return Refusal(500, "internal", "something went wrong in the server", LanguageOf(head_.request));
  }
}

void Turn::AnswerWithBody(httplib::Response& to, const httplib::ContentReader& reader, Wire& wire) {
  const std::string language = LanguageOf(head_.request);
  if (head_.request.headers.contains("content-encoding")) {
    return Send(Refusal(415, "unsupported_media_type", "compressed requests are not understood", language), to);
  }
  Send(service_.streams_body(head_.request) ? ReadStreamed(reader, wire) : ReadWhole(reader, wire), to);
}

Response Turn::ReadWhole(const httplib::ContentReader& reader, Wire& wire) {
  const std::string language = LanguageOf(head_.request);
  std::string& body = head_.request.body;
  bool is_too_large = head_.length > options_.most_body;
  if (!is_too_large) {
    wire.AllowBody(options_.most_body * kChunkOverhead, Clock::now() + 2 * options_.patience);
    body_done_ = reader([&](const char* bytes, size_t size) {
      is_too_large = body.size() + size > options_.most_body;
      if (!is_too_large) body.append(bytes, size);
      return !is_too_large;
    });
  }
  if (is_too_large) return Refusal(413, "body_too_large", "the request's body is too large", language);
  if (!body_done_) return Refusal(400, "body_broken", "the request's body broke off or came too slowly", language);
  return Ask();
}

Response Turn::ReadStreamed(const httplib::ContentReader& reader, Wire& wire) {
  if (head_.chunked) return Refusal(411, "length_required", "the request must say its Content-Length", LanguageOf(head_.request));
  wire.AllowBody(options_.patience);
  head_.request.read_body = [&](const TakeBytes& take) {
    std::string piece;
    bool is_wanted = true;
    body_done_ = reader([&](const char* bytes, size_t size) {
      piece.append(bytes, size);
      if (piece.size() < kPiece) return true;
      is_wanted = take(piece);
      piece.clear();
      return is_wanted;
    });
    if (is_wanted && !piece.empty() && !take(piece)) body_done_ = false;
    return body_done_;
  };
  return Ask();
}

void Turn::Send(Response answer, httplib::Response& to) {
  close_ = has_unread_body() || !head_.keep_alive || stopping_;
  to.status = answer.status;
  for (const auto& [name, value] : answer.headers) to.set_header(name, value);
  if (answer.stream) return SendStream(answer, to);
  const bool is_encoded = to.has_header("Content-Encoding");
  if (!is_encoded && answer.body.size() > kWorthGzip && IsText(answer.type) && AcceptsEncoding(head_.request, "gzip")) {
    answer.body = Gzip(answer.body);
    to.set_header("Content-Encoding", "gzip");
    to.set_header("Vary", "Accept-Encoding");
  }
  if (!answer.body.empty()) to.set_header("Content-Type", answer.type);
  to.body = std::move(answer.body);
}

void Turn::SendStream(Response& answer, httplib::Response& to) {
  const auto provide = [this, stream = std::move(answer.stream), is_live = IsEvents(answer.type)](size_t, httplib::DataSink& sink) {
    return Pump(stream, is_live, sink);
  };
  if (head_.is_old) to.set_content_provider(answer.type, provide);
  else to.set_chunked_content_provider(answer.type, provide);
}

/// Calls the stream once. Small pieces go together, except those of events, which somebody waits for.
bool Turn::Pump(const std::function<bool(const TakeBytes&)>& stream, bool is_live, httplib::DataSink& sink) {
  std::string kept;
  bool is_taken = true;
  const auto send = [&] {
    if (!kept.empty()) is_taken = is_taken && sink.write(kept.data(), kept.size()) && (!is_live || connection_.Flush());
    kept.clear();
    return is_taken;
  };
  try {
    const bool more = stream([&](std::string_view bytes) {
      if (!is_taken || (is_live && stopping_)) return false;
      kept += bytes;
      return is_live || kept.size() >= kPiece ? send() : true;
    });
    if (!send()) return false;
    if (!more || (is_live && stopping_)) sink.done();
    return true;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "auspex: an answer was broken off: %s\n", error.what());
    return false;
  }
}

thread_local Turn* turn = nullptr;
thread_local Wire* wire_of_turn = nullptr;

/// The library's server without its sockets and threads.
class Library : public httplib::Server {
 public:
  explicit Library(bool has_tls) {
    svr_sock_ = 0;  // it breaks streams off once this is no socket
    const auto headers = SecurityHeaders(has_tls);
    set_default_headers({headers.begin(), headers.end()});
    set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
      if (request.method == "POST") return HandlerResponse::Unhandled;
      turn->AnswerWithoutBody(response);
      return HandlerResponse::Handled;
    });
    Post("/", [](const httplib::Request&, httplib::Response& response, const httplib::ContentReader& reader) {
      turn->AnswerWithBody(response, reader, *wire_of_turn);
    });
    set_exception_handler([](const httplib::Request&, httplib::Response& response, std::exception_ptr) {
      response.status = 500;  // without the library's header that tells the message
    });
    set_post_routing_handler([](const httplib::Request&, httplib::Response& response) {
      for (const char* name : {"Keep-Alive", "Accept-Ranges", "Connection"}) response.headers.erase(name);
      if (response.status == 304 || response.status == 204) response.headers.erase("Content-Length");
      if (turn->close()) response.set_header("Connection", "close");
    });
  }

  bool Process(Wire& wire) {
    bool is_closed = false;
    return process_request(wire, false, is_closed, nullptr);
  }
};

}  // namespace

struct HttpLibrary::State {
  const HttpServerOptions& options;
  const Service& service;
  const std::atomic<bool>& stopping;
  Library library;
};

HttpLibrary::HttpLibrary(const HttpServerOptions& options, const Service& service, const std::atomic<bool>& stopping)
    : state_(new State{options, service, stopping, Library(!options.certificate.empty())}) {}

HttpLibrary::~HttpLibrary() = default;

bool HttpLibrary::Exchange(Connection& connection) {
  try {
    connection.set_patience(state_->options.patience);
    Turn now(connection, state_->options, state_->service, state_->stopping);
    if (!now.ReadHead()) return false;
    Wire wire = now.MakeWire();
    turn = &now, wire_of_turn = &wire;
    const bool is_processed = state_->library.Process(wire);
    const bool is_sent = connection.Flush() && is_processed;  // what there is of a broken answer goes out too
    turn = nullptr, wire_of_turn = nullptr;
    if (is_sent && now.has_unread_body()) connection.Linger(kLinger);
    return is_sent && !now.close();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "auspex: a request could not be answered: %s\n", error.what());
    return false;
  }
}

}  // namespace auspex::serve
