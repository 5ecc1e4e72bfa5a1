#include "serve/request_head.h"

#include <gtest/gtest.h>

#include "serve/problem.h"

namespace auspex::serve {
namespace {

/// The status that a head is refused with; 0 if it is taken.
int Refused(const std::string& text) {
  try {
    ParseHead(text);
    return 0;
  } catch (const HttpError& error) {
    return error.status();
  }
}

std::string Get(const std::string& target) { return "GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n"; }

TEST(RequestHead, ReadsWhatABrowserSends) {
  const Head head = ParseHead("HEAD /a%20b/c?x=1+2&y=%E8%A9%A6&x=3 HTTP/1.1\r\nHost: h:1\r\nAccept-Language:  zh-TW \r\nCookie: a=b\r\n\r\n");
  EXPECT_TRUE(head.is_head);
  EXPECT_EQ(head.request.method, "GET");
  EXPECT_EQ(head.request.path, "/a%20b/c");
  EXPECT_EQ(head.request.Query("x"), "1 2");
  EXPECT_EQ(head.request.Query("y"), "試");
  EXPECT_EQ(head.request.Header("accept-language"), "zh-TW");
  EXPECT_TRUE(head.keep_alive);
  EXPECT_FALSE(head.has_body());
}

TEST(RequestHead, TellsHowTheBodyComes) {
  EXPECT_EQ(ParseHead("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 12\r\n\r\n").length, 12u);
  EXPECT_TRUE(ParseHead("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n").chunked);
  EXPECT_TRUE(ParseHead("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n").expects_continue);
  EXPECT_FALSE(ParseHead("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n").keep_alive);
  EXPECT_FALSE(ParseHead("GET / HTTP/1.0\r\n\r\n").keep_alive);
}

TEST(RequestHead, RefusesWhatTwoReadersCouldUnderstandDifferently) {
  EXPECT_EQ(Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n"), 400);
  EXPECT_EQ(Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"), 400);
  EXPECT_EQ(Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"), 400);
  EXPECT_EQ(Refused("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0x10\r\n\r\n"), 400);
  EXPECT_EQ(Refused("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"), 501);
  EXPECT_EQ(Refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost: a\r\n folded: b\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost : a\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\n\r\n"), 400);
}

TEST(RequestHead, RefusesRequestLinesThatDoNotHold) {
  EXPECT_EQ(Refused("BREW / HTTP/1.1\r\nHost: a\r\n\r\n"), 501);
  EXPECT_EQ(Refused("GET / HTTP/2.0\r\nHost: a\r\n\r\n"), 505);
  EXPECT_EQ(Refused("GET /\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refused("GET  / HTTP/1.1\r\nHost: a\r\n\r\n"), 400);
  EXPECT_EQ(Refused("\x16\x03\x01\x02\r\n\r\n"), 400);
  EXPECT_EQ(Refused(Get("http://other/")), 400);
  EXPECT_EQ(Refused(Get("/" + std::string(kMostTarget, 'a'))), 414);
  std::string many = "GET / HTTP/1.1\r\nHost: a\r\n";
  for (size_t i = 0; i < kMostHeaders; ++i) many += "X: y\r\n";
  EXPECT_EQ(Refused(many + "\r\n"), 431);
  EXPECT_EQ(Refused("GET / HTTP/1.1\r\nHost: a\r\nX: " + std::string(kMostHead, 'a') + "\r\n\r\n"), 431);
}

TEST(RequestHead, RefusesTricksInPaths) {
  for (const char* target : {"/a/../b", "/a/%2e%2e/b", "/a/%2E./b", "/./a", "/%00", "/a%0Ab%01", "/%ff", "/%zz", "/%4", "/a\x01", "/a#b",
      "/?x=%ff", "/?x=%"}) {
    EXPECT_EQ(Refused(Get(target)), 400) << target;
  }
}

TEST(RequestHead, DecodesSegmentsAfterTheyAreSplit) {
  EXPECT_EQ(PathSegments("/customers/a%2Fb/what-if"), (std::vector<std::string>{"customers", "a/b", "what-if"}));
  EXPECT_EQ(PathSegments("//a/"), (std::vector<std::string>{"", "a", ""}));
  EXPECT_EQ(PathSegments("/a+b"), std::vector<std::string>{"a+b"});
}

}  // namespace
}  // namespace auspex::serve
