// Symbols for points: several shapes on the canvas, so that kinds can be told apart without colour, and swatches of the same shapes.
import * as L from "./leaflet.js";

const SVG = "http://www.w3.org/2000/svg";

/** Corners of a shape around the origin; `r` is half its width. Circles have none. */
export function corners(shape, r) {
  if (shape === "diamond")
    return [
      [0, -r * 1.2],
      [r * 1.2, 0],
      [0, r * 1.2],
      [-r * 1.2, 0],
    ];
  if (shape === "square")
    return [
      [-r * 0.9, -r * 0.9],
      [r * 0.9, -r * 0.9],
      [r * 0.9, r * 0.9],
      [-r * 0.9, r * 0.9],
    ];
  if (shape === "triangle")
    return [
      [0, -r * 1.15],
      [r * 1.1, r * 0.85],
      [-r * 1.1, r * 0.85],
    ];
  return [];
}

/** Symbols shrink a little where the whole area is small on the screen, and grow a little close by. */
const growth = (zoom) => Math.min(Math.max(0.8 + (zoom - 6) * 0.1, 0.75), 1.2);

/** A point of the size of a circle marker, drawn in the shape of its option `shape`. */
export const Symbol = L.CircleMarker.extend({
  _project() {
    this._radius = this.options.radius * growth(this._map.getZoom());
    L.CircleMarker.prototype._project.call(this);
  },

  _updatePath() {
    const renderer = this._renderer;
    if (!renderer._drawing || this._empty()) return;
    const context = renderer._ctx;
    const { x, y } = this._point;
    const r = Math.max(Math.round(this._radius * 2) / 2, 1);
    const points = corners(this.options.shape, r);
    context.beginPath();
    if (points.length) {
      points.forEach(([dx, dy], place) =>
        place ? context.lineTo(x + dx, y + dy) : context.moveTo(x + dx, y + dy),
      );
      context.closePath();
    } else {
      context.arc(x, y, r, 0, Math.PI * 2, false);
    }
    context.lineJoin = "round";
    renderer._fillStroke(context, this);
    if (this.options.shape === "cross") this._cross(context, x, y, r);
  },

  _cross(context, x, y, r) {
    context.beginPath();
    context.moveTo(x - r * 0.6, y);
    context.lineTo(x + r * 0.6, y);
    context.moveTo(x, y - r * 0.6);
    context.lineTo(x, y + r * 0.6);
    context.globalAlpha = 1;
    context.lineWidth = Math.max(r * 0.3, 1);
    context.strokeStyle = this.options.color;
    context.stroke();
  },
});

/** Leaflet's path options from our style. */
export function pathOptions(style, kind) {
  const point = kind === "point";
  return {
    stroke: kind === "line" || Boolean(style.stroke),
    color: style.stroke ?? "#555555",
    weight: style.stroke_width ?? (kind === "polygon" ? 1 : 1.5),
    opacity: style.stroke_opacity ?? 1,
    dashArray: style.stroke_dash || null,
    fill: kind !== "line" && Boolean(style.fill),
    fillColor: style.fill,
    fillOpacity: style.fill_opacity ?? 1,
    radius: style.size ?? 5,
    shape: style.shape ?? "circle",
    lineCap: kind === "line" ? "butt" : "round",
    interactive: false, // pick.js finds what lies under the pointer: with a canvas per layer only the topmost would hear it
    smoothFactor: point ? 1 : 0.6,
  };
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(key, value);
  return made;
}

const RAMP = { width: 176, height: 12, left: 10, right: 22 };

/** A strip of colours from low to high with the numbers that belong to its ends and to places between. */
function rampElement({ colours, ticks }) {
  const { width, height, left, right } = RAMP;
  const svg = element("svg", { viewBox: `0 0 ${width} 30`, width, height: 30, class: "swatch ramp" });
  const step = (width - left - right) / colours.length;
  colours.forEach((fill, at) =>
    svg.append(element("rect", { x: left + at * step, y: 1, width: step + 0.5, height, fill })),
  );
  ticks.forEach((text, at) => {
    const x = left + ((width - left - right) * at) / Math.max(ticks.length - 1, 1);
    svg.append(element("line", { x1: x, x2: x, y1: height, y2: height + 4, stroke: "currentColor" }));
    const number = element("text", { x, y: 28, "text-anchor": "middle", "font-size": 11, fill: "currentColor" });
    number.textContent = text;
    svg.append(number);
  });
  return svg;
}

/** A drawing of a legend entry's sample. */
export function swatchElement(swatch) {
  if (swatch.draw === "ramp") return rampElement(swatch);
  const svg = element("svg", {
    viewBox: "-11 -8 22 16",
    width: 22,
    height: 16,
    "aria-hidden": "true",
    class: "swatch",
  });
  const paint = {
    fill: swatch.fill ?? "none",
    stroke: swatch.stroke ?? "none",
    "stroke-width": swatch.stroke_width ?? 1,
    "stroke-dasharray": swatch.stroke_dash || undefined,
  };
  if (swatch.draw === "area")
    svg.append(element("rect", { x: -9.5, y: -6, width: 19, height: 12, rx: 1, ...paint }));
  else if (swatch.draw === "line")
    svg.append(element("line", { x1: -10, y1: 0, x2: 10, y2: 0, ...paint, fill: "none" }));
  else if (swatch.draw === "hatch") {
    svg.append(element("rect", { x: -9.5, y: -6, width: 19, height: 12, fill: swatch.fill ?? "none" }));
    const lines = "M-9.5 -1 L-4.5 -6 M-9.5 6 L2.5 -6 M-2.5 6 L9.5 -6 M4.5 6 L9.5 1";
    svg.append(element("path", { d: lines, stroke: swatch.stroke ?? "#777777", "stroke-width": 1.2 }));
  } else if (swatch.draw === "ring") svg.append(element("circle", { r: 6.8, ...paint, "fill-opacity": 0.12 }));
  else {
    const points = corners(swatch.draw, 5.5);
    svg.append(
      points.length
        ? element("polygon", { points: points.join(" "), ...paint })
        : element("circle", { r: 5.5, ...paint }),
    );
    if (swatch.draw === "cross")
      svg.append(
        element("path", { d: "M-3.3 0H3.3M0-3.3V3.3", stroke: swatch.stroke ?? "#fff", "stroke-width": 1.5 }),
      );
  }
  return svg;
}

/** The swatch of a layer that brings no legend of its own. */
export function layerSwatch({ kind, style }) {
  const draw = kind === "polygon" || kind === "image" ? "area" : kind === "line" ? "line" : (style.shape ?? "circle");
  return {
    draw,
    fill: style.fill,
    stroke: style.stroke,
    stroke_width: Math.min(style.stroke_width ?? 1, 3),
    stroke_dash: style.stroke_dash,
  };
}
