// Tiles of the server that the user chose, below everything. Failing tiles cost a message, never the map.
import * as L from "./leaflet.js";
import { Gcj02Mercator } from "./datum.js";

const ERRORS_BEFORE_MESSAGE = 4;

const SUBDOMAINS = { amap: "1234" };

function tileLayers({ kind, url, key }) {
  const subdomains = SUBDOMAINS[kind] ?? "abc";
  const common = { key, maxZoom: 18, maxNativeZoom: 18, crossOrigin: null, subdomains };
  if (kind !== "tianditu") return [L.tileLayer(url, common)];
  return ["vec_w", "cva_w"].map((layer) => L.tileLayer(url, { ...common, layer, subdomains: "01234567" }));
}

export class Basemap {
  constructor(map, onFailure) {
    this.map = map;
    this.onFailure = onFailure;
    this.layers = [];
  }

  set(spec) {
    const wanted = JSON.stringify(spec);
    if (wanted === this.drawn) return;
    this.drawn = wanted;
    this.layers.forEach((layer) => layer.remove());
    this.project(spec?.datum === "gcj02" ? Gcj02Mercator : L.CRS.EPSG3857);
    let errors = 0;
    this.layers = spec ? tileLayers(spec) : [];
    for (const layer of this.layers) {
      layer.on("tileerror", () => {
        errors += 1;
        if (errors === ERRORS_BEFORE_MESSAGE) this.onFailure();
      });
      layer.addTo(this.map);
    }
  }

  /** Draw everything anew in another projection, the same place in the middle. */
  project(crs) {
    const { map } = this;
    if (map.options.crs === crs) return;
    const [centre, zoom] = [map.getCenter(), map.getZoom()];
    map.options.crs = crs;
    map.setView(centre, zoom, { reset: true, animate: false });
  }
}
