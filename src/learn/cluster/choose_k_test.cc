#include "learn/cluster/choose_k.h"

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/progress.h"
#include "base/threads.h"
#include "learn/cluster/cluster_fixture.h"

namespace auspex::learn {
namespace {

KChoice Evidence(const Points& points, ChooseKOptions options) {
  Progress progress;
  options.stability.replicates = 5;
  return ChooseK(points, options, 5, progress);
}

TEST(ChooseK, FindsTheCloudsThatAreThere) {
  const KChoice choice = Evidence(Clouds(800, 4, 5, 8), {.most = 8});
  EXPECT_EQ(choice.clusters, 5u);
  EXPECT_TRUE(choice.stable);
  ASSERT_EQ(choice.evidence.size(), 7u);
  EXPECT_EQ(choice.evidence[3].clusters, 5u);
  EXPECT_GT(choice.evidence[3].mean_jaccard, 0.95);
  EXPECT_LE(choice.evidence[3].least_jaccard, choice.evidence[3].mean_jaccard);
  for (size_t i = 1; i < choice.evidence.size(); ++i) EXPECT_LT(choice.evidence[i].inertia, choice.evidence[i - 1].inertia);
}

/// Inertia, silhouette, Caliński–Harabasz and Davies–Bouldin of scikit-learn 1.9.1 at its best of 200 starts.
TEST(ChooseK, ShowsTheEvidenceOfScikitLearn) {
  ChooseKOptions options{.most = 7};
  options.kmeans.starts = 100;
  options.kmeans.tolerance = 0;
  const KChoice choice = Evidence(Waves(), options);
  const double expected[][4] = {{220.5011268, 0.5565252075388637, 72.9421475009291, 0.6703764856888285},
                                {59.229740050000004, 0.7192526293940135, 211.0340801672994, 0.45037915287826635},
                                {44.26971299340661, 0.6983568457248741, 191.23812113777282, 0.43098578631226225},
                                {29.75868868681318, 0.6916079726480672, 216.2623667877643, 0.37963192939670154},
                                {17.683499996336998, 0.6976276344738247, 293.2309577659211, 0.4077575399545228},
                                {10.086734496336998, 0.7892893014803845, 427.1162918164884, 0.2896734528723184}};
  EXPECT_NEAR(choice.inertia_of_one, 497.80846671666677, 1e-3);
  for (size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(choice.evidence[i].inertia, expected[i][0], 1e-3);
    EXPECT_NEAR(choice.evidence[i].silhouette, expected[i][1], 1e-5);
    EXPECT_NEAR(choice.evidence[i].calinski_harabasz, expected[i][2], 1e-2);
    EXPECT_NEAR(choice.evidence[i].davies_bouldin, expected[i][3], 1e-5);
  }
  EXPECT_EQ(choice.elbow, 3u);
}

TEST(ChooseK, PrefersStableNumbersThenTheSilhouetteThenTheLower) {
  const auto chosen = [](std::vector<KEvidence> evidence) {
    KChoice choice{.inertia_of_one = 10, .evidence = std::move(evidence)};
    Choose(0.75, choice);
    return std::pair(choice.clusters, choice.stable);
  };
  const auto at = [](size_t clusters, double silhouette, double jaccard) { return KEvidence{.clusters = clusters, .silhouette = silhouette, .mean_jaccard = jaccard}; };
  EXPECT_EQ(chosen({at(2, 0.3, 0.9), at(3, 0.9, 0.5), at(4, 0.4, 0.75)}), std::pair(size_t{4}, true));
  EXPECT_EQ(chosen({at(2, 0.9, 0.1), at(3, 0.2, 0.8)}), std::pair(size_t{3}, true));
  EXPECT_EQ(chosen({at(2, 0.3, 0.1), at(3, 0.9, 0.5), at(4, 0.9, 0.7)}), std::pair(size_t{3}, false));
}

TEST(ChooseK, StopsAtTheNumberOfDistinctRowsAndRefusesOne) {
  OwnedPoints points{30, 1, {}};
  for (int i = 0; i < 30; ++i) points.values.push_back(static_cast<float>(i % 3));
  EXPECT_EQ(Evidence(points, {.most = 8}).evidence.size(), 2u);
  const auto message = [](const Points& given, size_t most) -> std::string {
    try {
      Evidence(given, {.most = most});
    } catch (const Error& error) {
      return error.message();
    }
    return "nothing was thrown";
  };
  EXPECT_EQ(message(points, 1), "at most 1 clusters were asked for");
  EXPECT_EQ(message(OwnedPoints{4, 1, {2, 2, 2, 2}}, 3), "all rows are the same");
  EXPECT_EQ(message(OwnedPoints{1, 2, {2, 3}}, 3), "all rows are the same");
  EXPECT_EQ(message(OwnedPoints{2, 2, {2, NAN, 3, NAN}}, 3), "row 1, column 2 is missing or infinite");
}

TEST(ChooseK, GivesTheSameBitsForAnyThreads) {
  const OwnedPoints points = Clouds(6000, 3, 3, 2);
  const KChoice reference = Evidence(points, {.most = 4, .silhouette = {.most_rows = 300}});
  for (size_t threads : {1, 7}) {
    SetThreads(threads);
    const KChoice again = Evidence(points, {.most = 4, .silhouette = {.most_rows = 300}});
    for (size_t i = 0; i < 3; ++i) {
      EXPECT_EQ(again.evidence[i].inertia, reference.evidence[i].inertia);
      EXPECT_EQ(again.evidence[i].silhouette, reference.evidence[i].silhouette);
      EXPECT_EQ(again.evidence[i].mean_jaccard, reference.evidence[i].mean_jaccard);
    }
  }
  SetThreads(0);
}

}  // namespace
}  // namespace auspex::learn
