#include "serve/pages.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "serve/content_encoding.h"
#include "serve/embedded.h"

namespace auspex::serve {
namespace {

const std::string kIndex = "<!doctype html>" + std::string(500, ' ');

/// A pack as web/pack-pages.mjs writes it; the brotli bytes are not looked into here.
std::string MakePack() {
  const std::string gzip = Gzip(kIndex), brotli = "(brotli)", icon = "(icon)";
  const auto place = [](size_t offset, size_t size) { return std::to_string(offset) + ":" + std::to_string(size); };
  return "auspex-pages 1\n/index.html\ttext/html; charset=utf-8\t\"i1\"\t" + std::to_string(kIndex.size()) + "\t-\t" + place(0, gzip.size()) + "\t" +
         place(gzip.size(), brotli.size()) + "\n/assets/a-1.png\timage/png\t\"p1\"\t6\t" + place(gzip.size() + brotli.size(), icon.size()) + "\t-\t-\n\n" + gzip + brotli + icon;
}

struct PagesTest : testing::Test {
  const std::string pack = MakePack();
  const Pages pages{pack};

  Response Get(const std::string& path, std::multimap<std::string, std::string> headers = {}, const std::string& method = "GET") {
    Request request;
    request.method = method;
    request.path = path;
    request.headers = std::move(headers);
    return pages.Answer(request);
  }
  static std::string Header(const Response& response, const std::string& name) {
    for (const auto& [key, value] : response.headers) {
      if (key == name) return value;
    }
    return {};
  }
};

TEST_F(PagesTest, AreSentAsTheBrowserTakesThem) {
  const auto brotli = Get("/", {{"accept-encoding", "gzip, deflate, br"}});
  EXPECT_EQ(brotli.body, "(brotli)");
  EXPECT_EQ(Header(brotli, "Content-Encoding"), "br");
  EXPECT_EQ(brotli.type, "text/html; charset=utf-8");
  const auto gzip = Get("/", {{"accept-encoding", "gzip, br;q=0"}});
  EXPECT_EQ(Header(gzip, "Content-Encoding"), "gzip");
  EXPECT_EQ(Gunzip(gzip.body, kIndex.size()), kIndex);
  const auto plain = Get("/");
  EXPECT_EQ(Header(plain, "Content-Encoding"), "");
  EXPECT_EQ(plain.body, kIndex);
}

TEST_F(PagesTest, AreNotSentTwice) {
  const auto again = Get("/index.html", {{"if-none-match", "\"x\", \"i1\""}});
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  EXPECT_EQ(Header(again, "ETag"), "\"i1\"");
  EXPECT_EQ(Get("/index.html", {{"if-none-match", "\"i2\""}}).status, 200);
}

TEST_F(PagesTest, KeepFilesWithAHashInTheirNameForEver) {
  EXPECT_EQ(Header(Get("/assets/a-1.png"), "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(Get("/assets/a-1.png").body, "(icon)");
  EXPECT_EQ(Header(Get("/"), "Cache-Control"), "no-cache");
}

TEST_F(PagesTest, AnswerEveryPageOfTheApplicationWithTheIndex) {
  for (const char* path : {"/results/7", "/signin", "/customers/U1"}) EXPECT_EQ(Get(path).body, kIndex) << path;
  for (const char* path : {"/favicon.ico", "/assets/b.js", "/assets/b", "/api/v9", "/results/../etc/passwd.txt"}) EXPECT_EQ(Get(path).status, 404) << path;
  const auto post = Get("/signin", {}, "POST");
  EXPECT_EQ(post.status, 405);
  EXPECT_EQ(Header(post, "Allow"), "GET, HEAD");
}

TEST_F(PagesTest, SayWhenThePackIsDamaged) {
  for (const std::string text : {"", "auspex-pages 2\n\n", "auspex-pages 1\n/a\tb\n\n", "auspex-pages 1\n/a\tb\tc\t1\t0:2\t-\t-\n\nx", "auspex-pages 1\n/a\tb\tc\tx\t-\t-\t-\n\n"}) {
    EXPECT_THROW(Pages{text}, Error) << text;
  }
}

TEST(Pages, OfThisProgramCanBeRead) { EXPECT_NO_THROW(Pages{EmbeddedPages()}); }

}  // namespace
}  // namespace auspex::serve
