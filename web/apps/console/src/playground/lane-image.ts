import { strings } from '../shared/strings.js';
import { type Axis, axisOf, type Lane, silenceMs, ticksOf } from './lanes.js';
import type { Side } from './use-comparison.js';

/** The size that pages which show links expect of a picture. */
const size = { width: 1_200, height: 630 };
const margin = 64;
const laneWidth = size.width - 2 * margin;
const laneHeight = 64;

/** The same in both color schemes: a picture is looked at elsewhere. */
const colors = {
  paper: '#ffffff',
  ink: '#13181d',
  quiet: '#515c66',
  track: '#eef1f3',
  silence: '#b4bdc4',
  words: '#7fb9c6',
  text: '#0b5d6e',
  grid: '#ffffff',
};

export interface LaneImage {
  readonly lanes: Readonly<Record<Side, Lane>>;
  readonly question: string;
  readonly simulated: boolean;
}

/**
 * Draws the lanes with their figures as a PNG.
 *
 * @throws Error if the browser cannot draw it
 */
export async function drawLaneImage(image: LaneImage): Promise<Blob> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, size);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('This browser has no canvas.');
  draw(context, image);
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The picture could not be encoded.'));
      else resolve(blob);
    }, 'image/png');
  });
}

function draw(context: CanvasRenderingContext2D, { lanes, question, simulated }: LaneImage): void {
  const words = strings.playground;
  const write = writer(context);
  context.fillStyle = colors.paper;
  context.fillRect(0, 0, size.width, size.height);
  write(words.image.question(question), { y: 92, px: 26, color: colors.quiet });
  let x = margin;
  x += write(`${words.silence} `, { x, y: 172, px: 44, color: colors.quiet });
  x += write(seconds(silenceMs(lanes.plain)), { x, y: 172, px: 64, weight: 650 });
  x += write('  →  ', { x, y: 172, px: 44, color: colors.quiet });
  write(seconds(silenceMs(lanes.firstword)), {
    x,
    y: 172,
    px: 64,
    weight: 650,
    color: colors.text,
  });
  const axis = axisOf([lanes.plain, lanes.firstword]);
  drawLane(context, 'plain', lanes.plain, axis, 250);
  drawLane(context, 'firstword', lanes.firstword, axis, 392);
  for (const tick of ticksOf(axis)) {
    const align = tick === 0 ? 'left' : tick === axis.endMs ? 'right' : 'center';
    write(words.tick(tick), { x: at(tick, axis), y: 508, px: 22, color: colors.quiet, align });
  }
  write(simulated ? words.image.simulated : words.image.real, {
    y: 572,
    px: 22,
    color: colors.quiet,
  });
}

function drawLane(
  context: CanvasRenderingContext2D,
  side: Side,
  lane: Lane,
  axis: Axis,
  top: number,
): void {
  const words = strings.playground;
  const write = writer(context);
  write(words.sides[side], { y: top, px: 28, weight: 650 });
  write(
    words.image.figures(seconds(lane.firstTextMs), seconds(silenceMs(lane)), seconds(lane.untilMs)),
    { x: size.width - margin, y: top, px: 24, color: colors.quiet, align: 'right' },
  );
  const y = top + 18;
  const box = (color: string, fromMs: number, toMs: number): void => {
    context.fillStyle = color;
    const x = at(fromMs, axis);
    context.fillRect(x, y, Math.max(3, at(toMs, axis) - x), laneHeight);
  };
  box(colors.track, 0, axis.endMs);
  box(colors.silence, 0, lane.untilMs);
  for (const { kind, fromMs, toMs } of lane.stretches) box(colors[kind], fromMs, toMs);
}

interface Writing {
  readonly x?: number;
  readonly y: number;
  readonly px: number;
  readonly weight?: number;
  readonly color?: string;
  readonly align?: CanvasTextAlign;
}

/** Writes a line, no wider than the picture allows, and returns its width. */
function writer(context: CanvasRenderingContext2D): (text: string, writing: Writing) => number {
  const family = getComputedStyle(document.body).fontFamily;
  return (text, { x = margin, y, px, weight = 400, color = colors.ink, align = 'left' }) => {
    context.font = `${String(weight)} ${String(px)}px ${family}`;
    context.fillStyle = color;
    context.textAlign = align;
    context.fillText(text, x, y, laneWidth);
    return context.measureText(text).width;
  };
}

function at(ms: number, { endMs }: Axis): number {
  return margin + (Math.min(ms, endMs) / endMs) * laneWidth;
}

function seconds(durationMs: number | undefined): string {
  return durationMs === undefined ? '–' : strings.latency.seconds(durationMs);
}
