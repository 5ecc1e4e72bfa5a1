#include "serve/http_server.h"

#include <gtest/gtest.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "serve/content_encoding.h"
#include "serve/problem.h"
#include "serve/raw_client_for_test.h"

namespace auspex::serve {
namespace {

using std::chrono::milliseconds;

/// Holds threads up until it is opened.
class Barrier {
 public:
  void Wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ >= count; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

struct HttpServerTest : testing::Test {
  HttpServerOptions options;
  Barrier barrier;
  std::string uploaded;
  std::atomic<bool> upload_ended_well{false};
  std::unique_ptr<HttpServer> server;

  void SetUp() override { Start(); }
  void Start() {
    options.patience = milliseconds(400);
    server = std::make_unique<HttpServer>(options, Service{.streams_body = [](const Request& request) { return request.path == "/upload"; },
                                                           .answer = [this](Request& request) { return Answer(request); }});
    server->Start();
  }

  Response Answer(Request& request) {
    Response response;
    response.type = "text/plain; charset=utf-8";
    if (request.path == "/echo") response.body = request.method + " " + request.Query("q").value_or("-") + " " + request.body;
    else if (request.path == "/large") response.body = std::string(100000, 'x');
    else if (request.path == "/wait") barrier.Wait(), response.body = "waited";
    else if (request.path == "/bug") throw std::runtime_error("secret");
    else if (request.path == "/empty") response.status = 204;
    else if (request.path == "/upload") return Upload(request);
    else if (request.path.starts_with("/stream")) return Stream(request.path);
    else return ProblemResponse(NotFound("there is nothing at this address"), LanguageOf(request));
    return response;
  }

  Response Upload(Request& request) {
    upload_ended_well = request.read_body([this](std::string_view bytes) {
      uploaded += bytes;
      return uploaded.size() < (3u << 20);
    });
    return {};
  }

  Response Stream(const std::string& path) {
    Response response;
    response.type = path == "/stream/events" ? "text/event-stream" : "text/csv";
    response.stream = [this, path, n = 0](const TakeBytes& write) mutable {
      if (path == "/stream/broken" && n == 2) throw std::runtime_error("the disk is gone");
      if (path == "/stream/events" && n == 1) barrier.Wait();
      write("line " + std::to_string(++n) + "\n");
      return path == "/stream/events" || n < 3;
    };
    return response;
  }

  std::string Ask(const std::string& request) {
    RawClient client(server->port());
    client.Send(request);
    client.EndSending();
    return client.ReadAll();
  }
  static std::string Get(const std::string& target, const std::string& headers = {}) { return "GET " + target + " HTTP/1.1\r\nHost: a\r\n" +
      headers + "\r\n"; }
  static std::string Post(const std::string& target, const std::string& body) {
    return "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  }
  void ExpectAlive() { EXPECT_NE(Ask(Get("/echo?q=alive")).find("GET alive"), std::string::npos); }
};

#define EXPECT_HAS(text, part) EXPECT_NE((text).find(part), std::string::npos) << (text).substr(0, 2000)
#define EXPECT_LACKS(text, part) EXPECT_EQ((text).find(part), std::string::npos) << (text).substr(0, 2000)

TEST_F(HttpServerTest, AnswersSeveralRequestsOfOneConnection) {
  RawClient client(server->port());
  for (int i = 0; i < 3; ++i) {
    client.Send(Post("/echo?q=" + std::to_string(i), "body"));
    EXPECT_TRUE(client.ReadAnswer().ends_with("POST " + std::to_string(i) + " body"));
  }
  client.Send(Get("/echo?q=a") + Get("/echo?q=b"));  // without waiting for the first answer
  EXPECT_TRUE(client.ReadAnswer().ends_with("GET a "));
  EXPECT_TRUE(client.ReadAnswer().ends_with("GET b "));
  client.Send(Get("/echo", "Connection: close\r\n"));
  EXPECT_HAS(client.ReadAll(), "Connection: close");
}

TEST_F(HttpServerTest, SendsSecurityHeadersWithEveryAnswer) {
  for (const std::string& request : {Get("/echo"), Get("/nothing"), std::string("nonsense\r\n\r\n")}) {
    const std::string answer = Ask(request);
    EXPECT_HAS(answer, "Content-Security-Policy: default-src 'none'; script-src 'self';");
    EXPECT_HAS(answer, "X-Content-Type-Options: nosniff");
    EXPECT_LACKS(answer, "Strict-Transport-Security");
  }
}

TEST_F(HttpServerTest, AnswersHeadWithoutABody) {
  const std::string answer = Ask("HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_HAS(answer, "HTTP/1.1 200");
  EXPECT_HAS(answer, "Content-Length: 100000");
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
  EXPECT_TRUE(Ask("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n").ends_with("\r\n\r\n"));
  EXPECT_LACKS(Ask(Get("/empty")), "Content-Length");
}

TEST_F(HttpServerTest, PacksLargeTextsForThoseWhoTakeThem) {
  const std::string packed = Ask(Get("/large", "Accept-Encoding: gzip\r\n"));
  EXPECT_HAS(packed, "Content-Encoding: gzip");
  EXPECT_EQ(Gunzip(packed.substr(packed.find("\r\n\r\n") + 4), 100000), std::string(100000, 'x'));
  EXPECT_LACKS(Ask(Get("/large")), "Content-Encoding");
  EXPECT_LACKS(Ask(Get("/echo", "Accept-Encoding: gzip\r\n")), "Content-Encoding");
}

TEST_F(HttpServerTest, AnswersBadRequestsByProblems) {
  const auto expect = [&](const std::string& request, const std::string& status, const std::string& code) {
    const std::string answer = Ask(request);
    EXPECT_HAS(answer, "HTTP/1.1 " + status);
    EXPECT_HAS(answer, "application/problem+json");
    EXPECT_HAS(answer, "\"code\":\"" + code + "\"");
    ExpectAlive();
  };
  expect("BREW / HTTP/1.1\r\nHost: a\r\n\r\n", "501", "not_implemented");
  expect(Get("/%2e%2e/x"), "400", "bad_request");
  expect(Get("/%00"), "400", "bad_request");
  expect(Get("/" + std::string(40000, 'a')), "414", "target_too_long");
  expect(Get("/", "X: " + std::string(70000, 'a') + "\r\n"), "431", "headers_too_large");
  expect(Get("/nothing"), "404", "not_found");
  expect(Get("/bug"), "500", "internal");
  expect("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "400", "bad_request");
  expect("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nx\r\n0\r\n\r\n", "400", "body_broken");
  expect("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", "400", "body_broken");
  expect("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "415", "unsupported_media_type");
  expect("POST /upload HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n", "411", "length_required");
}

TEST_F(HttpServerTest, SpeaksTheLanguageOfTheRequest) {
  EXPECT_HAS(Ask(Get("/nothing", "Accept-Language: zh-TW\r\n")), "找不到這個網址的內容");
  EXPECT_HAS(Ask(Get("/nothing", "Accept-Language: zh-CN\r\n")), "找不到该网址的内容");
  EXPECT_HAS(Ask(Get("/nothing", "Accept-Language: en\r\n")), "there is nothing at this address");
}

TEST_F(HttpServerTest, BoundsBodiesThatAreNotStreamed) {
  EXPECT_HAS(Ask(Post("/echo", std::string(options.most_body, 'a'))), "HTTP/1.1 200");
  EXPECT_HAS(Ask(Post("/echo", std::string(options.most_body + 1, 'a'))), "HTTP/1.1 413");
  EXPECT_HAS(Ask("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n"), "\"code\":\"body_too_large\"");
  std::string chunks = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (size_t i = 0; i < 40; ++i) chunks += "8000\r\n" + std::string(0x8000, 'a') + "\r\n";
  EXPECT_HAS(Ask(chunks + "0\r\n\r\n"), "HTTP/1.1 413");
  ExpectAlive();
}

TEST_F(HttpServerTest, ReadsChunkedBodies) {
  EXPECT_TRUE(Ask("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n").ends_with("POST - abcde"));
}

TEST_F(HttpServerTest, StreamsBodiesAsTheyCome) {
  const std::string body(1 << 20, 'u');
  EXPECT_HAS(Ask(Post("/upload", body)), "HTTP/1.1 200");
  EXPECT_TRUE(upload_ended_well);
  EXPECT_EQ(uploaded, body);
}

TEST_F(HttpServerTest, TellsAStreamThatBrokeOffAndKeepsWhatCame) {
  RawClient client(server->port());
  client.Send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n" + std::string(5000, 'u'));
  client.EndSending();
  EXPECT_HAS(client.ReadAll(), "Connection: close");
  EXPECT_FALSE(upload_ended_well);
  EXPECT_EQ(uploaded.size(), 5000u);
  ExpectAlive();
}

TEST_F(HttpServerTest, LetsAnAnswerThroughThoughTheBodyWasNotWanted) {
  RawClient client(server->port());
  client.Send("POST /upload HTTP/1.1\r\nHost: a\r\nContent-Length: 90000000\r\n\r\n");
  for (int i = 0; i < 80; ++i) client.Send(std::string(65536, 'u'));
  EXPECT_HAS(client.ReadAll(), "HTTP/1.1 200");
  EXPECT_GE(uploaded.size(), 3u << 20);
}

TEST_F(HttpServerTest, SaysContinueBeforeABodyThatItWants) {
  RawClient client(server->port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_HAS(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100");
  client.Send("ok");
  EXPECT_TRUE(client.ReadAnswer().ends_with("POST - ok"));
  RawClient other(server->port());
  other.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_TRUE(other.ReadAll().starts_with("HTTP/1.1 413"));
}

TEST_F(HttpServerTest, StreamsAnswersAndMarksTheirEnd) {
  const std::string answer = Ask(Get("/stream"));
  EXPECT_HAS(answer, "Transfer-Encoding: chunked");
  EXPECT_HAS(answer, "line 1\n");
  EXPECT_TRUE(answer.ends_with("0\r\n\r\n"));
  const std::string old = Ask("GET /stream HTTP/1.0\r\n\r\n");
  EXPECT_LACKS(old, "chunked");
  EXPECT_TRUE(old.ends_with("line 1\nline 2\nline 3\n"));
}

TEST_F(HttpServerTest, BreaksAStreamOffThatFails) {
  const std::string answer = Ask(Get("/stream/broken"));
  EXPECT_HAS(answer, "line 2\n");
  EXPECT_FALSE(answer.ends_with("0\r\n\r\n"));
  ExpectAlive();
}

TEST_F(HttpServerTest, SendsEventsAtOnceAndEndsThemWhenItStops) {
  RawClient client(server->port());
  client.Send(Get("/stream/events"));
  EXPECT_HAS(client.ReadUntil("line 1\n"), "text/event-stream");  // the second one is held up
  barrier.AwaitWaiting(1);
  std::thread stop([&] { server->Stop(milliseconds(10000)); });
  barrier.Open();
  const std::string rest = client.ReadAll();
  stop.join();
  EXPECT_LACKS(rest, "nothing more came");
}

TEST_F(HttpServerTest, FinishesRunningRequestsWhenItStopsAndTakesNoNewOnes) {
  RawClient client(server->port()), silent(server->port());
  client.Send(Get("/wait"));
  barrier.AwaitWaiting(1);
  std::thread stop([&] { server->Stop(milliseconds(10000)); });
  EXPECT_EQ(silent.ReadAll(), "");
  barrier.Open();
  EXPECT_HAS(client.ReadAll(), "waited");
  stop.join();
  EXPECT_FALSE(RawClient(server->port()).is_connected());
}

TEST_F(HttpServerTest, AnswersWhileHundredsAreIdleOrSlow) {
  std::vector<std::unique_ptr<RawClient>> idle, slow;
  for (int i = 0; i < 250; ++i) idle.push_back(std::make_unique<RawClient>(server->port()));
  for (int i = 0; i < 50; ++i) {
    slow.push_back(std::make_unique<RawClient>(server->port()));
    slow.back()->Send("GET /echo HTTP/1.1\r\nHos");
  }
  for (int i = 0; i < 20; ++i) ExpectAlive();
  EXPECT_LE(server->threads(), 80u) << "idle connections hold no thread";
  for (auto& client : idle) {
    ASSERT_TRUE(client->is_connected());
    client->Send(Get("/echo?q=late"));
  }
  for (auto& client : idle) EXPECT_TRUE(client->ReadAnswer().ends_with("GET late "));
  EXPECT_HAS(slow[0]->ReadAll(), "HTTP/1.1 408");
}

TEST_F(HttpServerTest, GivesUpOnSlowBodiesAndHalfClosedConnections) {
  RawClient slow(server->port());
  slow.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
  EXPECT_HAS(slow.ReadAll(), "\"code\":\"body_broken\"");
  EXPECT_EQ(Ask(""), "");
  EXPECT_EQ(Ask("GET /ec"), "");
  ExpectAlive();
}

TEST_F(HttpServerTest, GivesUpOnAPeerThatTakesNothing) {
  RawClient client(server->port());
  std::string many;
  for (int i = 0; i < 200; ++i) many += Get("/large");
  client.Send(many);
  server->Stop(milliseconds(5000));  // 20 MB wait to be taken; nobody waits longer than options.patience
}

TEST_F(HttpServerTest, MakesRoomForNewConnectionsByClosingTheLongestSilent) {
  server.reset();
  options.most_silent = 4;
  Start();
  std::vector<std::unique_ptr<RawClient>> clients;
  for (int i = 0; i < 6; ++i) {
    clients.push_back(std::make_unique<RawClient>(server->port()));
    clients.back()->Send(Get("/echo"));
    clients.back()->ReadAnswer();
    std::this_thread::sleep_for(milliseconds(60));  // it is silent now
  }
  EXPECT_EQ(clients[0]->ReadAll(), "");
  clients[5]->Send(Get("/echo?q=5"));
  EXPECT_TRUE(clients[5]->ReadAnswer().ends_with("GET 5 "));
}

std::string Message(const HttpServerOptions& options) {
  try {
    const HttpServer server(options, {});
    return "nothing was thrown";
  } catch (const Error& error) {
    return error.message() + "|" + error.advice();
  }
}

TEST_F(HttpServerTest, SaysWhyItCannotListen) {
  HttpServerOptions other;
  other.port = server->port();
  EXPECT_EQ(Message(other), "the port is in use by another program|End it, or give another port with --port.");
  other.port = 0;
  other.host = "no.such.host.invalid";
  EXPECT_TRUE(Message(other).starts_with("the address no.such.host.invalid cannot be used: "));
  other.host = "192.0.2.1";
  EXPECT_TRUE(Message(other).starts_with("cannot listen here: "));
  other.host = "127.0.0.1";
  other.certificate = "/nowhere/c.pem";
  other.key = "/nowhere/k.pem";
  EXPECT_TRUE(Message(other).starts_with("the certificate cannot be used ("));
}

/// A certificate that signs itself, in a folder of its own.
struct TlsTest : HttpServerTest {
  const std::filesystem::path folder = std::filesystem::temp_directory_path() / ("auspex-tls-" + std::to_string(getpid()));
  void SetUp() override {
    std::filesystem::create_directories(folder);
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    options.certificate = folder / "c.pem";
    options.key = folder / "k.pem";
    BIO* out = BIO_new_file(options.certificate.c_str(), "w");
    PEM_write_bio_X509(out, certificate);
    BIO_free(out);
    out = BIO_new_file(options.key.c_str(), "w");
    PEM_write_bio_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    BIO_free(out);
    X509_free(certificate);
    EVP_PKEY_free(key);
    Start();
  }
  void TearDown() override { std::filesystem::remove_all(folder); }

  std::string AskTls(const std::string& request) {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    BIO* peer = BIO_new_ssl_connect(context);
    BIO_set_conn_hostname(peer, ("127.0.0.1:" + std::to_string(server->port())).c_str());
    BIO_write(peer, request.data(), static_cast<int>(request.size()));
    std::string answer;
    char piece[4096];
    for (int size; (size = BIO_read(peer, piece, sizeof piece)) > 0;) answer.append(piece, static_cast<size_t>(size));
    BIO_free_all(peer);
    SSL_CTX_free(context);
    return answer;
  }
};

TEST_F(TlsTest, AnswersEncryptedAndSaysToComeBackSo) {
  for (int i = 0; i < 3; ++i) {
    const std::string answer = AskTls(Get("/large", "Connection: close\r\n"));
    EXPECT_HAS(answer, "Strict-Transport-Security: max-age=31536000");
    EXPECT_EQ(answer.size() - answer.find("\r\n\r\n") - 4, 100000u);
  }
  EXPECT_EQ(Ask(Get("/echo")).find("HTTP/1.1 200"), std::string::npos) << "plain HTTP is not answered";
  const std::string answer = AskTls("POST /upload HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 300000\r\n\r\n" +
      std::string(300000, 'u'));
  EXPECT_HAS(answer, "HTTP/1.1 200");
  EXPECT_EQ(uploaded.size(), 300000u);
}

}  // namespace
}  // namespace auspex::serve
