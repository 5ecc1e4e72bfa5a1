// A choice that stands in the address's query: shareable, and the back button undoes.
import { computed, type WritableComputedRef } from 'vue';
import { useRoute, useRouter } from 'vue-router';

export function useAddressChoice<T extends string>(name: string, otherwise: T): WritableComputedRef<T> {
  const route = useRoute();
  const router = useRouter();
  return computed({
    get: () => (typeof route.query[name] === 'string' ? route.query[name] : otherwise) as T,
    set: (value) => void router.replace({ query: { ...route.query, [name]: value === otherwise ? undefined : value } }),
  });
}
