import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query';
import 'element-plus/theme-chalk/dark/css-vars.css';
import 'element-plus/dist/index.css';
import { createApp, watchEffect } from 'vue';

import { ApiProblem, setOnSignedOut } from './api/client';
import App from './App.vue';
import { applyLanguage, i18n } from './i18n';
import { router } from './router';
import { forgetSession } from './session';
import './styles.css';
import { applyTheme } from './theme';

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // What the server refused it will refuse again; a server that is not there may come back.
      retry: (count, error) => count < 3 && !(error instanceof ApiProblem && error.problem.status > 0),
      staleTime: 10_000,
      refetchOnWindowFocus: false,
    },
  },
});

setOnSignedOut(() => {
  forgetSession();
  if (router.currentRoute.value.path !== '/signin') void router.push({ path: '/signin', query: { next: router.currentRoute.value.fullPath } });
});
applyLanguage();
watchEffect(applyTheme);
createApp(App).use(i18n).use(router).use(VueQueryPlugin, { queryClient }).mount('#app');
