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

  function meets(one, other) {
    return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  }

  // Of names that would lie on each other the one drawn last stands; the table below the map has them all.
  function coverNames() {
    var kept = [];
    Array.from(document.querySelectorAll(".name-close")).reverse().forEach(function (element) {
      var place = element.getBoundingClientRect();
      var covered = kept.some(function (other) { return meets(place, other); });
      element.classList.toggle("covered", covered);
      if (!covered) kept.push(place);
    });
  }

  function showNames() {
    map.getContainer().classList.toggle("far", map.getZoom() < NAMES_FROM_ZOOM);
    coverNames();
  }

  L.control.scale({ imperial: false, maxWidth: 140, position: "bottomleft" }).addTo(map);
  name(".leaflet-control-zoom-in", words.zoomIn);
  name(".leaflet-control-zoom-out", words.zoomOut);
  name(".leaflet-control-layers-toggle", words.layers);
  map.on("zoomend overlayadd overlayremove", showNames);
  showNames();
})(map_yuantu);
