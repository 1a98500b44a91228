// Display in GCJ-02: a projection for basemaps whose tiles are in it. Data, events and links stay WGS 84.
import * as L from "./leaflet.js";

const [WEST, SOUTH, EAST, NORTH] = [72.004, 0.8293, 137.8347, 55.8271];
const AXIS_M = 6378245;
const ECCENTRICITY_SQUARED = 0.00669342162296594323;
const RADIANS = Math.PI / 180;

const inRectangle = (longitude, latitude) =>
  longitude >= WEST && longitude <= EAST && latitude >= SOUTH && latitude <= NORTH;

const wave = (metres, halfTurns) => metres * Math.sin(Math.PI * halfTurns);

/** The offset of GCJ-02 in degrees; the formulas are those of `analysis/datum/shift.py`. */
function offset(longitude, latitude) {
  const x = longitude - 105;
  const y = latitude - 35;
  const short = wave(20, 6 * x) + wave(20, 2 * x);
  const root = 0.1 * Math.sqrt(Math.abs(x));
  const wavesX = short + wave(20, x) + wave(40, x / 3) + wave(150, x / 12) + wave(300, x / 30);
  const wavesY = short + wave(20, y) + wave(40, y / 3) + wave(160, y / 12) + wave(320, y / 30);
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + root + (wavesX * 2) / 3;
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 2 * root + (wavesY * 2) / 3;
  const flattening = 1 - ECCENTRICITY_SQUARED * Math.sin(latitude * RADIANS) ** 2;
  const normal = AXIS_M / Math.sqrt(flattening);
  const meridional = (normal * (1 - ECCENTRICITY_SQUARED)) / flattening;
  return [east / (normal * Math.cos(latitude * RADIANS)) / RADIANS, north / meridional / RADIANS];
}

/** GCJ-02 of WGS 84, in degrees. */
export function toGcj02(longitude, latitude) {
  if (!inRectangle(longitude, latitude)) return [longitude, latitude];
  const [east, north] = offset(longitude, latitude);
  return [longitude + east, latitude + north];
}

/** WGS 84 of GCJ-02, by fixed-point iteration. */
export function fromGcj02(longitude, latitude) {
  let [x, y] = [longitude, latitude];
  for (let round = 0; round < 10; round += 1) {
    const [east, north] = offset(x, y);
    [x, y] = [longitude - east, latitude - north];
  }
  return inRectangle(x, y) ? [x, y] : [longitude, latitude];
}

const Mercator = L.Projection.SphericalMercator;

/** Web Mercator of the shifted position: whatever is drawn or clicked goes through it, so that nothing else has to know. */
export const Gcj02Mercator = L.extend({}, L.CRS.EPSG3857, {
  code: "GCJ-02",
  projection: L.extend({}, Mercator, {
    project({ lat, lng }) {
      const [longitude, latitude] = toGcj02(lng, lat);
      return Mercator.project(L.latLng(latitude, longitude));
    },
    unproject(point) {
      const { lat, lng } = Mercator.unproject(point);
      const [longitude, latitude] = fromGcj02(lng, lat);
      return L.latLng(latitude, longitude);
    },
  }),
});
