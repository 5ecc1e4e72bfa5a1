// A number that moves softly to its next value; at once where the user wants no motion.
import { onBeforeUnmount, ref, watch, type Ref } from 'vue';

const kMilliseconds = 900;

/** Quick at first, then ever slower. */
export const eased = (share: number): number => 1 - (1 - Math.min(1, Math.max(0, share))) ** 3;

export function useCountUp(target: () => number | null): Ref<number | null> {
  const shown = ref<number | null>(null);
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  let frame = 0;
  function moveTo(to: number | null): void {
    cancelAnimationFrame(frame);
    const from = shown.value ?? 0;
    if (to === null || isStill || document.hidden || from === to) return void (shown.value = to);
    const began = performance.now();
    const step = (now: number): void => {
      const share = eased((now - began) / kMilliseconds);
      shown.value = share >= 1 ? to : from + (to - from) * share;
      if (share < 1) frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
  }
  watch(target, moveTo, { immediate: true });
  onBeforeUnmount(() => cancelAnimationFrame(frame));
  return shown;
}
