#!/usr/bin/env python3
"""Fits the model that weighs the measures of origin_measure.h into one number: a render, or a copy of paper and plastic.

    build/dev/bin/gatehouse-samples --out DIR/digital --capture digital --people 7 --small --seed 11   (and DIR/scan, DIR/photo)
    cmake --build --preset dev --target gatehouse-measure
    /usr/bin/python3 origin.py DIR --measure build/dev/bin/gatehouse-measure [--seed 5] > origin_model.inc

Debian: python3-opencv python3-pil fonts-liberation fonts-dejavu fonts-ocr-b. Nothing but made pictures is learned from. DIR holds what
gatehouse-samples made; this file draws many more: pages, forms and cards of random layout, each either saved as a program saves
it (PNG, JPEG, shrunk, shown by a viewer) or printed, worn, laid askew and taken by a scanner or camera, whitened by an app, made
bitonal by a copier, shrunk and saved again; each copy once more with a program's drawing over it, and some set on a canvas as they
were. The model is a sum of small trees (boosted, logistic loss). Where physics says which way a measure points, the trees may only go
that way: more noise never makes a render, more twins never make paper.
Validated by group: all pictures of one drawing are on the same side.
"""
import argparse, json, math, os, random, subprocess, sys
import cv2, numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = '/usr/share/fonts/truetype/liberation/Liberation', '/usr/share/fonts/truetype/dejavu/DejaVu'
FACES = [FONTS[0] + f for f in ('Sans-Regular.ttf', 'Sans-Bold.ttf', 'Serif-Regular.ttf', 'Serif-Italic.ttf', 'Mono-Regular.ttf',
                                'SansNarrow-Regular.ttf')] + \
        [FONTS[1] + f for f in ('Sans.ttf', 'Sans-Bold.ttf', 'Serif.ttf', 'SansMono.ttf')] + \
        ['/usr/share/fonts/opentype/ocr-b/OCRB.otf']
FACES = [f for f in FACES if os.path.exists(f)]
WORDS = ('the name of date number street invoice total amount account energy and een nota voor de levering van gas op uw adres '
         'Rechnung Betrag bezahlt facture montant nom prénom SPECIMEN REPUBLIC passport issued until authority').split()

# name: +1 more of it speaks for a render, -1 for paper, 0 either
MEASURES = {'noise': -1, 'grain': -1, 'colour_noise': -1, 'rising': 0, 'middle': 0, 'flat_tones': 1, 'flat_white': 0, 'flat': 0,
            'alike': 1, 'equal': 1, 'palette': 1, 'distinct': -1, 'steep': 1, 'step': 1, 'twins': 1, 'near_twins': 1,
            'base_lines': 1, 'rule': 1, 'grid': -1, 'glyphs': 0, 'drawn': 1, 'shapes': 1}


# ---- drawings ----------------------------------------------------------------------------------------------------

def words(r, low, high):
    text = ' '.join(r.choice(WORDS) for _ in range(r.randint(low, high)))
    return text + (' %d' % r.randint(1, 99999) if r.random() < 0.4 else '')


def portrait(r, w, h, noise):
    """What a photograph of a face looks like to a measure: soft shapes, a little texture, a sensor's noise."""
    n = np.random.RandomState(r.getrandbits(31))
    base = cv2.resize(n.uniform(40, 220, (6, 5, 3)).astype(np.float32), (w, h), interpolation=cv2.INTER_CUBIC)
    cv2.ellipse(base, (w // 2, h // 2), (max(1, w // 4), max(1, h // 3)), 0, 0, 360, (200, 165, 140), -1)
    for _ in range(12):
        x, y = r.randrange(w), r.randrange(h)
        cv2.ellipse(base, (x, y), (1 + w // 12, 1 + h // 14), r.uniform(0, 180), 0, 360, [r.uniform(20, 230) for _ in range(3)], -1)
    base = cv2.GaussianBlur(base, (0, 0), max(0.6, w / 90))
    hair = cv2.GaussianBlur(n.normal(0, 1, (h, w, 1)).astype(np.float32), (0, 0), 1.2)[..., None] * 14
    return np.clip(base + hair + n.normal(0, noise, base.shape), 0, 255).astype(np.uint8)


def guilloche(r, draw, w, h, colour, s):
    for k in range(r.randint(6, 30)):
        a, b, p = r.uniform(0.02, 0.2) * h, r.uniform(1, 9), r.uniform(0, 6)
        y0 = h * k / 20
        draw.line([(x, y0 + a * math.sin(b * x / w * 6 + p)) for x in range(0, w, max(2, int(3 * s)))], fill=colour,
                  width=max(1, int(s)))


def drawing(seed, s):
    """A page or card at `s` times its own size; the same seed gives the same thing at every size."""
    r = random.Random(seed)
    card = r.random() < 0.5
    w, h = (r.randint(520, 1300), 0) if card else (r.randint(560, 1700), 0)
    h = int(w * (r.uniform(0.6, 0.75) if card else r.uniform(1.1, 1.45)))
    W, H = int(w * s), int(h * s)
    colourful = r.random() < (0.8 if card else 0.3)
    ground = tuple(r.randint(190, 255) for _ in range(3)) if card and r.random() < 0.7 else (255, 255, 255)
    im = Image.new('RGB', (W, H), ground)
    draw = ImageDraw.Draw(im)
    if card and r.random() < 0.4:  # a gradient
        a, b = np.array(ground, np.float32), np.array([r.randint(120, 255) for _ in range(3)], np.float32)
        t = np.linspace(0, 1, W, dtype=np.float32)[None, :, None]
        im = Image.fromarray(np.repeat(a * (1 - t) + b * t, H, 0).astype(np.uint8))
        draw = ImageDraw.Draw(im)
    tone = lambda: tuple(r.randint(20, 220) for _ in range(3)) if colourful else (r.randint(0, 160),) * 3
    if card and r.random() < 0.5: guilloche(r, draw, W, H, tuple(max(0, c - r.randint(12, 60)) for c in ground), s)
    for _ in range(r.randint(0, 4)):  # bands, boxes, rules
        x, y = r.uniform(0, 0.8) * W, r.uniform(0, 0.9) * H
        box = [x, y, x + r.uniform(0.05, 0.6) * W, y + r.uniform(0.01, 0.12) * H]
        if r.random() < 0.5: draw.rectangle(box, fill=tone())
        else: draw.rectangle(box, outline=tone(), width=max(1, int(r.choice((1, 1, 2, 3)) * s)))
    for _ in range(r.choice((0, 0, 2, 6))):
        y = r.uniform(0.05, 0.95) * H
        draw.line([0.05 * W, y, 0.95 * W, y], fill=tone(), width=max(1, int(r.choice((1, 2)) * s)))
    if r.random() < (0.8 if card else 0.15):
        pw, ph = int(r.uniform(0.16, 0.3) * W), int(r.uniform(0.35, 0.55) * H * (1 if card else 0.3))
        im.paste(Image.fromarray(portrait(r, pw, ph, r.uniform(0.5, 6))), (int(0.05 * W), int(r.uniform(0.15, 0.4) * H)))
    face = r.choice(FACES)
    small, y = r.uniform(9, 22) if card else r.uniform(9, 17) * w / 900, 0.04 * h
    left = 0.38 * w if card else 0.08 * w
    ink = r.choice(((0, 0, 0), (20, 20, 24), (35, 35, 40), (70, 70, 70), tone()))
    while y < (0.75 if card else 0.93) * h:
        size = small * r.choice((1, 1, 1, 1, 1.4, 2))
        f = ImageFont.truetype(face if r.random() < 0.85 else r.choice(FACES), max(6, int(round(size * s))))
        x = left if r.random() < 0.8 else r.uniform(0.05, 0.6) * w
        draw.text((int(x * s), int(y * s)), words(r, 1, 3 if card else 11), font=f, fill=ink)
        y += size * r.uniform(1.25, 2.4)
    if card and r.random() < 0.75:
        f = ImageFont.truetype(FACES[-1] if r.random() < 0.7 else r.choice(FACES), max(6, int(round(w * s * 0.029))))
        for k in range(r.choice((2, 3))):
            line = ''.join(r.choice('ABCDEFGHIKLMNOPRSTUVZ0123456789<<<<<<<') for _ in range(36))
            draw.text((int(0.04 * W), int((0.78 + 0.075 * k) * H)), line, font=f, fill=(10, 10, 10))
    if r.random() < 0.25:  # a stamp or a logo
        x, y, q = r.uniform(0.1, 0.8) * W, r.uniform(0.1, 0.8) * H, r.uniform(0.02, 0.08) * W
        draw.ellipse([x, y, x + q, y + q], outline=(40, 60, 170), width=max(1, int(3 * s)))
    return np.array(im)[:, :, ::-1].copy(), card


# ---- ways to a file ----------------------------------------------------------------------------------------------

def jpeg(im, quality, half=True):
    flags = [cv2.IMWRITE_JPEG_QUALITY, int(quality)]
    return cv2.imdecode(cv2.imencode('.jpg', im, flags)[1], cv2.IMREAD_COLOR)


def resized(im, factor, r):
    how = cv2.INTER_AREA if factor < 0.7 else r.choice((cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_LANCZOS4))
    return cv2.resize(im, None, fx=factor, fy=factor, interpolation=how)


def save(im, base, r, lossless):
    """Returns the path; what a web site, a mail program or an archive does to it on the way."""
    if r.random() < 0.12: im = jpeg(im, r.randint(60, 96))
    if r.random() < lossless:
        cv2.imwrite(base + '.png', im)
        return base + '.png'
    cv2.imwrite(base + '.jpg', im, [cv2.IMWRITE_JPEG_QUALITY, r.choice((60, 70, 75, 75, 80, 80, 85, 85, 90, 92, 95, 98)),
                                    cv2.IMWRITE_JPEG_PROGRESSIVE, int(r.random() < 0.3)])
    return base + '.jpg'


def save_drawn(im, base, r):
    """Pictures that were drawn over are kept well: without loss, or as good JPEGs."""
    if r.random() < 0.7:
        cv2.imwrite(base + '.png', im)
        return base + '.png'
    cv2.imwrite(base + '.jpg', im, [cv2.IMWRITE_JPEG_QUALITY, r.choice((85, 90, 92, 95, 98))])
    return base + '.jpg'


def rendered(im, r):
    """A program's own picture."""
    if r.random() < 0.3: im = resized(im, r.uniform(0.5, 1), r)
    elif r.random() < 0.08: im = resized(im, r.uniform(1, 1.5), r)
    if r.random() < 0.12: im = cv2.cvtColor(cv2.cvtColor(im, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if r.random() < 0.06: im = np.array(Image.fromarray(im).quantize(r.choice((16, 64, 256))).convert('RGB'))
    if r.random() < 0.2:
        pad = [int(r.uniform(0, 0.2) * im.shape[0]) for _ in range(2)] + [int(r.uniform(0, 0.4) * im.shape[1]) for _ in range(2)]
        im = cv2.copyMakeBorder(im, *pad, cv2.BORDER_CONSTANT, value=r.choice(((255,) * 3, (0,) * 3, (240, 240, 240), (60, 50, 50))))
    return im


def blurred_noise(n, shape, sigma, soft):
    grain = n.normal(0, 1, shape).astype(np.float32)
    if soft > 0:
        grain = cv2.GaussianBlur(grain, (0, 0), soft)
        grain /= grain.std() + 1e-6
    return grain * sigma


def printed(im, r, n):
    """Ink on paper at the drawing's own size: uneven, spread, with the paper's fibres; colours by a printer's screen."""
    im = im.astype(np.float32)
    paper = np.array([r.uniform(225, 252) for _ in range(3)], np.float32) if r.random() < 0.5 else np.array([r.uniform(235, 254)] * 3, np.float32)
    h, w = im.shape[:2]
    spread = n.normal(0, 1, (h // 2 + 1, w // 2 + 1)).astype(np.float32)
    spread = cv2.resize(cv2.GaussianBlur(spread, (0, 0), 0.8), (w, h))[..., None]
    ink = 1 - im / 255
    ink = np.clip(ink * (1 + r.uniform(0, 0.25) * spread), 0, 1)
    out = paper * (1 - ink * r.uniform(0.82, 0.97)) + blurred_noise(n, (h, w, 1), r.uniform(0.3, 2.5), r.uniform(0.6, 2))[..., None].reshape(h, w, 1)
    if r.random() < 0.25:  # a printer's screen
        pitch, angle = r.uniform(3, 5), r.uniform(0, 1.5)
        yy, xx = np.mgrid[0:h, 0:w].astype(np.float32)
        screen = np.cos((xx * math.cos(angle) + yy * math.sin(angle)) * 2 * math.pi / pitch) * np.cos((yy * math.cos(angle) - xx * math.sin(angle)) * 2 * math.pi / pitch)
        middle = (ink * (1 - ink)).mean(2, keepdims=True) * 4
        out += screen[..., None] * middle * r.uniform(10, 45)
    return np.clip(out, 0, 255)


def taken(im, s, r, n, photo):
    """By a scanner or a camera, back at the size of the drawing or less."""
    h, w = im.shape[:2]
    turn = r.gauss(0, 0.25) if r.random() < 0.4 else r.gauss(0, 0.9)
    if photo: turn = r.gauss(0, 3)
    out_scale = r.uniform(0.75, 1.15) / s if r.random() < 0.5 else r.uniform(0.4, 1) / s
    ow, oh = int(w * out_scale), int(h * out_scale)
    margin = r.choice((0, 0, 0.03, 0.12)) if not photo else r.choice((0, 0.06, 0.2))
    soft = cv2.GaussianBlur(im, (0, 0), max(0.3, 0.42 / out_scale * r.uniform(0.8, 1.6)))
    src = np.float32([[0, 0], [w, 0], [w, h], [0, h]])
    mx, my = margin * ow, margin * oh
    a = math.radians(turn)
    centre = np.array([ow / 2 + mx, oh / 2 + my])
    dst = []
    for x, y in src * out_scale + [mx, my]:
        v = np.array([x, y]) - centre
        dst.append(centre + [v[0] * math.cos(a) - v[1] * math.sin(a), v[0] * math.sin(a) + v[1] * math.cos(a)])
    dst = np.float32(dst)
    if photo: dst += np.float32([[r.gauss(0, 0.015) * ow for _ in range(2)] for _ in range(4)])
    size = (int(ow + 2 * mx), int(oh + 2 * my))
    table = tuple(r.uniform(20, 200) for _ in range(3)) if photo else (r.uniform(235, 252),) * 3
    out = cv2.warpPerspective(soft, cv2.getPerspectiveTransform(src, dst), size, flags=cv2.INTER_LINEAR, borderValue=table)
    H, W = out.shape[:2]
    yy, xx = np.mgrid[0:H, 0:W].astype(np.float32)
    fall = r.uniform(0.1, 0.35) if photo else r.uniform(0, 0.03)
    out = out * (1 - fall * np.abs(xx / W * r.uniform(-1, 1) + yy / H * r.uniform(-1, 1)))[..., None]
    cast = r.uniform(0, 0.08) if photo else r.uniform(0, 0.02)
    out = out * np.float32([1 - cast, 1 - cast * 0.3, 1])
    # a sensor's noise grows with light, then a gamma curve and a raw converter's smoothing take part of it away again
    sigma = np.sqrt(0.3 + out / 255) * (r.uniform(1.0, 7) if photo else r.uniform(0.8, 4))
    shared, own = blurred_noise(n, (H, W), 1, r.uniform(0, 0.9)), blurred_noise(n, (H, W, 3), 1, r.uniform(0, 1.2))
    mix = r.uniform(0.2, 0.9)
    out = out + sigma * (shared[..., None] * math.sqrt(mix) + own * math.sqrt(1 - mix))
    out = np.clip(out, 0, 255).astype(np.uint8)
    if photo and r.random() < 0.5: out = cv2.bilateralFilter(out, 5, r.uniform(6, 22), 2)  # a telephone's noise reduction
    if r.random() < 0.55:  # sharpened
        out = cv2.addWeighted(out, 1 + (k := r.uniform(0.3, 1.8)), cv2.GaussianBlur(out, (0, 0), r.uniform(0.7, 1.5)), -k, 0)
    if r.random() < 0.3: out = resized(out, r.uniform(0.35, 0.95), r)
    if r.random() < 0.1: out = resized(out, r.uniform(1, 1.6), r)
    return out


def levels(im, low, high):
    return cv2.LUT(im, np.clip((np.arange(256) - low) * 255.0 / (high - low), 0, 255).astype(np.uint8))


def whitened(im, r):
    """What a telephone's scanner app makes of a page: the light divided out, paper burnt to white."""
    light = cv2.GaussianBlur(cv2.dilate(im, np.ones((9, 9))), (0, 0), 21)
    even = np.clip(im.astype(np.float32) / np.maximum(light, 1) * 255, 0, 255).astype(np.uint8)
    return levels(even, r.uniform(0, 60), r.uniform(205, 246))


def bitonal(im, r):
    gray = cv2.cvtColor(im, cv2.COLOR_BGR2GRAY)
    if r.random() < 0.4: gray = cv2.cvtColor(resized(im, r.uniform(1, 2), r), cv2.COLOR_BGR2GRAY)
    if r.random() < 0.5: two = cv2.threshold(gray, 0, 255, cv2.THRESH_OTSU)[1]
    else: two = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 31, r.uniform(8, 20))
    return cv2.cvtColor(two, cv2.COLOR_GRAY2BGR)


def copied(master, card, s, r, n):
    photo = r.random() < 0.45
    out = taken(printed(master, r, n), s, r, n, photo)
    fate = r.random()
    if fate < 0.3: out = whitened(out, r)
    elif fate < 0.42: out = levels(out, r.uniform(0, 40), r.uniform(215, 250))
    elif fate < 0.5: out = bitonal(out, r)
    elif fate < 0.58: out = cv2.cvtColor(cv2.cvtColor(out, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR)
    if r.random() < 0.08:
        out = cv2.copyMakeBorder(out, 0, 0, *[int(r.uniform(0, 0.4) * out.shape[1])] * 2, cv2.BORDER_CONSTANT, value=r.choice(((0,) * 3, (255,) * 3)))
    return out


def face(r, layer, x, y, w, h):
    """A drawn face or figure: a few shapes in flat colours."""
    skin, hair, cloth = [tuple(r.randint(lo, hi) for lo, hi in c) for c in
                         (((190, 235), (140, 185), (110, 150)), ((20, 90), (15, 70), (10, 60)), ((20, 240),) * 3)]
    layer.polygon([(x, y + h), (x + w * 0.2, y + h * 0.72), (x + w * 0.8, y + h * 0.72), (x + w, y + h)], fill=cloth)
    layer.ellipse([x + w * 0.18, y, x + w * 0.82, y + h * 0.6], fill=hair)
    layer.ellipse([x + w * 0.25, y + h * 0.1, x + w * 0.75, y + h * 0.78], fill=skin)
    for side in (0.36, 0.56): layer.ellipse([x + w * side, y + h * 0.36, x + w * (side + 0.08), y + h * 0.41], fill=hair)
    layer.chord([x + w * 0.4, y + h * 0.52, x + w * 0.6, y + h * 0.64], 0, 180, fill=(190, 80, 80))


def marks(r, layer, w, h, q):
    """What a program lays over a picture: notes, arrows, boxes, buttons."""
    tone = r.choice(((255, 0, 0), (220, 20, 30), (0, 110, 220), (20, 160, 60), (250, 200, 0), (40, 40, 40)))
    wide = q * r.choice((1, 1, 2, 3))
    for _ in range(r.randint(1, 5)):
        x, y = r.uniform(0.05, 0.75) * w, r.uniform(0.05, 0.85) * h
        box = [x, y, x + r.uniform(0.04, 0.3) * w, y + r.uniform(0.03, 0.12) * h]
        fate = r.random()
        if fate < 0.4: layer.rectangle(box, outline=tone, width=wide)
        elif fate < 0.55: layer.line([box[0], box[1], box[2], box[3]], fill=tone, width=wide)
        elif fate < 0.7: layer.line([box[0], box[1], box[2], box[1]], fill=tone, width=wide)
        else:
            layer.rectangle(box, fill=r.choice(((255, 255, 255), (236, 233, 216), (225, 225, 225), tone)), outline=r.choice((tone, (120, 120, 120))))
            f = ImageFont.truetype(r.choice(FACES), max(6, int((box[3] - box[1]) * 0.5)))
            layer.text((box[0] + 4 * q, box[1] + 2 * q), words(r, 1, 2), font=f, fill=(0, 0, 0))


def overlaid(im, r):
    """A program's picture on a ground that was paper once: fields filled in, a drawn face, notes. The ground is often smoothed first,
    or made larger."""
    if r.random() < 0.4: im = cv2.medianBlur(im, r.choice((3, 5, 7)))
    if r.random() < 0.3: im = resized(im, r.uniform(0.6, 1.5), r)
    h, w = im.shape[:2]
    picture = Image.fromarray(im[:, :, ::-1].copy())
    what, q = r.random(), r.choice((1, 3))  # drawn larger and shrunk: soft edges; or as it is
    layer = Image.new('RGBA', (w * q, h * q), (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    if what < 0.55: face(r, draw, r.uniform(0.03, 0.1) * w * q, r.uniform(0.15, 0.4) * h * q, r.uniform(0.15, 0.3) * w * q, r.uniform(0.3, 0.5) * h * q)
    if what > 0.4: marks(r, draw, w * q, h * q, q)
    layer = layer.resize((w, h), Image.LANCZOS) if q > 1 else layer
    picture.paste(layer, (0, 0), layer)
    if r.random() < 0.5:
        draw, face_of = ImageDraw.Draw(picture), r.choice(FACES)
        size, ink = max(9, int(h * r.uniform(0.025, 0.055))), r.choice(((0, 0, 0), (40, 30, 20), (60, 60, 60), (20, 20, 90)))
        cover = r.random() < 0.4
        for k in range(r.randint(4, 10)):
            x, y, f = int(r.choice((0.37, 0.37, 0.65)) * w), int((0.1 + 0.08 * k) * h), ImageFont.truetype(face_of, size)
            text = words(r, 1, 2).upper()
            if cover: draw.rectangle(draw.textbbox((x, y), text, font=f), fill=picture.getpixel((min(w - 1, x), min(h - 1, y))))
            draw.text((x, y), text, font=f, fill=ink)
    out = np.array(picture)[:, :, ::-1].copy()
    if r.random() < 0.2:
        out = cv2.copyMakeBorder(out, int(r.uniform(0, 0.1) * h), int(r.uniform(0, 0.1) * h), 0, int(r.uniform(0, 0.3) * w), cv2.BORDER_CONSTANT, value=(255,) * 3)
    return out


def stamped(im, r):
    """The date that a camera writes into its picture, the line of a scanner app: little, and still paper."""
    picture = Image.fromarray(im[:, :, ::-1].copy())
    f = ImageFont.truetype(r.choice(FACES), max(8, int(im.shape[0] * r.uniform(0.012, 0.022))))
    ImageDraw.Draw(picture).text((int(im.shape[1] * r.choice((0.03, 0.7))), int(im.shape[0] * 0.96)), r.choice(('2019-04-12 14:31', 'Scanned with CamScanner', "24.12.'08")),
                                 font=f, fill=r.choice(((250, 140, 30), (120, 120, 120), (40, 160, 140))))
    return np.array(picture)[:, :, ::-1].copy()


def set_on_canvas(im, r):
    """A copy as a web page or a slide shows it: on a plain ground, with a frame or a shadow. What it shows is still paper."""
    h, w = im.shape[:2]
    ground = r.choice(((255,) * 3, (255,) * 3, (250, 247, 240), (240, 240, 240), (100, 100, 100)))
    top, left, bottom, right = [int(r.uniform(0.01, 0.12) * (h + w) / 2) + 6 for _ in range(4)]
    out = np.empty((h + top + bottom, w + left + right, 3), np.float32)
    out[:] = ground
    if r.random() < 0.5:
        shade, away = np.zeros(out.shape[:2], np.float32), r.randint(2, 8)
        shade[top + away:top + h + away, left + away:left + w + away] = r.uniform(0.2, 0.7)
        shade = cv2.GaussianBlur(shade, (0, 0), r.uniform(1, 5))
        out *= 1 - shade[..., None]
    out[top:top + h, left:left + w] = im
    out = out.astype(np.uint8)
    if r.random() < 0.5:
        line, far = (r.randint(0, 220),) * 3, r.choice((0, 1, 4))
        cv2.rectangle(out, (left - far - 1, top - far - 1), (left + w + far, top + h + far), line, r.choice((1, 1, 2)))
    return resized(out, r.uniform(0.5, 0.95), r) if r.random() < 0.2 else out


def reduced_to_palette(im, r):
    picture = Image.fromarray(im[:, :, ::-1].copy()).quantize(r.choice((8, 16, 64, 256, 256)), dither=r.choice((Image.Dither.NONE, Image.Dither.FLOYDSTEINBERG)))
    return np.array(picture.convert('RGB'))[:, :, ::-1].copy()


def framed(path, base, i):
    r = random.Random('canvas %d' % i)
    return save(set_on_canvas(cv2.imread(path), r), base + 'c', r, 0.6), 0, i


def drawn_over(path, base, i):
    r = random.Random('overlay %d' % i)
    return save_drawn(overlaid(cv2.imread(path), r), base + 'o', r), 1, i


def make(folder, count, seed):
    """(path, label, group) of each picture: 1 a render, 0 paper."""
    os.makedirs(folder, exist_ok=True)
    made = []
    for i in range(count):
        r, n = random.Random(seed * 100003 + i), np.random.RandomState(seed * 7 + i)
        base = '%s/%05d' % (folder, i)
        flat, card = drawing(seed * 1000 + i, 1)
        made.append((save(rendered(flat, r), base + 'd', r, 0.5), 1, i))
        master, card = drawing(seed * 1000 + i, 2)
        copy = copied(master, card, 2, r, n)
        if r.random() < 0.06: copy = reduced_to_palette(copy, r)
        if r.random() < 0.06: copy = stamped(copy, r)
        made.append((save(copy, base + 'p', r, 0.4), 0, i))
        made.append(drawn_over(made[-1][0], base, i))
        if i % 3 == 0: made.append(framed(made[-2][0], base, i))
    return made


def from_samples(root, folder, seed):
    """The generator's own captures, as they are and as the web leaves them."""
    made = []
    os.makedirs(folder, exist_ok=True)
    for capture, label in (('digital', 1), ('screenshot', 1), ('scan', 0), ('photo', 0), ('gray', 0)):
        manifest = '%s/%s/manifest.json' % (root, capture)
        if not os.path.exists(manifest): continue
        for k, entry in enumerate(json.load(open(manifest))['files']):
            path = '%s/%s/%s' % (root, capture, entry['file'])
            if path.endswith('.pdf'): continue
            group = 'sample ' + entry['person'] + entry['kind']
            made.append((path, label, group))
            im = cv2.imread(path)
            for again in range(1):
                r = random.Random('%s%d%d%s' % (capture, k, seed, again))
                factor = (r.uniform(0.15, 0.6) if label == 0 else r.uniform(0.5, 1))
                small = resized(im, factor, r)
                if label == 0 and r.random() < 0.3: small = whitened(small, r)
                made.append((save(small, '%s/%s%04d-%d' % (folder, capture, k, again), r, 0.4), label, group))
    return made


# ---- trees -------------------------------------------------------------------------------------------------------

def leaf_value(g, h, low, high):
    return float(np.clip(-g.sum() / (h.sum() + 4.0), low, high))


def grow(x, g, h, signs, depth, low=-4, high=4):
    """One tree on gradients; signs keep it monotone, bounds are handed down (as LightGBM does)."""
    value = leaf_value(g, h, low, high)
    if depth == 0 or len(g) < 30: return value
    best, parent = None, g.sum() ** 2 / (h.sum() + 4.0)
    for f in range(x.shape[1]):
        order = np.argsort(x[:, f], kind='stable')
        v, cg, ch = x[order, f], np.cumsum(g[order]), np.cumsum(h[order])
        cut = np.nonzero(v[1:] > v[:-1] + 1e-9)[0]
        cut = cut[(cut >= 12) & (cut < len(v) - 12)]
        if len(cut) == 0: continue
        gl, hl = cg[cut], ch[cut]
        gr, hr = cg[-1] - gl, ch[-1] - hl
        gain = gl ** 2 / (hl + 4) + gr ** 2 / (hr + 4) - parent
        left, right = -gl / (hl + 4), -gr / (hr + 4)
        if signs[f] > 0: gain = np.where(right >= left, gain, -1)
        if signs[f] < 0: gain = np.where(right <= left, gain, -1)
        k = int(np.argmax(gain))
        if gain[k] > 0.5 and (best is None or gain[k] > best[0]):
            best = gain[k], f, (v[cut[k]] + v[cut[k] + 1]) / 2
    if best is None: return value
    _, f, t = best
    go = x[:, f] <= t
    l, rr = leaf_value(g[go], h[go], low, high), leaf_value(g[~go], h[~go], low, high)
    middle = (l + rr) / 2
    bounds = ((low, middle), (middle, high)) if signs[f] > 0 else ((middle, high), (low, middle)) if signs[f] < 0 else ((low, high),) * 2
    return f, float(t), grow(x[go], g[go], h[go], signs, depth - 1, *bounds[0]), grow(x[~go], g[~go], h[~go], signs, depth - 1, *bounds[1])


def run(tree, x):
    if isinstance(tree, float): return np.full(len(x), tree)
    f, t, a, b = tree
    return np.where(x[:, f] <= t, run(a, x), run(b, x))


def fit(x, y, signs, rounds=90, depth=3, rate=0.12, seed=1):
    score, trees, rng = np.zeros(len(y)), [], np.random.RandomState(seed)
    weight = np.where(y == 1, 0.5 / max(1, (y == 1).sum()), 0.5 / max(1, (y == 0).sum())) * len(y)
    for _ in range(rounds):
        p = 1 / (1 + np.exp(-score))
        g, h = (p - y) * weight, p * (1 - p) * weight
        some = rng.rand(len(y)) < 0.7
        seen = np.where(rng.rand(x.shape[1]) < 0.7)[0]
        blind = x.copy()
        blind[:, [i for i in range(x.shape[1]) if i not in seen]] = 0
        tree = grow(blind[some], g[some], h[some], signs, depth)
        trees.append(tree)
        score += rate * run(tree, x)
    return [scaled(t, rate) for t in trees]


def scaled(tree, rate):
    return tree * rate if isinstance(tree, float) else (tree[0], tree[1], scaled(tree[2], rate), scaled(tree[3], rate))


def score_of(trees, x):
    return sum(run(t, x) for t in trees)


def full(tree, depth):
    """As a complete tree: thresholds level by level, then the leaves."""
    nodes, level = [], [tree]
    for _ in range(depth):
        below = []
        for t in level:
            if isinstance(t, float): t = (0, 0.0, t, t)
            nodes.append((t[0], t[1]))
            below += [t[2], t[3]]
        level = below
    return nodes, level


def table(trees, name, depth, about):
    print('// Made by model/%s; not written by hand.' % about)
    print('constexpr std::array<Tree<%d>, %d> %s{{' % (depth, len(trees), name))
    for t in trees:
        nodes, leaves = full(t, depth)
        print('    {{{%s}}, {%s}},' % (', '.join('{%d, %.5g}' % (f, v) for f, v in nodes), ', '.join('%.4f' % v for v in leaves)))
    print('}};')


def measured(made, program):
    out = subprocess.run([program], input='\n'.join(p for p, _, _ in made), capture_output=True, text=True).stdout
    rows = {j['file']: j for j in map(json.loads, out.splitlines())}
    made = [m for m in made if m[0] in rows]
    # A drawing over paper of which the way to the file left nothing to see would only teach that paper is a render.
    over = lambda path: '/drawn/' in path and path.rsplit('.', 1)[0].endswith('o')
    made = [m for m in made if not over(m[0]) or rows[m[0]]['shapes'] > 0]
    x = np.array([[rows[p][k] for k in MEASURES] for p, _, _ in made])
    return made, x, np.array([l for _, l, _ in made])


def report(y, s, what):
    order = np.sort(s[y == 0])
    limit = order[int(math.ceil(len(order) * 0.99)) - 1]
    print('%s: %d renders, %d on paper; at 1 %% false alarms (%.2f) %.1f %% found; at 0.5: %.1f %% and %.2f %% false' % (
        what, (y == 1).sum(), (y == 0).sum(), limit, 100 * (s[y == 1] > limit).mean(), 100 * (s[y == 1] > 0).mean(),
        100 * (s[y == 0] > 0).mean()), file=sys.stderr)


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('folder'), ap.add_argument('--measure', required=True)
    ap.add_argument('--seed', type=int, default=5), ap.add_argument('--count', type=int, default=700)
    ap.add_argument('--fit-only', action='store_true', help='the pictures are there already')
    args = ap.parse_args()
    cv2.setNumThreads(1)
    listing = args.folder + '/made.json'
    if not args.fit_only:
        made = make(args.folder + '/drawn', args.count, args.seed) + from_samples(args.folder, args.folder + '/web', args.seed)
        json.dump(made, open(listing, 'w'))
    made, x, y = measured([tuple(m) for m in json.load(open(listing))], args.measure)
    validate_and_print(made, x, y, 270, 3, 'render_trees', 'origin.py, seed %d' % args.seed, rate=0.04)


def validate_and_print(made, x, y, rounds, depth, name, about, rate=0.12):
    signs = list(MEASURES.values())
    groups = np.array([hash_of(str(g)) % 5 for _, _, g in made])
    held = np.zeros(len(y))
    for k in range(5):
        held[groups == k] = score_of(fit(x[groups != k], y[groups != k], signs, rounds, depth, rate, seed=k), x[groups == k])
    report(y, held, 'held out by group')
    trees = fit(x, y, signs, rounds, depth, rate)
    table(trees, name, depth, '%s, %d pictures' % (about, len(y)))
    return trees, held


def hash_of(text):
    value = 0
    for c in text: value = (value * 131 + ord(c)) % 1000003
    return value


if __name__ == '__main__': main()
