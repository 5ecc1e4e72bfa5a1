import { createRouter, createWebHistory } from 'vue-router';

import { loadSession, may, session } from './session';

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', redirect: '/data' },
    { path: '/signin', component: () => import('./pages/SignInPage.vue'), meta: { open: true } },
    { path: '/data', component: () => import('./pages/DataPage.vue') },
    { path: '/predict', component: () => import('./pages/PredictPage.vue') },
    { path: '/results/:run?', component: () => import('./pages/ResultsPage.vue') },
    { path: '/dashboard', component: () => import('./pages/DashboardPage.vue') },
    { path: '/screen', component: () => import('./pages/ScreenPage.vue'), meta: { alone: true } },
    { path: '/customers/:id?', component: () => import('./pages/CustomerPage.vue') },
    { path: '/models/:run?/:name?', component: () => import('./pages/ModelsPage.vue') },
    { path: '/strategies', component: () => import('./pages/StrategiesPage.vue') },
    { path: '/accounts', component: () => import('./pages/AccountsPage.vue'), meta: { admin: true } },
    { path: '/:rest(.*)*', component: () => import('./pages/NotFoundPage.vue') },
  ],
});

router.beforeEach(async (to) => {
  if (session.value === null) await loadSession().catch(() => undefined);
  if (to.meta.open) return true;
  if (!session.value?.signed_in) return { path: '/signin', query: to.path === '/' ? {} : { next: to.fullPath } };
  if (to.meta.admin && !may('admin')) return '/data';
  return true;
});
