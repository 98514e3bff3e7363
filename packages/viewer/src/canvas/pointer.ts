import { currentView, zoom } from '../app/actions';
import type { App } from '../app/model';
import { fitPicture, panBy } from '../app/pointer-keys';
import { addPoint, movePoint, takesPoints } from '../app/tool-actions';
import type { Point } from '../image/placement';
import { fromScreen, viewOf, zoomed } from '../image/view';

/** Zoom factor for a turn of the wheel by one pixel. */
const WHEEL_STEP = 1.0015;
/** Movement, pixels, from which a press is a drag. */
const DRAG_PX = 4;

/** Lets mouse, pen and fingers act on the picture. @returns the function that ends it */
export function listenToPointer(app: App, element: HTMLElement): () => void {
  /** Pressed pointers and where they are. */
  const pressed = new Map<number, Point>();
  let start: Point = [0, 0];
  let isDragging = false;
  let box: Point | undefined;

  const placeOf = ({ clientX, clientY }: MouseEvent): Point => {
    const { left, top } = element.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const inPicture = (at: Point): Point | undefined => {
    const view = currentView(app);
    return view && fromScreen(view, at);
  };
  const pinch = (id: number, at: Point): void => {
    const [other] = [...pressed].filter(([key]) => key !== id).map(([, place]) => place);
    const before = pressed.get(id);
    if (!other || !before) return;
    const apart = (a: Point): number => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
    zoom(app, apart(at) / apart(before), [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2]);
    panBy(app, (at[0] - before[0]) / 2, (at[1] - before[1]) / 2);
  };

  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    element.setPointerCapture(event.pointerId);
    const at = placeOf(event);
    pressed.set(event.pointerId, at);
    [start, isDragging] = [at, false];
    const point = inPicture(at);
    if (!point || pressed.size > 1) return;
    box = event.shiftKey ? point : undefined;
    if (!box && takesPoints(app.settings.get().tool)) addPoint(app, point);
  };
  const move = (event: PointerEvent): void => {
    const at = placeOf(event);
    const point = inPicture(at);
    app.cursor.set({ at: point });
    const before = pressed.get(event.pointerId);
    if (!before || !point) return;
    if (pressed.size === 2) pinch(event.pointerId, at);
    else {
      isDragging ||= Math.hypot(at[0] - start[0], at[1] - start[1]) > DRAG_PX;
      if (isDragging && !box) drag(before, at, point);
    }
    pressed.set(event.pointerId, at);
  };
  const drag = (before: Point, at: Point, point: Point): void => {
    const { tool, points } = app.settings.get();
    if (!takesPoints(tool)) panBy(app, at[0] - before[0], at[1] - before[1]);
    else if (tool === 'polygon' || points.length === 2) movePoint(app, point);
    else addPoint(app, tool === 'zoom box' ? (points[0] ?? point) : point);
  };
  const up = (event: PointerEvent): void => {
    if (!pressed.delete(event.pointerId)) return;
    const point = inPicture(placeOf(event));
    if (box && isDragging && point) {
      app.settings.set({ view: viewOf({ from: box, to: point }, app.session.get().screen) });
    }
    box = undefined;
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const view = currentView(app);
    const lines = event.deltaMode === 1 ? 30 : 1;
    if (view) app.settings.set({ view: zoomed(view, WHEEL_STEP ** (-event.deltaY * lines), placeOf(event)) });
  };
  const leave = (): void => {
    if (pressed.size === 0) app.cursor.set({ at: undefined });
  };
  const fit = (): void => {
    if (!takesPoints(app.settings.get().tool)) fitPicture(app);
  };

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('wheel', wheel, { passive: false });
  element.addEventListener('dblclick', fit);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('wheel', wheel);
    element.removeEventListener('dblclick', fit);
  };
}
