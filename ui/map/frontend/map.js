// Entry of the component: one Leaflet map per mount, fed with data by Streamlit, drawing anew only what changed.
import * as L from "./leaflet.js";
import { keep, watch } from "./address.js";
import { Basemap } from "./basemap.js";
import { Controls } from "./controls.js";
import { Drawing } from "./drawing.js";
import { ImageLayer } from "./image.js";
import { Labels } from "./labels.js";
import { DrawnLayer } from "./layers.js";
import { Chooser, Message, Tooltip, box } from "./overlays.js";
import { Panel } from "./panel.js";
import { Mark, pick } from "./pick.js";

L.Icon.Default.imagePath = new URL("images/", import.meta.url).href;

const HOVER_COLOUR = "#333333";
const mounts = new WeakMap();
const remembered = new Map(); // what each map showed last, by its Python key: it outlives the page that showed it

async function stylesLoaded(root) {
  const links = [...root.querySelectorAll("link[rel=stylesheet]")].filter((link) => !link.sheet);
  await Promise.all(
    links.map(
      (link) =>
        new Promise((done) =>
          ["load", "error"].forEach((name) => link.addEventListener(name, done, { once: true })),
        ),
    ),
  );
}

class MapView {
  constructor(root) {
    this.root = root;
    this.turn = 0;
    this.drawn = new Map();
    this.on = new Map();
    this.selected = null;
  }

  /** Take data from Python; the first call builds the map once its styles are there. */
  receive({ data, setTriggerValue }) {
    this.data = data;
    this.send = setTriggerValue;
    this.turn += 1;
    if (this.map) this.update();
    else this.starting ??= this.start();
    return this.turn;
  }

  async start() {
    this.container = box(this.root, "div", "map");
    this.container.style.height = `${this.data.height_px}px`;
    // Leaflet focuses the map when it's pressed; without this the page would scroll under the pointer and the click miss.
    const focus = this.container.focus.bind(this.container);
    this.container.focus = (options) => focus({ preventScroll: true, ...options });
    await stylesLoaded(this.root);
    if (this.removed) return;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.map = L.map(this.container, {
      zoomControl: false,
      attributionControl: false,
      minZoom: 4,
      maxZoom: 18,
      zoomSnap: 0.25, // the whole area fills the map, whatever its size
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      inertia: !calm,
    });
    this.labels = new Labels(this.map, () => this.coveredBoxes());
    this.hoverMark = new Mark(this.map, "hover", 700);
    this.selectedMark = new Mark(this.map, "selected", 701);
    this.tooltip = new Tooltip(this.container);
    this.message = new Message(this.container);
    this.chooser = new Chooser(this.container, (entry) => this.choose(entry));
    this.panel = new Panel(this.container, (id, on) => this.toggle(id, on));
    this.panel.onResize = () => this.labels.plan();
    this.controls = new Controls(this.map, this.container, () => this.showBounds(true));
    this.drawing = new Drawing(this.map, this.container, (geometry) =>
      this.tell({ kind: "draw", layer: "", id: "", geometry }),
    );
    this.basemap = new Basemap(this.map, () =>
      this.message.show(this.data.texts.basemap_failed, this.data.texts.close),
    );
    this.unwatch = this.data.writes_address ? watch() : () => {};
    this.sizes = new ResizeObserver(() => this.resized());
    this.listen();
    this.update();
    this.sizes.observe(this.container);
  }

  listen() {
    this.map.on("click", (event) => this.clicked(event));
    this.map.on("mousemove", (event) => this.hover(event));
    this.map.on("mouseout movestart zoomstart", () => this.leave());
    this.map.on("movestart", () => this.chooser.close());
    this.map.on("moveend", () => this.moved());
  }

  update() {
    const { data } = this;
    this.container.style.height = `${data.height_px}px`;
    this.container.setAttribute("role", "application");
    this.container.setAttribute("aria-label", data.texts.map_label);
    this.theme();
    this.takeSwitches();
    this.controls.set(data.texts, data.attribution);
    this.drawPanel();
    this.takeView();
    this.basemap.set(data.basemap);
    this.drawLayers();
    this.drawing.set(data.draw, data.texts);
    this.takeSelection();
  }

  /** Dark pages get a slightly dimmed map; the paper itself stays light, as the layers' colours are made for it. */
  theme() {
    const paint = document.createElement("canvas").getContext("2d");
    paint.fillStyle =
      getComputedStyle(this.container).getPropertyValue("--st-background-color").trim() || "#ffffff";
    paint.fillRect(0, 0, 1, 1);
    const [red, green, blue] = paint.getImageData(0, 0, 1, 1).data;
    this.container.classList.toggle("dark", red * 0.3 + green * 0.59 + blue * 0.11 < 110);
  }

  // --- view -------------------------------------------------------------------------------------------------------------

  takeSwitches() {
    const { name, view_token: token, visible, layers } = this.data;
    const before = remembered.get(name);
    this.fresh = this.token !== token;
    this.recalled = this.fresh && this.token === undefined && before?.token === token ? before : null;
    this.token = token;
    if (this.recalled) this.on = new Map(before.on);
    else if (this.fresh)
      this.on = new Map(
        layers.map((layer) => [layer.id, visible ? visible.includes(layer.id) : layer.visible]),
      );
    for (const layer of layers) if (!this.on.has(layer.id)) this.on.set(layer.id, layer.visible);
  }

  takeView() {
    if (!this.fresh && !this.waiting) return;
    this.waiting = !this.container.clientWidth || !this.container.clientHeight; // in a hidden tab: wait until there is a size
    if (this.waiting)
      return this.map._loaded || this.quietly(() => this.map.setView([0, 0], 4, { animate: false }));
    this.quietly(() => {
      this.map.invalidateSize({ animate: false });
      const { view } = this.data;
      if (this.recalled) this.map.setView(this.recalled.centre, this.recalled.zoom, { animate: false });
      else if (view) this.map.setView([view[0], view[1]], view[2], { animate: false });
      else this.showBounds(false);
    });
    if (this.touched || this.recalled?.touched) this.touch();
    this.fresh = false;
  }

  /** Move the map without taking it for the user's wish. */
  quietly(act) {
    this.quiet = true;
    act();
    this.quiet = false;
  }

  showBounds(animate) {
    const [south, west, north, east] = this.data.bounds;
    const wide = this.container.clientWidth - this.panel.covers > 500;
    this.map.fitBounds(
      [
        [south, west],
        [north, east],
      ],
      { animate, paddingTopLeft: [8, 8], paddingBottomRight: [wide ? this.panel.covers : 8, 8] },
    );
  }

  /** Keep the middle in the middle; a map that is being hidden keeps its size until it's seen again. */
  resized() {
    if (!this.container.clientWidth || !this.container.clientHeight) return;
    this.drawPanel();
    if (this.waiting) this.takeView();
    else this.quietly(() => this.map.invalidateSize({ animate: false }));
  }

  coveredBoxes() {
    const frame = this.container.getBoundingClientRect();
    return [this.panel.element, this.controls.buttons].map((element) => {
      const { left, top, right, bottom } = element.getBoundingClientRect();
      return [left - frame.left, top - frame.top, right - frame.left, bottom - frame.top];
    });
  }

  get view() {
    const { lat, lng } = this.map.getCenter();
    return [Number(lat.toFixed(4)), Number(lng.toFixed(4)), Number(this.map.getZoom().toFixed(2))];
  }

  get visible() {
    return this.data.layers.filter((layer) => layer.title && this.on.get(layer.id)).map((layer) => layer.id);
  }

  moved() {
    if (this.quiet || this.waiting) return this.remember();
    this.touch();
  }

  /** The user changed view or switches: note it in the address and for the next page. */
  touch() {
    this.touched = true;
    this.remember();
    if (this.data.writes_address) keep({ view: this.view.join(","), layers: this.visible.join(",") });
  }

  remember() {
    if (this.waiting) return;
    remembered.set(this.data.name, {
      token: this.token,
      centre: this.map.getCenter(),
      zoom: this.map.getZoom(),
      on: new Map(this.on),
      touched: this.touched,
    });
  }

  // --- layers -----------------------------------------------------------------------------------------------------------

  drawLayers() {
    const { layers, texts } = this.data;
    const hooks = {
      onDrawn: () => this.layerArrived(),
      onFailed: () => this.message.show(texts.data_failed, texts.close),
    };
    const wanted = new Set(layers.map((layer) => layer.id));
    for (const [id, drawn] of this.drawn) if (!wanted.has(id)) this.drop(id, drawn);
    for (const spec of layers) {
      const old = this.drawn.get(spec.id);
      if (old?.spec.hash === spec.hash) old.spec = spec;
      else if (old?.spec.kind === "image" && spec.kind === "image") old.replace(spec);
      else {
        const made =
          spec.kind === "image" ? new ImageLayer(this.map, spec) : new DrawnLayer(this.map, spec, hooks);
        made.show(this.isOn(spec));
        if (old) this.drop(spec.id, old);
        this.drawn.set(spec.id, made);
      }
      this.drawn.get(spec.id).show(this.isOn(spec));
    }
    this.labels.set([...this.drawn.values()]);
  }

  drop(id, drawn) {
    drawn.remove();
    this.drawn.delete(id);
    if (this.hoverMark.entry?.layer === drawn) this.leave();
  }

  isOn(spec) {
    return !spec.title || Boolean(this.on.get(spec.id));
  }

  layerArrived() {
    this.labels.plan();
    this.markSelected();
  }

  toggle(id, on) {
    this.on.set(id, on);
    this.drawn.get(id)?.show(on);
    this.leave();
    this.markSelected();
    this.labels.plan();
    this.drawPanel();
    this.touch();
  }

  drawPanel() {
    this.panel.set(this.data.layers, (id) => Boolean(this.on.get(id)), this.data.texts);
  }

  // --- pointing and choosing ----------------------------------------------------------------------------------------------

  hover(event) {
    const path = event.originalEvent.composedPath();
    const over = path.find(
      (element) =>
        element.classList?.contains("panel") ||
        element.classList?.contains("chooser") ||
        element.classList?.contains("drawing-bar") ||
        element.classList?.contains("buttons"),
    );
    this.pointer = over || this.drawing.active ? null : { at: event.layerPoint, place: event.containerPoint };
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      if (!this.pointer) return this.leave();
      const found = pick(this.drawn.values(), this.pointer.at);
      this.container.classList.toggle("over-feature", found.length > 0);
      this.hoverMark.set(found[0] ?? null, HOVER_COLOUR, 1.5);
      if (found.length && this.chooser.element.hidden) this.tooltip.show(found, this.pointer.place);
      else this.tooltip.hide();
    });
  }

  leave() {
    this.pointer = null;
    this.hoverMark.set(null);
    this.tooltip.hide();
    this.container.classList.remove("over-feature");
  }

  clicked(event) {
    this.chooser.close();
    if (this.drawing.active) return this.drawing.clicked(event);
    const found = pick(this.drawn.values(), event.layerPoint);
    if (found.length > 1) {
      this.leave();
      this.chooser.open(found, event.containerPoint, this.data.texts);
    } else if (found.length) this.choose(found[0]);
    else this.clickedGround(event.latlng.wrap());
  }

  /** No feature lies here: ask about the place if a picture does, else clear the selection. */
  clickedGround(latlng) {
    const pictures = [...this.drawn.values()].filter((layer) => layer.covers?.(latlng));
    const [top] = pictures.sort((a, b) => b.spec.z - a.spec.z);
    if (top) {
      const place = [Number(latlng.lng.toFixed(6)), Number(latlng.lat.toFixed(6))];
      this.tell({ kind: "place", layer: top.spec.id, id: "", place });
    } else if (this.selected) this.report("clear", "", "");
  }

  choose(entry) {
    this.report("select", entry.layer.spec.id, entry.feature.id);
  }

  report(kind, layer, id) {
    this.selected = kind === "select" ? [layer, id] : null;
    this.markSelected();
    this.tell({ kind, layer, id });
  }

  tell(event) {
    this.send("event", { ...event, nonce: Date.now(), view: this.view, visible: this.visible });
  }

  /** Selection from Python; what was chosen elsewhere and lies out of sight is brought into it. */
  takeSelection() {
    const { selected } = this.data;
    const elsewhere = JSON.stringify(selected) !== JSON.stringify(this.selected);
    this.selected = selected;
    this.markSelected();
    const entry = this.selectedMark.entry;
    if (!elsewhere || !entry || this.waiting) return;
    const [path] = entry.paths;
    const centre = path.getLatLng ? path.getLatLng() : path.getBounds().getCenter();
    if (!this.map.getBounds().pad(-0.05).contains(centre)) this.map.panTo(centre);
  }

  markSelected() {
    const [layer, id] = this.selected ?? [];
    this.selectedMark.set(this.drawn.get(layer)?.find(id) ?? null, this.data.selection_colour, 2.5);
  }

  remove() {
    this.removed = true;
    if (!this.map) return this.container?.remove();
    this.remember();
    this.unwatch();
    this.sizes.disconnect();
    this.labels.remove();
    cancelAnimationFrame(this.frame);
    this.map.remove();
    this.container.remove();
  }
}

export default function show(component) {
  const { parentElement, data } = component;
  if (!data?.layers) return () => {}; // mounted only so that this code is loaded early
  const view = mounts.get(parentElement) ?? new MapView(parentElement);
  mounts.set(parentElement, view);
  const turn = view.receive(component);
  // Streamlit also calls this when newer data overtook the call that it belongs to; only the latest one may end the map.
  return () => {
    if (view.turn !== turn) return;
    mounts.delete(parentElement);
    view.remove();
  };
}
