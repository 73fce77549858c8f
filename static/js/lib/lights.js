/** Points that are learnt from just now shine. */

/**
 * @param {CanvasRenderingContext2D} context @param {[number, number]} place on the canvas
 * @param {{color: string, few: boolean, ringed?: boolean}} look few: points are drawn large; ringed: the one that is spoken of
 */
export function drawLight(context, [x, y], { color, few, ringed = false }) {
  context.fillStyle = context.strokeStyle = color;
  const circle = (radius) => {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
  };
  context.globalAlpha = 0.28;
  circle(few ? 18 : 12);
  context.fill();
  context.globalAlpha = 1;
  circle(few ? 12 : 7.5);
  context.fill();
  if (!ringed) return;
  context.lineWidth = 2;
  circle(few ? 20 : 14);
  context.stroke();
}
