// Draws the countries of world-atlas in the Equal Earth projection, so that areas compare: one path a country, by alpha-3.
import { feature } from "topojson-client";
import { presimplify, simplify } from "topojson-simplify";

const WIDTH = 1000;
const SMALLEST = 0.02; // square degrees: what is smaller than this is no longer drawn as a bend of a line
const NAMED = { Kosovo: "XKX" }; // countries of ours to which world-atlas gives no number
const MARGIN = 6;

// Šavrič, Patterson, Jenny: The Equal Earth map projection (2018).
const A = [1.340264, -0.081106, 0.000893, 0.003796];
const ROOT = Math.sqrt(3) / 2;

function project([longitude, latitude]) {
  const theta = Math.asin(ROOT * Math.sin((latitude * Math.PI) / 180));
  const t2 = theta * theta;
  const t6 = t2 * t2 * t2;
  const lambda = (longitude * Math.PI) / 180;
  const x = (lambda * Math.cos(theta)) / (ROOT * (A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2)));
  const y = theta * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2));
  return [x, y];
}

const EDGE = project([180, 0])[0];
const TOP = project([0, 84])[1];
const BOTTOM = project([0, -57])[1];
const SCALE = (WIDTH / 2 - MARGIN) / EDGE;
const HEIGHT = Math.round((TOP - BOTTOM) * SCALE + 2 * MARGIN);

function place(point) {
  const [x, y] = project(point);
  return [round(WIDTH / 2 + x * SCALE), round(MARGIN + (TOP - y) * SCALE)];
}

const round = (value) => Math.round(value * 10) / 10;

export function drawWorld(topology, turtle) {
  const codes = readCodes(turtle);
  const slim = simplify(presimplify(topology), SMALLEST);
  const countries = {};
  const rest = [];
  for (const shape of feature(slim, slim.objects.countries).features) {
    const rings = ringsOf(shape.geometry).flatMap(cut).filter((ring) => ring.length > 3);
    const code = codes.get(shape.id) ?? NAMED[shape.properties.name];
    if (shape.properties.name === "Antarctica" || rings.length === 0) continue;
    const d = rings.map(pathOf).join("");
    if (code) countries[code] = { d, ...centre(rings) };
    else rest.push(d);
  }
  const data = { width: WIDTH, height: HEIGHT, sphere: sphere(), countries: sorted(countries) };
  return { data, svg: svgOf(data, rest) };
}

function readCodes(turtle) {
  const codes = new Map();
  for (const block of turtle.split(/\n(?=country:)/)) {
    const alpha = /^country:([A-Z]{3}) /.exec(block)?.[1];
    const numeric = /"(\d{3})"\^\^mg:numeric/.exec(block)?.[1];
    if (alpha && numeric && !codes.has(numeric)) codes.set(numeric, alpha);
  }
  return codes;
}

function ringsOf(geometry) {
  if (!geometry) return [];
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

// A ring that crosses the 180th meridian is cut there: laid out without jumps, then clipped to the map on each side.
function cut(ring) {
  let turn = 0;
  const flat = ring.map(([longitude, latitude], n) => {
    const jump = n === 0 ? 0 : longitude - ring[n - 1][0];
    if (Math.abs(jump) > 180) turn -= Math.sign(jump) * 360;
    return [longitude + turn, latitude];
  });
  if (flat.every(([longitude]) => Math.abs(longitude) <= 180)) return [flat];
  return [-360, 0, 360].map((shift) => clip(clip(flat.map(([x, y]) => [x + shift, y]), 180, 1), -180, -1));
}

// Keeps what is on the inner side of a meridian (Sutherland and Hodgman, for one line).
function clip(ring, meridian, sign) {
  const inside = ([longitude]) => sign * (longitude - meridian) <= 0;
  const kept = [];
  ring.forEach((point, n) => {
    const before = ring[(n + ring.length - 1) % ring.length];
    if (inside(point) !== inside(before)) {
      const share = (meridian - before[0]) / (point[0] - before[0]);
      kept.push([meridian, before[1] + share * (point[1] - before[1])]);
    }
    if (inside(point)) kept.push(point);
  });
  return kept;
}

function pathOf(ring) {
  const points = ring.map(place);
  const kept = points.filter(([x, y], n) => n === 0 || x !== points[n - 1][0] || y !== points[n - 1][1]);
  if (kept.length < 3) return "";
  return `M${kept.map(([x, y]) => `${x},${y}`).join("L")}Z`;
}

// The middle and the box of the largest part: where a mark for a country too small to be seen stands.
function centre(rings) {
  const boxes = rings.map((ring) => {
    const points = ring.map(place);
    const xs = points.map(([x]) => x);
    const ys = points.map(([, y]) => y);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  });
  const size = ([left, top, right, bottom]) => (right - left) * (bottom - top);
  const [left, top, right, bottom] = boxes.reduce((best, box) => (size(box) > size(best) ? box : best));
  return { x: round((left + right) / 2), y: round((top + bottom) / 2), box: [left, top, right, bottom] };
}

function sphere() {
  const side = (longitude, latitudes) => latitudes.map((latitude) => place([longitude, latitude]).join(","));
  const up = Array.from({ length: 48 }, (_, n) => -57 + n * 3);
  return `M${[...side(180, up), ...side(-180, up.toReversed?.() ?? [...up].reverse())].join("L")}Z`;
}

const sorted = (entries) => Object.fromEntries(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

function svgOf({ width, height, countries }, rest) {
  const land = [...Object.values(countries).map((country) => country.d), ...rest].join("");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}"><path id="land" d="${land}"/></svg>\n`;
}
