// Tiles of the server that the user chose, below everything. Failing tiles cost a message, never the map.
import * as L from "./leaflet.js";

const ERRORS_BEFORE_MESSAGE = 4;

function tileLayers({ kind, url, key }) {
  const common = { key, maxZoom: 18, maxNativeZoom: 18, crossOrigin: null };
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
}
