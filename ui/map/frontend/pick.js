// What lies under the pointer, and marks around what is hovered or selected.
import * as L from "./leaflet.js";

const FINGER_REACH = 10;

/** Layers in drawing order, topmost first. */
function fromTop(layers) {
  const rank = { point: 2, line: 1, polygon: 0, image: -1 };
  return [...layers].sort((a, b) => rank[b.spec.kind] - rank[a.spec.kind] || b.spec.z - a.spec.z);
}

/** Entries at a point: every symbol that covers it, else the nearest within a finger's reach, else one line, else one area. */
export function pick(layers, point) {
  const sorted = fromTop(layers);
  const points = sorted.filter((layer) => layer.spec.kind === "point");
  const direct = points.flatMap((layer) => layer.at(point, 2));
  if (direct.length) return direct.sort((a, b) => a.distance - b.distance).map((hit) => hit.entry);
  const near = points
    .flatMap((layer) => layer.at(point, FINGER_REACH))
    .sort((a, b) => a.distance - b.distance);
  const coarse = window.matchMedia("(pointer: coarse)").matches;
  if (near.length && coarse)
    return near.filter((hit) => hit.distance < near[0].distance + 4).map((hit) => hit.entry);
  for (const layer of sorted.filter((other) => other.spec.kind !== "point")) {
    const hits = layer.at(point, 0);
    if (hits.length) return [hits[0].entry];
  }
  return [];
}

/** A mark around one entry: a ring, a thicker line or an outline, with a pale casing. */
export class Mark {
  constructor(map, name, z) {
    this.map = map;
    const pane = map.createPane(name);
    pane.style.zIndex = z;
    pane.style.pointerEvents = "none";
    this.renderer = L.canvas({ pane: name, padding: 0.2 });
    this.group = L.layerGroup().addTo(map);
    this.entry = null;
  }

  set(entry, colour, weight) {
    const shown = entry?.layer.shown ? entry : null;
    if (shown === this.entry && colour === this.colour) return;
    this.entry = shown;
    this.colour = colour;
    this.group.clearLayers();
    if (!shown) return;
    for (const path of shown.paths) {
      this.outline(shown, path, { color: "#ffffff", weight: weight + 2.5, opacity: 0.9 });
      this.outline(shown, path, { color: colour, weight, opacity: 1 });
    }
  }

  outline(entry, path, look) {
    const options = { ...look, fill: false, interactive: false, renderer: this.renderer, smoothFactor: 0.6 };
    const kind = entry.layer.spec.kind;
    if (kind === "point")
      L.circleMarker(path.getLatLng(), { ...options, radius: path.getRadius() + 4 }).addTo(this.group);
    else if (kind === "line")
      L.polyline(path.getLatLngs(), { ...options, weight: look.weight + path.options.weight }).addTo(
        this.group,
      );
    else L.polygon(path.getLatLngs(), options).addTo(this.group);
  }
}
