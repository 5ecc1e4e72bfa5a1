// What came of the contacts, in the page's language.
import { useQuery } from '@tanstack/vue-query';

import { api } from '@/api/client';
import type { Watch } from '@/api/types';
import { language } from '@/i18n';

export const useWatch = () => useQuery({ queryKey: ['watch', language], queryFn: ({ signal }) => api.get<Watch>('/watch', {}, signal) });
