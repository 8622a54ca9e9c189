// Numbers as docs/accuracy.md prints them.

/** 95 % interval of Wilson (1927) for `hits` of `n`, in per cent. */
export function wilson(hits, n) {
    if (n === 0) return "–";
    const z = 1.96, p = hits / n, d = 1 + (z * z) / n;
    const middle = (p + (z * z) / (2 * n)) / d, half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / d;
    return `${((middle - half) * 100).toFixed(0)}–${((middle + half) * 100).toFixed(0)} %`;
}

/** The value that a share `q` of them does not exceed; NaN of none. */
export function quantile(values, q) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted.length ? sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] : NaN;
}

export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
export const whole = (value) => (Number.isFinite(value) ? value.toFixed(0) : "–");
export const of = (hits, n) => (n ? `${hits} of ${n} (${((hits / n) * 100).toFixed(1)} %)` : "none there");

/** Rows of right and wrong, with the first misses kept by name. */
export class Tally {
    rows = new Map();
    add(row, right, what = "") {
        const entry = this.rows.get(row) ?? { n: 0, hits: 0, misses: [] };
        entry.n += 1;
        if (right) entry.hits += 1;
        else entry.misses.push(what);
        this.rows.set(row, entry);
        return right;
    }
    get(row) {
        return this.rows.get(row) ?? { n: 0, hits: 0, misses: [] };
    }
    sum(rows) {
        return rows.map((row) => this.get(row)).reduce((a, b) => ({ n: a.n + b.n, hits: a.hits + b.hits }), { n: 0, hits: 0 });
    }
    all() {
        return this.sum([...this.rows.keys()]);
    }
    table(title) {
        const rows = [...this.rows].sort(([a], [b]) => a.localeCompare(b)).map(([row, { n, hits }]) => `| ${row} | ${n} | ${n - hits} | ${((hits / n) * 100).toFixed(0)} % | ${wilson(hits, n)} |`);
        return rows.length ? `| ${title} | n | misses | right | 95 % Wilson |\n|---|--:|--:|--:|---|\n${rows.join("\n")}\n` : "";
    }
}

/** What was there against what was answered. */
export class Confusion {
    cells = new Map();
    add(label, answer) {
        const row = this.cells.get(label) ?? new Map();
        row.set(answer ?? "none", (row.get(answer ?? "none") ?? 0) + 1);
        this.cells.set(label, row);
    }
    table(title) {
        const labels = [...this.cells.keys()].sort();
        const answers = [...new Set([...this.cells.values()].flatMap((row) => [...row.keys()]))].sort();
        if (!labels.length) return "";
        const rows = labels.map((label) => `| **${label}** | ${answers.map((answer) => this.cells.get(label).get(answer) ?? "").join(" | ")} |`);
        return `| ${title}: label ↓ answer → | ${answers.join(" | ")} |\n|---|${answers.map(() => "--:").join("|")}|\n${rows.join("\n")}\n`;
    }
}
