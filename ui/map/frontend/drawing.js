// Drawing by hand: single places, or an area corner by corner. The bar above the map says what to do; Python hears of a finished shape.
import * as L from "./leaflet.js";
import { box } from "./overlays.js";

const SAME_PLACE_PX = 5; // a double click is two clicks at one place
const FIRST_CORNER_PX = 14;
export const MOST_CORNERS = 200; // as ui/map/model.py believes

/** [longitude, latitude] as GeoJSON has it, rounded to a decimetre. */
const place = ({ lat, lng }) => [Number(lng.toFixed(6)), Number(lat.toFixed(6))];

/** The ring through these corners, counter-clockwise as GeoJSON wants it. */
export function ring(corners) {
  const places = corners.map(place);
  const turned = places.reduce((sum, [x, y], at) => {
    const [nextX, nextY] = places[(at + 1) % places.length];
    return sum + (nextX - x) * (nextY + y);
  }, 0);
  if (turned > 0) places.reverse();
  return [...places, places[0]];
}

export class Drawing {
  constructor(map, container, onShape) {
    this.map = map;
    this.container = container;
    this.onShape = onShape;
    this.tool = null;
    this.corners = [];
    const pane = map.createPane("drawing");
    Object.assign(pane.style, { zIndex: 705, pointerEvents: "none" });
    this.look = { renderer: L.canvas({ pane: "drawing", padding: 0.2 }), interactive: false };
    this.group = L.layerGroup().addTo(map);
    this.bar = box(container, "div", "drawing-bar");
    this.bar.setAttribute("role", "group");
    L.DomEvent.disableClickPropagation(this.bar);
    this.hint = box(this.bar, "span", "drawing-hint");
    this.hint.setAttribute("role", "status");
    this.undo = this.button(() => this.dropCorner());
    this.finish = this.button(() => this.close());
    this.stop = this.button(() => (this.active ? this.cancel() : this.resume()));
    map.on("mousemove", (event) => this.active && this.stretch(event.latlng));
    map.on("dblclick", () => this.active && this.tool === "polygon" && this.close());
    container.addEventListener("keydown", (event) => this.key(event));
  }

  button(act) {
    const made = box(this.bar, "button", "drawing-button");
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  }

  /** Take the tool from Python: null, "point" or "polygon". Another tool drops what was begun with the last one. */
  set(tool, texts) {
    this.texts = texts;
    if (tool !== this.tool) {
      this.tool = tool;
      this.corners = [];
      this.active = Boolean(tool);
    }
    this.draw();
  }

  clicked({ latlng, layerPoint }) {
    if (this.tool === "point") return this.onShape({ type: "Point", coordinates: place(latlng.wrap()) });
    const apart = (corner) => this.map.latLngToLayerPoint(corner).distanceTo(layerPoint);
    if (this.corners.length && apart(this.corners.at(-1)) <= SAME_PLACE_PX) return;
    if (this.corners.length > 2 && apart(this.corners[0]) <= FIRST_CORNER_PX) return this.close();
    if (this.corners.length < MOST_CORNERS) this.corners.push(latlng);
    this.draw();
  }

  close() {
    if (this.corners.length < 3) return;
    const coordinates = [ring(this.corners.map((corner) => corner.wrap()))];
    this.corners = [];
    this.draw();
    this.onShape({ type: "Polygon", coordinates });
  }

  dropCorner() {
    this.corners.pop();
    this.draw();
  }

  /** Forget the corners; where there are none, lay the tool down, so that a click chooses again. */
  cancel() {
    if (!this.corners.length) this.active = false;
    this.corners = [];
    this.draw();
  }

  resume() {
    this.active = true;
    this.draw();
    this.container.focus();
  }

  key(event) {
    if (!this.active) return;
    if (event.key === "Escape") this.cancel();
    else if (event.key === "Enter" && event.target === this.container) this.close();
    else if (event.key === "Backspace") this.dropCorner();
    else return;
    event.preventDefault();
  }

  draw() {
    const { tool, texts, active, corners } = this;
    this.bar.hidden = !tool;
    this.container.classList.toggle("drawing", Boolean(active));
    this.map.doubleClickZoom[active && tool === "polygon" ? "disable" : "enable"]();
    this.group.clearLayers();
    this.rubber = null;
    if (!tool) return;
    this.hint.textContent = active ? this.advice() : texts.draw_paused;
    this.undo.textContent = texts.draw_undo;
    this.finish.textContent = texts.draw_finish;
    this.stop.textContent = active
      ? corners.length
        ? texts.draw_cancel
        : texts.draw_stop
      : texts.draw_resume;
    this.undo.hidden = !corners.length;
    this.finish.hidden = corners.length < 3;
    if (corners.length) this.sketch();
  }

  advice() {
    const { tool, texts, corners } = this;
    if (tool === "point") return texts.draw_point;
    if (corners.length >= MOST_CORNERS) return texts.draw_most;
    return corners.length < 3 ? texts.draw_polygon : texts.draw_polygon_close;
  }

  sketch() {
    const line = { ...this.look, color: "#c1121f", weight: 2 };
    L.polygon(this.corners, { ...line, stroke: false, fillColor: "#c1121f", fillOpacity: 0.12 }).addTo(
      this.group,
    );
    L.polyline(this.corners, { ...line, color: "#ffffff", weight: 4.5 }).addTo(this.group);
    L.polyline(this.corners, line).addTo(this.group);
    this.rubber = L.polyline([this.corners.at(-1)], { ...line, dashArray: "4 5" }).addTo(this.group);
    this.corners.forEach((corner, at) =>
      L.circleMarker(corner, {
        ...line,
        radius: at ? 4 : 6,
        fill: true,
        fillColor: "#ffffff",
        fillOpacity: 1,
      }).addTo(this.group),
    );
  }

  /** The side that the next click would add. */
  stretch(latlng) {
    if (this.rubber) this.rubber.setLatLngs([this.corners.at(-1), latlng]);
  }
}
