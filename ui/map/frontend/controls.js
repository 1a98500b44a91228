// Zoom and home buttons, the scale bar, and our own attribution.
import * as L from "./leaflet.js";
import { box } from "./overlays.js";

/** Leaflet's metric scale with the unit's name in the page's language. */
const Scale = L.Control.Scale.extend({
  _updateMetric(metres) {
    const round = this._getRoundNum(metres);
    const { unit_m: m, unit_km: km } = this.options.texts;
    this._updateScale(this._mScale, "", round / metres);
    this._mScale.textContent = round < 1000 ? `${round} ${m}` : `${round / 1000} ${km}`;
  },
});

const ICONS = {
  in: "M-5 0H5M0-5V5",
  out: "M-5 0H5",
  home: "M-6.5 -2V-6.5H-2M6.5 -2V-6.5H2M-6.5 2V6.5H-2M6.5 2V6.5H2",
};

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "-9 -9 18 18");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export class Controls {
  constructor(map, container, onHome) {
    this.map = map;
    this.buttons = box(container, "div", "buttons");
    L.DomEvent.disableClickPropagation(this.buttons);
    this.zoomIn = this.button("in", () => map.zoomIn());
    this.zoomOut = this.button("out", () => map.zoomOut());
    this.home = this.button("home", onHome);
    this.attribution = box(container, "div", "attribution");
    L.DomEvent.disableClickPropagation(this.attribution);
  }

  button(name, act) {
    const made = box(this.buttons, "button", "map-button");
    made.type = "button";
    made.append(icon(name));
    made.addEventListener("click", act);
    return made;
  }

  set(texts, attribution) {
    const drawn = JSON.stringify([texts, attribution]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    for (const [button, text] of [
      [this.zoomIn, texts.zoom_in],
      [this.zoomOut, texts.zoom_out],
      [this.home, texts.home],
    ]) {
      button.title = text;
      button.setAttribute("aria-label", text);
    }
    this.attribution.hidden = attribution.length === 0;
    this.attribution.textContent = attribution.length
      ? `${texts.attribution_label}${attribution.join(" · ")}`
      : "";
    this.scale?.remove();
    this.scale = new Scale({ imperial: false, maxWidth: 120, texts }).addTo(this.map);
  }
}
