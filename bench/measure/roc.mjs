// Receiver operating characteristics as SVG: all of it, and the corner that matters.

/** Points [false alarms, recall] of `rows` ({score, positive}), the higher the score the more suspicious. */
export function curve(rows) {
    const sorted = [...rows].sort((a, b) => b.score - a.score);
    const positives = sorted.filter((row) => row.positive).length, negatives = sorted.length - positives;
    const points = [[0, 0]];
    let hits = 0, alarms = 0;
    sorted.forEach((row, i) => {
        if (row.positive) hits += 1;
        else alarms += 1;
        if (i + 1 === sorted.length || sorted[i + 1].score !== row.score) points.push([alarms / Math.max(1, negatives), hits / Math.max(1, positives)]);
    });
    return { points, positives, negatives };
}

export function area(points) {
    let sum = 0;
    for (let i = 1; i < points.length; ++i) sum += ((points[i][0] - points[i - 1][0]) * (points[i][1] + points[i - 1][1])) / 2;
    return sum;
}

/** The best recall at no more than that share of false alarms. */
export const recall_at = (points, alarms) => Math.max(...points.filter(([x]) => x <= alarms + 1e-9).map(([, y]) => y));

const inks = ["#1c4fa0", "#b0362e", "#1f7a4c", "#8a5a00", "#5b2a86", "#00727a", "#7a2a55"];
const escape = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;");

function panel(x, curves, dots, [right, bottom], label) {
    const size = 260, y = 46;
    const at = ([u, v]) => [x + (Math.min(u, right) / right) * size, y + ((1 - Math.max(v, bottom)) / (1 - bottom)) * size];
    const grid = [0, 0.25, 0.5, 0.75, 1].map((t) => {
        const px = x + t * size, py = y + t * size;
        return `<path d="M${px} ${y}V${y + size}M${x} ${py}H${x + size}" stroke="#ddd"/><text x="${px}" y="${y + size + 15}" text-anchor="middle">${(t * right * 100).toFixed(right < 0.5 ? 1 : 0)}</text><text x="${x - 5}" y="${py + 4}" text-anchor="end">${((1 - t * (1 - bottom)) * 100).toFixed(0)}</text>`;
    });
    const lines = curves.map(({ points }, i) => `<path fill="none" stroke="${inks[i % inks.length]}" stroke-width="1.8" d="M${points.filter(([u], k) => u <= right || points[k - 1]?.[0] <= right).map((point) => at(point).map((n) => n.toFixed(1)).join(" ")).join("L")}"/>`);
    const spots = dots.map((dot) => { const [cx, cy] = at(dot.at); return `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="4.5" fill="#111"/>`; });
    return `<g>${grid.join("")}<rect x="${x}" y="${y}" width="${size}" height="${size}" fill="none" stroke="#888"/>${lines.join("")}${spots.join("")}<text x="${x + size / 2}" y="${y + size + 32}" text-anchor="middle">${label}</text></g>`;
}

/** `curves`: [{name, points}]; `dots`: [{at: [false alarms, recall]}], what is decided today. */
export function svg(title, curves, dots) {
    const key = curves.map(({ name, points }, i) => `<path d="M50 ${372 + i * 17}h22" stroke="${inks[i % inks.length]}" stroke-width="3"/><text x="80" y="${376 + i * 17}">${escape(name)}, area ${area(points).toFixed(3)}</text>`);
    const height = 384 + curves.length * 17 + (dots.length ? 17 : 0);
    const verdict = dots.length ? `<circle cx="61" cy="${371 + curves.length * 17}" r="4.5" fill="#111"/><text x="80" y="${376 + curves.length * 17}">what is decided today</text>` : "";
    return `<svg xmlns="http://www.w3.org/2000/svg" width="680" height="${height}" viewBox="0 0 680 ${height}" font-family="sans-serif" font-size="11"><rect width="100%" height="100%" fill="#fff"/><text x="50" y="24" font-size="15">${escape(title)}</text>${panel(50, curves, dots, [1, 0], "false alarms, % (recall, % upwards)")}${panel(380, curves, dots, [0.1, 0.8], "the same, nearer")}${key.join("")}${verdict}</svg>\n`;
}
