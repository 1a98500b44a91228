// Boxes over the map: the tooltip, the list to choose from where things coincide, and short messages. All text enters as text.
import * as L from "./leaflet.js";

export function box(parent, tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  parent?.append(made);
  return made;
}

/** Put an overlay near a point of the container without leaving it. */
function keepInside(element, container, { x, y }) {
  const { clientWidth, clientHeight } = container;
  const { offsetWidth, offsetHeight } = element;
  const left = x + 14 + offsetWidth > clientWidth ? x - 14 - offsetWidth : x + 14;
  const top = y + 14 + offsetHeight > clientHeight ? y - 14 - offsetHeight : y + 14;
  element.style.left = `${Math.max(4, Math.min(left, clientWidth - offsetWidth - 4))}px`;
  element.style.top = `${Math.max(4, Math.min(top, clientHeight - offsetHeight - 4))}px`;
}

export class Tooltip {
  constructor(container) {
    this.container = container;
    this.element = box(container, "div", "tooltip");
    this.element.setAttribute("role", "tooltip");
    this.hide();
  }

  show(entries, point) {
    if (this.entries !== entries[0] || this.count !== entries.length) {
      this.element.replaceChildren();
      for (const { feature } of entries.slice(0, 4)) {
        box(this.element, "div", "tooltip-title", feature.title);
        if (entries.length < 3)
          for (const line of feature.lines ?? []) box(this.element, "div", "tooltip-line", line);
      }
      if (entries.length > 4) box(this.element, "div", "tooltip-line", "…");
      this.entries = entries[0];
      this.count = entries.length;
    }
    this.element.hidden = false;
    keepInside(this.element, this.container, point);
  }

  hide() {
    this.element.hidden = true;
    this.entries = null;
  }
}

/** A short menu of the things at one place; arrows move, Enter chooses, Escape closes. */
export class Chooser {
  constructor(container, onChoose) {
    this.container = container;
    this.onChoose = onChoose;
    this.element = box(container, "div", "chooser");
    this.element.setAttribute("role", "menu");
    this.element.hidden = true;
    L.DomEvent.disableClickPropagation(this.element);
    L.DomEvent.disableScrollPropagation(this.element);
    this.element.addEventListener("keydown", (event) => this.key(event));
  }

  open(entries, point, texts) {
    this.element.replaceChildren();
    this.element.setAttribute("aria-label", texts.choose_feature);
    box(this.element, "div", "chooser-heading", texts.choose_feature);
    for (const entry of entries) {
      const item = box(this.element, "button", "chooser-item");
      item.type = "button";
      item.setAttribute("role", "menuitem");
      box(item, "span", "chooser-title", entry.feature.title);
      box(item, "span", "chooser-layer", entry.layer.spec.title);
      item.addEventListener("click", () => {
        this.close();
        this.onChoose(entry);
      });
    }
    this.element.hidden = false;
    keepInside(this.element, this.container, point);
    this.element.querySelector("button").focus();
  }

  close() {
    if (this.element.hidden) return;
    const held = this.element.contains(this.element.getRootNode().activeElement);
    this.element.hidden = true;
    if (held) this.container.focus({ preventScroll: true });
  }

  key(event) {
    const items = [...this.element.querySelectorAll("button")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      const now = items.indexOf(this.element.getRootNode().activeElement);
      items[(now + step + items.length) % items.length].focus();
    } else if (event.key === "Escape") this.close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** One plain message at the foot of the map, with a button that closes it. */
export class Message {
  constructor(container) {
    this.element = box(container, "div", "message");
    this.element.setAttribute("role", "status");
    this.element.hidden = true;
    L.DomEvent.disableClickPropagation(this.element);
  }

  show(text, close) {
    if (!this.element.hidden && this.text === text) return;
    this.text = text;
    this.element.replaceChildren();
    box(this.element, "span", "message-text", text);
    const button = box(this.element, "button", "message-close", "×");
    button.type = "button";
    button.setAttribute("aria-label", close);
    button.addEventListener("click", () => this.hide());
    this.element.hidden = false;
  }

  hide() {
    this.element.hidden = true;
  }
}
