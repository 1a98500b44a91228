// The panel at the top right: a switch for each layer, and the legend of those that are on.
import * as L from "./leaflet.js";
import { box } from "./overlays.js";
import { layerSwatch, swatchElement } from "./shapes.js";

const NARROW = 640;

export class Panel {
  constructor(container, onToggle) {
    this.container = container;
    this.onToggle = onToggle;
    this.element = box(container, "section", "panel");
    this.wish = null;
    L.DomEvent.disableClickPropagation(this.element);
    L.DomEvent.disableScrollPropagation(this.element);
  }

  /** As the user wants it, else open where there is room. */
  get open() {
    return this.wish ?? this.container.clientWidth >= NARROW;
  }

  /** Width that the open panel covers on a wide map. */
  get covers() {
    return this.open && this.container.clientWidth >= NARROW ? this.element.offsetWidth + 20 : 0;
  }

  set(layers, isOn, texts) {
    const listed = layers.filter((layer) => layer.title);
    const drawn = JSON.stringify([
      texts,
      this.open,
      listed.map((layer) => [layer.id, layer.title, layer.legend, layer.style, isOn(layer.id)]),
    ]);
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    const held = this.element.getRootNode().activeElement?.dataset?.layer;
    this.element.replaceChildren();
    this.element.hidden = listed.length === 0;
    this.element.setAttribute("aria-label", texts.legend_title);
    this.heading(texts, () => {
      this.wish = !this.open;
      this.set(layers, isOn, texts);
    });
    this.onResize?.();
    if (!this.open) return;
    const list = box(this.element, "div", "panel-list");
    for (const layer of listed) this.row(list, layer, isOn(layer.id));
    if (held) this.element.querySelector(`input[data-layer="${held}"]`)?.focus();
  }

  heading(texts, toggle) {
    const button = box(this.element, "button", "panel-heading");
    button.type = "button";
    button.setAttribute("aria-expanded", String(this.open));
    button.title = this.open ? texts.hide_legend : texts.show_legend;
    box(button, "span", "panel-title", texts.legend_title);
    box(button, "span", "panel-arrow").setAttribute("aria-hidden", "true");
    button.addEventListener("click", toggle);
  }

  row(list, layer, on) {
    const row = box(list, "label", on ? "row" : "row off");
    const input = box(row, "input", "row-switch");
    input.type = "checkbox";
    input.checked = on;
    input.dataset.layer = layer.id;
    input.addEventListener("change", () => this.onToggle(layer.id, input.checked));
    if (!layer.legend.length) row.append(swatchElement(layerSwatch(layer)));
    box(row, "span", "row-title", layer.title);
    if (!on) return;
    for (const { label, swatch } of layer.legend) {
      const entry = box(list, "div", swatch.draw === "ramp" ? "entry entry-ramp" : "entry");
      entry.append(swatchElement(swatch));
      box(entry, "span", "entry-label", label);
    }
  }
}
