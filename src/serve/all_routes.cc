#include "serve/api.h"

namespace auspex::serve {

std::vector<Route> AllRoutes() {
  std::vector<Route> all;
  for (const auto& routes : {SessionRoutes(), AccountRoutes(), WorkspaceRoutes(), UploadRoutes(), LoadRoutes(), JobRoutes(), RunRoutes(),
                             CustomerRoutes(), ModelRoutes(), StrategyRoutes(), DashboardRoutes(), TaskModelRoutes(), TaskCustomerRoutes(),
                             LayerRoutes(), SegmentRoutes(), WatchRoutes(), ReportRoutes()}) {
    all.insert(all.end(), routes.begin(), routes.end());
  }
  return all;
}

}  // namespace auspex::serve
