// One drawn layer: its panes, its canvas, its features, and what lies at a place.
import * as L from "./leaflet.js";
import { Symbol, pathOptions } from "./shapes.js";

const BASE = { polygon: 410, line: 510, point: 620 };
const CIRCLES = 605;
const ROOT = new URL("../", import.meta.url);
const fetched = new Map();

/** Features of a public built-in layer, asked for once. */
function fetchFeatures(address) {
  if (!fetched.has(address)) {
    const asked = fetch(new URL(address, ROOT)).then((answer) => {
      if (!answer.ok) throw new Error(`${answer.status}`);
      return answer.json();
    });
    asked.catch(() => fetched.delete(address)); // so that a later try asks again
    fetched.set(address, asked);
  }
  return fetched.get(address);
}

const latLngs = (coordinates, depth) => L.GeoJSON.coordsToLatLngs(coordinates, depth);
const latLng = ([longitude, latitude]) => L.latLng(latitude, longitude);

function paths(feature, options) {
  const { type, coordinates } = feature;
  if (type === "Point") return [new Symbol(latLng(coordinates), options)];
  if (type === "MultiPoint") return coordinates.map((place) => new Symbol(latLng(place), options));
  if (type === "LineString") return [L.polyline(latLngs(coordinates, 0), options)];
  if (type === "MultiLineString") return [L.polyline(latLngs(coordinates, 1), options)];
  return [L.polygon(latLngs(coordinates, type === "Polygon" ? 1 : 2), options)];
}

function pane(map, name, z) {
  const made = map.getPane(name) ?? map.createPane(name);
  made.style.zIndex = z;
  made.style.pointerEvents = "none";
  return name;
}

export class DrawnLayer {
  constructor(map, spec, { onDrawn, onFailed }) {
    this.map = map;
    this.spec = spec;
    this.entries = [];
    this.removed = false;
    this.group = L.layerGroup();
    this.below = L.layerGroup();
    const name = pane(map, `layer-${spec.id}`, BASE[spec.kind] + spec.z);
    this.renderer = L.canvas({ pane: name, padding: 0.2, tolerance: spec.kind === "line" ? 4 : 0 });
    if (spec.features) this.draw(spec.features);
    else
      fetchFeatures(spec.url).then(
        (features) => !this.removed && (this.draw(features), onDrawn()),
        () => !this.removed && onFailed(),
      );
  }

  draw(features) {
    for (const feature of features) {
      const style = { ...this.spec.style, ...feature.style };
      const options = { ...pathOptions(style, this.spec.kind), renderer: this.renderer };
      const drawn = paths(feature, options);
      this.entries.push({ feature, style, paths: drawn, layer: this });
      if (feature.radius_m) this.drawCircle(feature, style);
      drawn.forEach((path) => this.group.addLayer(path));
    }
  }

  /** The circle that the place lies in, in true metres. */
  drawCircle(feature, style) {
    this.circles ??= L.canvas({ pane: pane(this.map, `circles-${this.spec.id}`, CIRCLES), padding: 0.2 });
    const common = { radius: feature.radius_m, renderer: this.circles, interactive: false };
    const casing = { color: "#ffffff", weight: 3, opacity: 0.5, fill: false };
    const look = {
      color: style.fill,
      weight: 1.4,
      dashArray: feature.dash || null,
      fillColor: style.fill,
      fillOpacity: 0.09,
    };
    for (const part of [casing, look])
      this.below.addLayer(L.circle(latLng(feature.coordinates), { ...common, ...part }));
  }

  get shown() {
    return this.map.hasLayer(this.group);
  }

  show(on) {
    if (on === this.shown) return;
    for (const group of [this.below, this.group]) on ? this.map.addLayer(group) : this.map.removeLayer(group);
  }

  remove() {
    this.removed = true;
    this.show(false);
    for (const renderer of [this.renderer, this.circles]) renderer?.remove();
  }

  find(id) {
    return this.entries.find((entry) => entry.feature.id === id);
  }

  /** Entries at a point of the map pane, topmost first, with their distance; `reach` widens symbols by some pixels. */
  at(point, reach) {
    if (!this.shown || !this.spec.interactive) return [];
    const hits = [];
    for (const entry of this.entries) {
      for (const path of entry.paths) {
        if (this.spec.kind === "point") {
          const distance = path._point ? path._point.distanceTo(point) : Infinity;
          if (distance <= path._radius + reach) hits.unshift({ entry, distance });
        } else if (path._parts && path._containsPoint(point)) hits.unshift({ entry, distance: 0 });
      }
    }
    return hits;
  }
}
