// Check digits of machine-readable zones (ICAO 9303 parts 3 to 7), to judge what other readers call valid.

function digit(text) {
    const value = (c) => (c === "<" ? 0 : /\d/.test(c) ? Number(c) : c.charCodeAt(0) - 55);
    return String([...text].reduce((sum, c, i) => sum + value(c) * [7, 3, 1][i % 3], 0) % 10);
}

/** Do all check digits of the format that these lines have the shape of hold? */
export function digits_hold(lines) {
    if (lines.some((line) => !/^[A-Z0-9<]+$/.test(line))) return false;
    const shape = lines.map((line) => line.length).join("+");
    const good = (text, expected) => digit(text) === expected || (expected === "<" && /^<*$/.test(text));
    const [a, b = ""] = lines;
    const cut = (line, ...spans) => spans.map(([from, to]) => line.slice(from, to)).join("");
    if (shape === "30+30+30")
        return good(a.slice(5, 14), a[14]) && good(b.slice(0, 6), b[6]) && good(b.slice(8, 14), b[14]) &&
            good(cut(a, [5, 30]) + cut(b, [0, 7], [8, 15], [18, 29]), b[29]);
    if (shape === "36+36" && a.startsWith("IDFRA"))
        return good(b.slice(0, 12), b[12]) && good(b.slice(27, 33), b[33]) && good(a + b.slice(0, 35), b[35]);
    if (shape !== "36+36" && shape !== "44+44") return false;
    const common = good(b.slice(0, 9), b[9]) && good(b.slice(13, 19), b[19]) && good(b.slice(21, 27), b[27]);
    if (a[0] === "V") return common;
    if (shape === "36+36") return common && good(cut(b, [0, 10], [13, 20], [21, 35]), b[35]);
    return common && good(b.slice(28, 42), b[42]) && good(cut(b, [0, 10], [13, 20], [21, 43]), b[43]);
}
