// What there is in the workspace: asked for by the pages that have nothing to show without a training or a prediction.
import { useQuery } from '@tanstack/vue-query';

import { api } from '@/api/client';
import type { Summary } from '@/api/types';

export const useSummary = () => useQuery({ queryKey: ['summary'], queryFn: ({ signal }) => api.get<Summary>('/summary', {}, signal) });
