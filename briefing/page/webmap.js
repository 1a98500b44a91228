// What Leaflet leaves in English or to the country: button titles and the scale. Texts come from the body's attributes.
(function (map) {
  "use strict";
  var NAMES_FROM_ZOOM = 9.25;
  var words = document.body.dataset;

  function name(selector, text) {
    document.querySelectorAll(selector).forEach(function (button) {
      button.title = text;
      button.setAttribute("aria-label", text);
    });
  }

  function showNames() {
    map.getContainer().classList.toggle("far", map.getZoom() < NAMES_FROM_ZOOM);
  }

  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
  name(".leaflet-control-zoom-in", words.zoomIn);
  name(".leaflet-control-zoom-out", words.zoomOut);
  name(".leaflet-control-layers-toggle", words.layers);
  map.on("zoomend", showNames);
  showNames();
})(map_yuantu);
