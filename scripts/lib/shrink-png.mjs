// A PNG of eight bits a channel as one of at most 256 colours: a third of the bytes for pictures of a page, with
// no difference that is seen. Nothing but Node is needed.
import { crc32 } from 'node:zlib';
import { deflateSync, inflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const COLOURS = 256;

function* chunksOf(png) {
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    yield { name: png.toString('latin1', at + 4, at + 8), body: png.subarray(at + 8, at + 8 + length) };
    at += 12 + length;
  }
}

function paeth(left, above, corner) {
  const guess = left + above - corner;
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - above), Math.abs(guess - corner)];
  return a <= b && a <= c ? left : b <= c ? above : corner;
}

/** Undoes the filter of each row: {width, height, step, bytes}, `step` bytes a pixel. */
function decode(png) {
  const chunks = [...chunksOf(png)];
  const header = chunks.find(({ name }) => name === 'IHDR').body;
  const [width, height, type] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9]];
  const step = { 2: 3, 6: 4 }[type];
  if (header[8] !== 8 || !step || header[12])
    throw new Error('only PNGs of eight bits a channel, in colour, not interlaced');
  const packed = inflateSync(Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map(({ body }) => body)));
  const row = width * step;
  const bytes = Buffer.alloc(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = packed[y * (row + 1)];
    for (let x = 0; x < row; x += 1) {
      const here = y * row + x;
      const left = x >= step ? bytes[here - step] : 0, above = y ? bytes[here - row] : 0;
      const corner = y && x >= step ? bytes[here - row - step] : 0;
      const add = [0, left, above, (left + above) >> 1, paeth(left, above, corner)][filter];
      bytes[here] = packed[y * (row + 1) + 1 + x] + add;
    }
  }
  return { width, height, step, bytes };
}

/** Median cut, weighted by how often a colour is there: box after box is cut where it is widest. */
function palette(counts) {
  let boxes = [[...counts].map(([colour, count]) => ({ rgb: [colour >> 16, (colour >> 8) & 255, colour & 255], count }))];
  const spread = (box) => [0, 1, 2].map((i) => {
    const values = box.map(({ rgb }) => rgb[i]);
    return values.reduce((most, one) => Math.max(most, one), 0) - values.reduce((least, one) => Math.min(least, one), 255);
  });
  const worth = (box) => (box.length < 2 ? 0 : Math.max(...spread(box)) * Math.log2(2 + box.reduce((sum, { count }) => sum + count, 0)));
  const worths = [worth(boxes[0])];
  while (boxes.length < COLOURS) {
    const index = worths.indexOf(Math.max(...worths));
    if (worths[index] === 0)
      break;
    const wide = spread(boxes[index]);
    const channel = wide.indexOf(Math.max(...wide));
    const box = boxes[index].sort((a, b) => a.rgb[channel] - b.rgb[channel]);
    const middle = (box[0].rgb[channel] + box.at(-1).rgb[channel]) / 2;
    const cut = Math.max(1, box.findIndex(({ rgb }) => rgb[channel] > middle));
    const halves = [box.slice(0, cut), box.slice(cut)];
    boxes = boxes.toSpliced(index, 1, ...halves);
    worths.splice(index, 1, ...halves.map(worth));
  }
  // What is there most often stays exactly as it is: the grounds and the ink.
  return boxes.map((box) => box.reduce((most, one) => (one.count > most.count ? one : most)).rgb);
}

function nearest(colours, colour) {
  const [r, g, b] = [colour >> 16, (colour >> 8) & 255, colour & 255];
  let best = 0, least = Infinity;
  colours.forEach(([red, green, blue], index) => {
    const far = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2;
    if (far < least)
      [best, least] = [index, far];
  });
  return best;
}

function chunk(name, body) {
  const out = Buffer.alloc(12 + body.length);
  out.writeUInt32BE(body.length, 0);
  out.write(name, 4, 'latin1');
  body.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + body.length)), 8 + body.length);
  return out;
}

export function shrink(png) {
  const { width, height, step, bytes } = decode(png);
  const colourAt = (at) => (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
  const counts = new Map();
  for (let at = 0; at < bytes.length; at += step)
    counts.set(colourAt(at), (counts.get(colourAt(at)) ?? 0) + 1);
  const colours = palette(counts);
  const places = new Map([...counts.keys()].map((colour) => [colour, nearest(colours, colour)]));
  const rows = Buffer.alloc((width + 1) * height);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      rows[y * (width + 1) + 1 + x] = places.get(colourAt((y * width + x) * step));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', Buffer.from(colours.flat())),
    chunk('IDAT', deflateSync(rows, { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
