// Who is signed in.
import { computed, ref } from 'vue';

import { api, setCsrf } from './api/client';
import type { Role, Session } from './api/types';

export const session = ref<Session | null>(null);

function take(answer: Session): Session {
  setCsrf(answer.csrf);
  session.value = answer;
  return answer;
}

export const loadSession = async (): Promise<Session> => take(await api.get<Session>('/session'));
export const signIn = async (with_: { name: string; password: string } | { token: string }): Promise<Session> =>
  take(await api.post<Session>('/session', with_));
export async function signOut(): Promise<void> {
  await api.delete('/session');
  await loadSession();
}
/** Forgets the session without asking the server: it has said so itself. */
export const forgetSession = (): void => {
  if (session.value?.signed_in) session.value = { ...session.value, signed_in: false, account: undefined, csrf: undefined };
};

const order: Role[] = ['viewer', 'analyst', 'admin'];
/** Whether the signed-in account may do what `role` may. */
export const may = (role: Role): boolean => {
  const own = session.value?.account?.role;
  return own !== undefined && order.indexOf(own) >= order.indexOf(role);
};
export const accountName = computed(() => session.value?.account?.name ?? '');
