import { createRouter, createWebHistory } from 'vue-router';

import { loadParts, parts, startOf } from './areas';
import { loadSession, may, session } from './session';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', component: () => import('./pages/NotFoundPage.vue') }, // the guard leads on to the start
    { path: '/signin', component: () => import('./pages/SignInPage.vue'), meta: { open: true } },
    { path: '/data', component: () => import('./pages/DataPage.vue') },
    { path: '/predict', component: () => (parts.value?.task ? import('./pages/TaskRunPage.vue') : import('./pages/PredictPage.vue')) },
    { path: '/results/:run?', component: () => import('./pages/ResultsPage.vue') },
    { path: '/watch', component: () => import('./pages/WatchPage.vue') },
    { path: '/dashboard', component: () => import('./pages/DashboardPage.vue') },
    { path: '/screen', component: () => import('./pages/ScreenPage.vue'), meta: { alone: true } },
    { path: '/layers', component: () => import('./pages/LayersPage.vue') },
    { path: '/segments', component: () => import('./pages/SegmentsPage.vue') },
    { path: '/customers/:id?', component: () => import('./pages/CustomerPage.vue') },
    { path: '/models/:run?/:name?', component: () => (parts.value?.task ? import('./pages/TaskModelsPage.vue') : import('./pages/ModelsPage.vue')) },
    { path: '/models/:run?/:name?', component: () => import('./pages/ModelsPage.vue') },
    { path: '/explain/:id?', component: () => import('./pages/ExplainPage.vue') },
    { path: '/strategies', component: () => import('./pages/StrategiesPage.vue') },
    { path: '/accounts', component: () => import('./pages/AccountsPage.vue'), meta: { admin: true } },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue') },
  ],
});

router.beforeEach(async (to) => {
  if (session.value === null) await loadSession().catch(() => undefined);
  if (to.meta.open) return true;
  if (!session.value?.signed_in) return { path: '/signin', query: to.path === '/' ? {} : { next: to.fullPath } };
  await loadParts().catch(() => undefined); // the pages themselves say that the server is away
  if (to.path === '/' || (to.meta.admin && !may('admin'))) return startOf(parts.value);
  return true;
});
