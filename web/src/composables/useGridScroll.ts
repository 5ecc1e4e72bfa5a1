// The scrolling of a table of any length: which rows stand in view, and how the wheel, the scroll bar and the keys move them.
import { computed, onBeforeUnmount, onMounted, ref, type Ref } from 'vue';

import { rowsInView, scrollScale } from './scrollScale';

export function useGridScroll(box: Ref<HTMLElement | undefined>, options: { rows: () => number; rowHeight: number; headHeight: number }) {
  const size = ref({ width: 0, height: 0 });
  const top = ref(0); // of the view, in pixels of the rows
  const left = ref(0);
  const viewHeight = computed(() => Math.max(0, size.value.height - options.headHeight));
  const scale = computed(() => scrollScale(options.rows(), options.rowHeight, viewHeight.value));
  const inView = computed(() => rowsInView(Math.min(top.value, scale.value.most), viewHeight.value, options.rowHeight, options.rows()));
  let placed = -1; // a scroll position that we set ourselves: not to be read back, it is rounded

  function onScroll(): void {
    if (!box.value) return;
    left.value = box.value.scrollLeft;
    if (box.value.scrollTop === placed) return;
    placed = -1;
    top.value = scale.value.top(box.value.scrollTop);
  }

  function scrollTo(wanted: number): void {
    top.value = Math.max(0, Math.min(scale.value.most, wanted));
    if (!box.value) return;
    box.value.scrollTop = scale.value.scrollTop(top.value);
    placed = box.value.scrollTop;
  }

  /** Moves as little as is needed for the row to be in view whole. */
  function reveal(index: number): void {
    const low = index * options.rowHeight;
    if (low < top.value) scrollTo(low);
    else if (low + options.rowHeight > top.value + viewHeight.value) scrollTo(low + options.rowHeight - viewHeight.value);
  }

  /** Where the scroll position is stretched over the rows, a turn of the wheel still moves as many rows as anywhere. */
  function onWheel(event: WheelEvent): void {
    if (!scale.value.stretched || event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
    const step = [1, options.rowHeight, viewHeight.value][event.deltaMode] ?? 1;
    const wanted = Math.max(0, Math.min(scale.value.most, top.value + event.deltaY * step));
    if (wanted === top.value) return; // at an end: the page goes on
    event.preventDefault();
    scrollTo(wanted);
  }

  let observer: ResizeObserver | undefined;
  onMounted(() => {
    const element = box.value;
    if (!element) return;
    const measure = () => (size.value = { width: element.clientWidth, height: element.clientHeight });
    measure();
    observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('wheel', onWheel, { passive: false });
  });
  onBeforeUnmount(() => {
    observer?.disconnect();
    box.value?.removeEventListener('wheel', onWheel);
  });

  return { size, top: computed(() => Math.min(top.value, scale.value.most)), left, viewHeight, scale, inView, onScroll, scrollTo, reveal };
}
