// Names on the map, placed so that they don't collide: the more important first, each where it finds room, else left out.
import * as L from "./leaflet.js";

const GAP = 3;
const MOST_OBSTACLES = 300; // of one layer: where thousands of symbols stand, labels go over them

/** Where a name may move within its area, in widths and heights of the label, nearest first. */
const AREA_SHIFTS = [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2]
  .flatMap((dy) => [-1, -0.5, 0, 0.5, 1].map((dx) => [dx, dy]))
  .sort((a, b) => Math.hypot(a[0] * 2, a[1]) - Math.hypot(b[0] * 2, b[1]));

const overlaps = (a, b) => a[0] < b[2] + 2 && b[0] < a[2] + 2 && a[1] < b[3] && b[1] < a[3];

/** Boxes [left, top, right, bottom] where a label of this size may stand, best first. */
export function candidates({ x, y, radius, area, inside, width, height }) {
  const box = (left, top, side) => ({ box: [left, top, left + width, top + height], side });
  const [left, top] = [x - width / 2, y - height / 2];
  if (area) {
    const inner = AREA_SHIFTS.filter(([dx, dy]) => inside(x + dx * width, y + dy * height));
    return [[0, 0], ...inner].map(([dx, dy]) => box(left + dx * width, top + dy * height, "centre"));
  }
  const away = radius + GAP;
  const slant = radius * 0.7 + GAP;
  const [up, down] = [top - slant - 2, top + slant + 2];
  return [
    box(x + away, top, "start"),
    box(x - away - width, top, "end"),
    box(left, y - away - height, "centre"),
    box(left, y + away, "centre"),
    box(x + slant, up, "start"),
    box(x + slant, down, "start"),
    box(x - slant - width, up, "end"),
    box(x - slant - width, down, "end"),
  ];
}

/** Greedy placement; `items` carry priority and what `candidates` reads. Returns a map from item to its place, if it has one. */
export function place(items, obstacles) {
  const taken = [];
  const chosen = new Map();
  const blocks = (item, box) =>
    obstacles.filter((other) => (other.owner ?? null) !== item && overlaps(box, other.box));
  for (const item of [...items].sort((a, b) => b.priority - a.priority)) {
    const open = candidates(item).filter(({ box }) => !taken.some((other) => overlaps(box, other)));
    const blocking = open.map(({ box }) => blocks(item, box));
    let best = blocking.findIndex((found) => found.length === 0);
    // An area's name rather stands on a symbol than outside its area or nowhere, and so does what must be named.
    if (best < 0 && (item.area || item.overSymbols))
      best = fewest(blocking.map((found) => (found.some((other) => other.hard) ? Infinity : found.length)));
    if (best < 0) continue;
    chosen.set(item, open[best]);
    taken.push(open[best].box);
  }
  return chosen;
}

function fewest(counts) {
  const least = Math.min(...counts);
  return Number.isFinite(least) ? counts.indexOf(least) : -1;
}

export class Labels {
  /** `blocked` returns boxes, in pixels of the map's container, that controls cover. */
  constructor(map, blocked) {
    this.map = map;
    this.blocked = blocked;
    this.pane = map.createPane("labels");
    Object.assign(this.pane.style, { zIndex: 720, pointerEvents: "none" });
    this.made = new Map();
    map.on("zoomstart", () => this.pane.classList.add("moving"));
    map.on("zoomend moveend resize", () => this.plan());
  }

  set(layers) {
    this.layers = layers;
    this.plan();
  }

  /** Lay out once per frame however many changes ask for it. */
  plan() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      this.layout();
    });
  }

  remove() {
    cancelAnimationFrame(this.asked);
  }

  wanted() {
    const zoom = this.map.getZoom();
    const view = this.map.getBounds().pad(0.1);
    const found = [];
    for (const layer of this.layers ?? []) {
      if (!layer.shown) continue;
      for (const entry of layer.entries) {
        const { feature, style } = entry;
        if (!feature.label || zoom < (style.label_zoom ?? 0)) continue;
        const area = layer.spec.kind !== "point";
        const at = area
          ? feature.label_at
            ? L.latLng(feature.label_at[1], feature.label_at[0])
            : entry.paths[0].getBounds().getCenter()
          : entry.paths[0].getLatLng();
        if (view.contains(at))
          found.push({
            entry,
            at,
            area,
            look: style.label_look ?? (area ? "area" : "site"),
            priority: style.label_priority ?? 0,
            overSymbols: style.label_over_symbols ?? false,
          });
      }
    }
    return found;
  }

  layout() {
    if (!this.map._loaded || !this.map.getSize().x) return;
    const items = this.wanted();
    const keep = new Map();
    for (const item of items) {
      const { feature, layer } = item.entry;
      const key = `${layer.spec.id}\n${feature.id}\n${item.look}\n${feature.label}`;
      const known = this.made.get(key) ?? this.make(feature.label, item.look);
      keep.set(key, known);
      item.element = known;
    }
    for (const [key, element] of this.made) if (!keep.has(key)) element.remove();
    this.made = keep;
    for (const item of items) {
      const { x, y } = this.map.latLngToLayerPoint(item.at);
      const radius = item.area ? 0 : item.entry.paths[0].getRadius() + 1;
      const inside = (px, py) => item.entry.paths[0]._containsPoint(L.point(px, py));
      Object.assign(item, {
        x,
        y,
        radius,
        inside,
        width: item.element.offsetWidth,
        height: item.element.offsetHeight,
      });
    }
    const chosen = place(items, this.obstacles(items));
    for (const item of items) this.position(item.element, chosen.get(item));
    this.pane.classList.remove("moving");
  }

  /** Symbols and controls that no label may cover; a label may touch its own symbol. */
  obstacles(items) {
    const owners = new Map(items.map((item) => [item.entry, item]));
    const corner = this.map.containerPointToLayerPoint([0, 0]);
    const found = this.blocked().map((box) => ({
      hard: true,
      box: [box[0] + corner.x, box[1] + corner.y, box[2] + corner.x, box[3] + corner.y],
    }));
    for (const layer of this.layers) {
      if (!layer.shown || layer.spec.kind !== "point" || layer.entries.length > MOST_OBSTACLES) continue;
      for (const entry of layer.entries) {
        for (const { _point: at, _radius: r } of entry.paths)
          found.push({ owner: owners.get(entry), box: [at.x - r, at.y - r, at.x + r, at.y + r] });
      }
    }
    return found;
  }

  make(text, look) {
    const made = document.createElement("div");
    made.className = `label ${look === "area" ? "label-area" : "label-site"}`;
    made.textContent = text;
    this.pane.append(made);
    return made;
  }

  position(element, found) {
    element.classList.toggle("left-out", !found);
    if (!found) return;
    element.style.textAlign = found.side === "centre" ? "center" : found.side;
    L.DomUtil.setPosition(element, L.point(found.box[0], found.box[1])._round());
  }
}
