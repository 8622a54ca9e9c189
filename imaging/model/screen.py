#!/usr/bin/env python3
"""Fits the model that weighs the measures of screen_grid.h: a photograph of a screen, or of paper and plastic.

    /usr/bin/python3 screen.py DIR --measure build/dev/bin/gatehouse-measure [--seed 9] > screen_model.inc

DIR is the folder of origin.py after it has run: its copies of paper are the other side. A screen here is stripes of red, green and
blue with dark rows between, seen through a lens that does not quite blur them away, by a sensor with a colour mosaic; then noise, a
telephone's smoothing and sharpening, JPEG, and often a smaller copy. Validated by group, as there.
"""
import argparse, json, math, os, random, sys
import cv2, numpy as np
import origin

MEASURES = {'screen_light': 1, 'screen_colour': 1, 'steady': 1, 'steady_colour': 1, 'crossed': 0, 'pitch': 0, 'agree': 1}


def stripes(r, linear):
    """Four cells a pixel each way: three stripes of a colour and a gap; the last row darker."""
    h, w = linear.shape[:2]
    fine = np.zeros((h, 4, w, 4, 3), np.float32)
    order = (0, 1, 2) if r.random() < 0.8 else (2, 1, 0)
    gap, row = r.uniform(0, 0.5), r.uniform(0.2, 0.9)
    pentile = r.random() < 0.3
    for cell, c in enumerate(order):
        fine[:, :, :, cell, c] = linear[:, None, :, c] * 3.6
        if pentile and c != 1:  # telephones: red and blue take turns
            fine[:, :, c // 2::2, cell, c] *= 0.35
    fine[:, :, :, 3, :] = linear[:, None, :, :] * gap
    fine[:, 3] *= row
    return fine.reshape(h * 4, w * 4, 3)


def mosaic(im):
    raw = np.empty(im.shape[:2], np.uint16)
    wide = np.clip(im * 60000, 0, 65535).astype(np.uint16)
    raw[0::2, 0::2], raw[0::2, 1::2] = wide[0::2, 0::2, 0], wide[0::2, 1::2, 1]
    raw[1::2, 0::2], raw[1::2, 1::2] = wide[1::2, 0::2, 1], wide[1::2, 1::2, 2]
    return cv2.cvtColor(raw, cv2.COLOR_BAYER_RG2BGR).astype(np.float32) / 60000


def photographed(flat, r, n):
    k = r.choice((r.uniform(0.6, 1.4), r.uniform(1.2, 2.6), r.uniform(2, 4)))  # camera pixels a screen pixel
    out_w, out_h = 1500, 1150
    w, h = min(flat.shape[1], int(out_w / k)), min(flat.shape[0], int(out_h / k))
    x, y = r.randint(0, flat.shape[1] - w), r.randint(0, flat.shape[0] - h)
    linear = (flat[y:y + h, x:x + w].astype(np.float32) / 255) ** 2.2
    fine = stripes(r, linear)
    per = k / 4
    fine = cv2.GaussianBlur(fine, (0, 0), max(0.3, r.uniform(0.28, 0.62) / per))
    ow, oh = int(w * k) // 2 * 2, int(h * k) // 2 * 2
    H, W = fine.shape[:2]
    src = np.float32([[0, 0], [W, 0], [W, H], [0, H]])
    a, centre = math.radians(r.gauss(0, 2.5)), np.array([ow / 2, oh / 2])
    dst = [centre + np.array([(px * per - centre[0]) * math.cos(a) - (py * per - centre[1]) * math.sin(a),
                              (px * per - centre[0]) * math.sin(a) + (py * per - centre[1]) * math.cos(a)]) for px, py in src]
    dst = np.float32(dst) + np.float32([[r.gauss(0, 0.02) * ow for _ in range(2)] for _ in range(4)])
    seen = cv2.warpPerspective(fine, cv2.getPerspectiveTransform(src, dst), (ow, oh), flags=cv2.INTER_LINEAR, borderValue=(0.02,) * 3)
    if r.random() < 0.7: seen = mosaic(seen)
    cast = r.uniform(-0.05, 0.12)
    seen = seen * np.float32([1 + cast, 1, 1 - cast]) * r.uniform(0.7, 1.1)
    out = 255 * np.clip(seen, 0, 1.2) ** (1 / 2.2)
    sigma = np.sqrt(0.3 + out / 255) * r.uniform(1, 6)
    out = out + sigma * (origin.blurred_noise(n, out.shape[:2], 1, r.uniform(0, 0.9))[..., None] * 0.7 +
                         origin.blurred_noise(n, out.shape, 1, r.uniform(0, 1.2)) * 0.7)
    out = np.clip(out, 0, 255).astype(np.uint8)
    if r.random() < 0.5: out = cv2.bilateralFilter(out, 5, r.uniform(6, 22), 2)
    if r.random() < 0.5: out = cv2.addWeighted(out, 1 + (q := r.uniform(0.3, 1.5)), cv2.GaussianBlur(out, (0, 0), r.uniform(0.7, 1.5)), -q, 0)
    if r.random() < 0.35: out = origin.resized(out, r.uniform(0.45, 0.95), r)
    return out


def make(folder, count, seed):
    os.makedirs(folder, exist_ok=True)
    made = []
    for i in range(count):
        r, n = random.Random(seed * 100003 + i), np.random.RandomState(seed * 7 + i)
        flat, card = origin.drawing(seed * 1000 + i, r.choice((1, 1, 1.5)))
        made.append((origin.save(photographed(flat, r, n), '%s/%05d' % (folder, i), r, 0.1), 1, 'screen %d' % i))
    return made


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('folder'), ap.add_argument('--measure', required=True)
    ap.add_argument('--seed', type=int, default=9), ap.add_argument('--count', type=int, default=400)
    ap.add_argument('--fit-only', action='store_true', help='the pictures are there already')
    args = ap.parse_args()
    cv2.setNumThreads(1)
    listing = args.folder + '/screens.json'
    if not args.fit_only: json.dump(make(args.folder + '/screens', args.count, args.seed), open(listing, 'w'))
    others = [(p, 0, g) for p, label, g in json.load(open(args.folder + '/made.json')) if label == 0]
    origin.MEASURES = MEASURES
    made, x, y = origin.measured([tuple(m) for m in json.load(open(listing))] + others, args.measure)
    origin.validate_and_print(made, x, y, 40, 2, 'screen_trees', 'screen.py, seed %d' % args.seed)


if __name__ == '__main__': main()
