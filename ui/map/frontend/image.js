// A picture under the map's shapes, such as a surface of scores; a new picture replaces the old one in place, without a gap.
import * as L from "./leaflet.js";

const PANE = 300;

export class ImageLayer {
  constructor(map, spec) {
    this.map = map;
    this.entries = []; // a picture has no features to point at, label or find
    const pane = map.getPane(`layer-${spec.id}`) ?? map.createPane(`layer-${spec.id}`);
    pane.style.pointerEvents = "none";
    this.overlay = L.imageOverlay("", [
      [0, 0],
      [1, 1],
    ], { pane: `layer-${spec.id}`, className: "picture", interactive: false });
    this.pane = pane;
    this.replace(spec);
  }

  /** Draw another picture. The old one stays until the new one is decoded. */
  replace(spec) {
    this.spec = spec;
    this.pane.style.zIndex = PANE + spec.z;
    const { url, bounds, opacity } = spec.image;
    const [south, west, north, east] = bounds;
    const next = new Image();
    next.src = url;
    const put = () => {
      if (this.spec.hash !== spec.hash) return;
      this.overlay.setUrl(url);
      this.overlay.setBounds(
        L.latLngBounds([
          [south, west],
          [north, east],
        ]),
      );
      this.overlay.setOpacity(opacity);
    };
    next.decode().then(put, put);
  }

  get shown() {
    return this.map.hasLayer(this.overlay);
  }

  show(on) {
    if (on === this.shown) return;
    on ? this.map.addLayer(this.overlay) : this.map.removeLayer(this.overlay);
  }

  remove() {
    this.show(false);
  }

  find() {
    return undefined;
  }

  at() {
    return [];
  }

  /** Whether this place lies on the picture and may be asked about. */
  covers(latlng) {
    return this.shown && this.spec.interactive && this.overlay.getBounds().contains(latlng);
  }
}
