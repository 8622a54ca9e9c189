#!/usr/bin/env python3
"""Trains the reader of one MRZ line on made lines only and writes it as ONNX (opset 11, read by OpenCV 4.6).

    /usr/bin/python3 mrz_line.py SECONDS [--seed N] [--out mrz_line.onnx] [--resume mrz_line.onnx]

Debian: python3-torch python3-onnx python3-opencv python3-pil fonts-ocr-b fonts-liberation fonts-dejavu fonts-inconsolata
fonts-freefont-ttf fonts-urw-base35 fonts-courier-prime fonts-noto-mono fonts-hack fonts-lato.
A line of 32 x 768 gray pixels (capital letters about 13.5 high, ink 0, paper 1, minus one half) becomes 192 steps of 38 classes:
the blank, then `<0-9A-Z`. Because we draw the lines we know where each character stands, so every step has its
own label (cross entropy) from the first minute; CTC joins later. Drawing a line takes longer than learning from it, so each is
learned from about three times, out of a pool that is always being renewed. `--resume` takes the file that is committed, so that no
checkpoint of another kind has to be kept. The service never needs any of this: it reads the file.
"""
import argparse, multiprocessing, os, random, string, time
import cv2, numpy as np, torch, torch.nn as nn
from PIL import Image, ImageDraw, ImageFont
from lines import ROOT, block, chance, greedy, inlined, normalised, save, stroke, taken, unfolded, wide_block

LETTERS, DIGITS = string.ascii_uppercase, string.digits
CLASSES = '<' + DIGITS + LETTERS
INDEX = {c: i + 1 for i, c in enumerate(CLASSES)}
HIGH, WIDE, STRIDE, CAP = 32, 768, 4, 13.5
OCR_B = [f'{ROOT}/opentype/ocr-b/OCRB.otf', f'{ROOT}/opentype/ocr-b/OCRBS.otf', f'{ROOT}/opentype/ocr-b/OCRBL.otf']
# Printers that had no OCR-B, and people who draw passports: letters of one width, and others set at one pitch.
IMITATORS = [f'{ROOT}/{path}' for path in (
    'truetype/liberation/LiberationMono-Regular.ttf', 'truetype/liberation/LiberationMono-Bold.ttf',
    'truetype/dejavu/DejaVuSansMono.ttf', 'truetype/dejavu/DejaVuSansMono-Bold.ttf', 'truetype/inconsolata/Inconsolata.otf',
    'truetype/freefont/FreeMono.ttf', 'truetype/freefont/FreeMonoBold.ttf', 'opentype/urw-base35/NimbusMonoPS-Regular.otf',
    'opentype/urw-base35/NimbusMonoPS-Bold.otf', 'opentype/courier-prime/Courier Prime.otf', 'opentype/courier-prime/Courier Prime Sans.otf',
    'truetype/noto/NotoMono-Regular.ttf', 'truetype/noto/NotoSansMono-Bold.ttf', 'truetype/hack/Hack-Regular.ttf',
    'truetype/lato/Lato-Regular.ttf', 'truetype/lato/Lato-Bold.ttf', 'truetype/liberation/LiberationSans-Regular.ttf',
    'truetype/liberation/LiberationSans-Bold.ttf', 'truetype/dejavu/DejaVuSans.ttf', 'truetype/dejavu/DejaVuSans-Bold.ttf')]
OTHER_PRINT = [f'{ROOT}/truetype/{path}' for path in (
    'liberation/LiberationSans-Regular.ttf', 'liberation/LiberationSans-Bold.ttf', 'liberation/LiberationSerif-Regular.ttf', 'dejavu/DejaVuSans.ttf')]


# ---- what is printed -------------------------------------------------------------------------------------------

def check_digit(text):
    value = lambda c: int(c) if c.isdigit() else 0 if c == '<' else ord(c) - 55
    return str(sum(value(c) * (7, 3, 1)[i % 3] for i, c in enumerate(text)) % 10)


def word(low, high):
    n = random.randint(low, high)
    return ''.join(random.choice('AEIOU') if i % 2 and random.random() < .75 else random.choice(LETTERS) for i in range(n))


def names(n):
    text = word(2, 12) + ('<' + word(2, 9) if random.random() < .25 else '')
    text += '<<' + word(2, 10) + ('<' + word(1, 9) if random.random() < .4 else '') + ('<' + word(2, 9) if random.random() < .15 else '')
    return (text + '<' * n)[:n]


def number(n):
    kind = random.random()
    lead = 0 if kind < .4 else 1 if kind < .6 else 2 if kind < .8 else n
    text = ''.join(random.choice(LETTERS + (DIGITS if lead == n else '')) for _ in range(lead)) + ''.join(random.choice(DIGITS) for _ in range(n - lead))
    return (text[:random.randint(5, n)] + '<' * n)[:n] if random.random() < .2 else text


def date():
    return '%02d%02d%02d' % (random.randint(0, 99), random.randint(1, 12), random.randint(1, 31))


STATES = ('D<< NLD FRA GBR USA UTO CZE POL ITA ESP CAN AUS CHE AUT BEL SWE LVA LTU HUN ROU SRB TWN CHN JPN IND BRA RUS UKR TUR PRT IRL DNK NOR FIN ISL EST '
          'SVK SVN HRV BGR GRC MLT CYP LUX ISR IRN IRQ ARE SAU EGY MAR DZA TUN ZAF NGA KEN GHA MEX ARG COL CHL PER VEN URY KOR SGP MYS THA VNM IDN PHL PAK BGD NZL').split()


def state():
    return random.choice(STATES) if random.random() < .6 else word(3, 3)


def optional(n):
    return random.choice(['<' * n, (number(min(n, 9)) + '<' * n)[:n], ''.join(random.choice(DIGITS) for _ in range(n))])


def line():
    kind, sex = random.random(), random.choice('MF<')
    if kind < .08: return ''.join(random.choice(CLASSES) for _ in range(random.choice([30, 36, 44])))
    if kind < .28: return random.choice(['P<', 'P<', 'P<', 'PA', 'PD', 'V<', 'PM']) + state() + names(39)
    if kind < .56:
        n, b, e, o = number(9), date(), date(), optional(14)
        text = n + check_digit(n) + state() + b + check_digit(b) + sex + e + check_digit(e) + o + random.choice([check_digit(o), '<'])
        return text + check_digit(text[:10] + text[13:20] + text[21:43])
    if kind < .68:
        n = number(9)
        return random.choice(['I<', 'ID', 'C<', 'AR', 'IR', 'AC']) + state() + n + check_digit(n) + optional(15)
    if kind < .80:
        b, e = date(), date()
        return b + check_digit(b) + sex + e + check_digit(e) + state() + optional(11) + random.choice(DIGITS)
    if kind < .90: return names(30)
    if kind < .95: return random.choice(['I<', 'ID', 'P<', 'V<']) + state() + names(31)
    n, b, e = number(9), date(), date()
    return n + check_digit(n) + state() + b + check_digit(b) + sex + e + check_digit(e) + optional(7) + random.choice(DIGITS)


# ---- how it looks ----------------------------------------------------------------------------------------------

fonts = {}


def font(path, size):
    if (path, size) not in fonts: fonts[path, size] = ImageFont.truetype(path, size)
    return fonts[path, size]


def printed(text, cap=20):
    """The line and perhaps its neighbours, ink 0 on paper 1; and the centre of each character."""
    path = random.choice(OCR_B[:2] if chance(.93) else OCR_B) if chance(.8) else random.choice(IMITATORS)
    probe = font(path, 100).getbbox('H')
    size = max(8, round(100 * cap / (probe[3] - probe[1])))
    face = font(path, size)
    top = face.getbbox('H')[1]
    pitch = cap * (random.uniform(.98, 1.16) if chance(.75) else random.uniform(.84, 1.3))
    left, right = (cap * (random.uniform(1.2, 4) if chance(.7) else random.uniform(4, 9)) for _ in range(2))
    high, wide = cap * 5, int(left + right + pitch * len(text))
    image = Image.new('L', (wide, high), 255)
    draw = ImageDraw.Draw(image)

    def write(string, y):
        for i, c in enumerate(string):
            box = face.getbbox(c)
            draw.text((left + pitch * (i + .5) - (box[0] + box[2]) / 2 + random.uniform(-.5, .5), y - top + random.uniform(-.4, .4)), c, 0, font=face)
    write(text, 2 * cap)
    if chance(.3): other_print(draw, cap, left, left + pitch * len(text), wide)
    step = cap * random.uniform(1.6, 1.9)
    if chance(.6): write((line() * 2)[:len(text)], 2 * cap - step)
    elif chance(.3): draw.rectangle((0, 0, wide, 2 * cap - cap * random.uniform(.5, 1.2)), fill=random.randint(0, 200))
    if chance(.5): write((line() * 2)[:len(text)], 2 * cap + step)
    elif chance(.3): draw.rectangle((0, 3 * cap + cap * random.uniform(.5, 1.2), wide, high), fill=random.randint(0, 200))
    if chance(.12): draw.rectangle((0, 0, left - cap * random.uniform(.7, 1.2), high), fill=random.randint(0, 220))
    if chance(.12): draw.rectangle((left + pitch * len(text) + cap * random.uniform(.7, 1.2), 0, wide, high), fill=random.randint(0, 220))
    centres = np.array([[left + pitch * (i + .5), 2.5 * cap] for i in range(len(text))], np.float32)
    return np.asarray(image).astype(np.float32) / 255, centres


def other_print(draw, cap, first, last, wide):
    """What stands around a zone: words in other letters, a stamp's edge, never nearer than a letter's width."""
    def words(x, y, size):
        text = ' '.join(word(2, 9) if chance(.7) else str(random.randint(0, 99999)) for _ in range(6))
        draw.text((x, y), text if chance(.5) else text.title(), random.randint(0, 140), font=font(random.choice(OTHER_PRINT), max(7, int(size))))
    size = cap * random.uniform(.7, 1.6)
    if chance(.6): words(random.uniform(-2, .5) * cap, random.uniform(-.3, .5) * cap - .5 * size, size)
    if chance(.3): words(random.uniform(-2, .5) * cap, random.uniform(3.5, 4.4) * cap, size)
    if wide - last > 2.4 * cap and chance(.5): words(last + cap * random.uniform(1.3, 2), random.uniform(1.2, 2.4) * cap, size)
    if first > 3 * cap and chance(.5):
        draw.text((first - cap * random.uniform(1.3, 1.8), random.uniform(1.6, 2.2) * cap), word(2, 3), random.randint(0, 120),
                  font=font(random.choice(OTHER_PRINT), max(7, int(size))), anchor='ra')


def bent(ink, centres, cap=20):
    high, wide = ink.shape
    corners = np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])
    moved = corners + np.random.uniform(-1, 1, (4, 2)).astype(np.float32) * [cap * .5, cap * .22]
    matrix = cv2.getPerspectiveTransform(corners, np.float32(moved))
    ink = cv2.warpPerspective(ink, matrix, (wide, high), borderValue=1.0)
    centres = cv2.perspectiveTransform(centres[None], matrix)[0]
    if chance(.3):
        x, y = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(high, dtype=np.float32))
        wave = random.uniform(0, .13) * cap * np.sin(x / wide * random.uniform(1, 5) + random.uniform(0, 6))
        ink = cv2.remap(ink, x, (y + wave).astype(np.float32), cv2.INTER_LINEAR, borderValue=1.0)
    return ink, centres


def on_paper(ink):
    high, wide = ink.shape
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    paper = np.full((high, wide), random.uniform(.5, 1), np.float32)
    over = np.zeros_like(paper)
    for _ in range(random.choice([0, 0, 1, 2, 3, 4])):
        period, angle = random.uniform(4, 50), random.uniform(0, 3.14)
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle) + random.uniform(0, 10) * np.sin(y / random.uniform(12, 60) + random.uniform(0, 6))) * 6.28 / period)
        paper += random.uniform(0, .07) * wave
        if chance(.2): over += random.uniform(0, .08) * wave
    if chance(.3): paper += cv2.GaussianBlur(np.random.randn(high, wide).astype(np.float32), (0, 0), random.uniform(3, 25)) * random.uniform(0, 1)
    paper += random.uniform(-.18, .18) * (x / wide - .5) + random.uniform(-.12, .12) * (y / high - .5)
    black = np.minimum(random.uniform(0, .45), paper - random.uniform(.16, .3))
    page = black * (1 - ink) + paper * ink + over
    if chance(.2): page += random.uniform(.1, .5) * np.exp(-((x - random.uniform(0, wide)) / random.uniform(20, 150)) ** 2)
    if chance(.12): page -= random.uniform(.05, .25) * (x > random.uniform(0, wide)) * np.sign(random.uniform(-1, 1))
    return page


def cropped(page, centres, cap):
    """As the locator cuts it: centre, height and ends are only nearly right."""
    tilt = np.polyfit(centres[:, 0], centres[:, 1], 1)
    cap = cap * random.uniform(.86, 1.16)
    scale = CAP / cap
    wide = scale * random.uniform(.9, 1.1)
    angle = np.arctan(tilt[0]) + random.uniform(-.004, .004)
    pitch = np.abs(centres[1, 0] - centres[0, 0])
    ahead, behind = (pitch * (random.uniform(.7, 2.6) if chance(.75) else random.uniform(2.6, 7)) for _ in range(2))
    start = centres[0] - np.float32([ahead, 0])
    length = (centres[-1, 0] - start[0]) + behind
    if length * wide > WIDE: wide = WIDE / length
    start[1] = np.polyval(tilt, start[0]) + cap * random.uniform(-.14, .14)
    cos, sin = np.cos(angle), np.sin(angle)
    matrix = np.float32([[wide * cos, wide * sin, 0], [-scale * sin, scale * cos, 0]])
    matrix[:, 2] = np.float32([0, HIGH / 2]) - matrix[:, :2] @ start
    size = (max(64, min(WIDE, int(length * wide))), HIGH)
    if scale < 1: page = cv2.GaussianBlur(page, (0, 0), .4 / scale)
    out = cv2.warpAffine(page, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return out, centres @ matrix[:, :2].T + matrix[:, 2]


def sample():
    text = line()
    ink, centres = printed(text)
    ink, centres = bent(stroke(ink), centres)
    page, scale = taken(on_paper(ink))
    gray, centres = cropped(page, centres * scale, 20 * scale)
    steps = WIDE // STRIDE
    where = centres[:, 0] / STRIDE - .5
    target = np.zeros(steps, np.int64)
    distance = np.abs(np.arange(steps)[:, None] - where[None])
    nearest = distance.argmin(1)
    near = distance.min(1)
    target[(near > .5) & (near < 1.1)] = -100
    for i, c in enumerate(text):
        step = int(np.clip(round(where[i]), 0, steps - 1))
        target[step] = INDEX[c]
    return normalised(gray, HIGH, WIDE), target, text


def batch(seed):
    random.seed(seed); np.random.seed(seed % 2**31); cv2.setNumThreads(1)
    samples = [sample() for _ in range(32)]
    return np.stack([s[0] for s in samples])[:, None], np.stack([s[1] for s in samples]), [s[2] for s in samples]


# ---- the network -----------------------------------------------------------------------------------------------

class Line(nn.Module):
    def __init__(self, c=24, classes=len(CLASSES) + 1):
        super().__init__()
        self.see = nn.Sequential(block(1, c, (2, 1)), block(c, c, (2, 2)), block(c, 2 * c, (2, 1)), block(2 * c, 2 * c, (2, 2)),
                                 block(2 * c, 4 * c, (2, 1)))
        self.say = nn.Sequential(wide_block(4 * c), wide_block(4 * c), nn.Conv2d(4 * c, classes, 1))

    def forward(self, x): return self.say(self.see(x))[:, :, 0, :]


@torch.no_grad()
def exact_share(model, x, texts):
    model.eval()
    right = sum(p == t for p, t in zip(greedy(model(torch.from_numpy(x)), CLASSES), texts))
    model.train()
    return right / len(texts)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('seconds', type=float)
    arguments.add_argument('--seed', type=int, default=7)
    arguments.add_argument('--out', default='mrz_line.onnx')
    arguments.add_argument('--resume')
    arguments.add_argument('--rate', type=float, help='learning rate at its highest')
    arguments.add_argument('--workers', type=int, default=1)
    a = arguments.parse_args()
    torch.manual_seed(a.seed); torch.set_num_threads(1)
    model = Line()
    if a.resume: unfolded(model, a.resume, torch.from_numpy(np.concatenate([batch(a.seed + k)[0] for k in range(8)])))
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-4)
    ctc, entropy = nn.CTCLoss(zero_infinity=True), nn.CrossEntropyLoss(ignore_index=-100)
    start, n, mean, saved, exact = time.time(), 0, None, time.time(), []
    chosen = random.Random(a.seed)
    with multiprocessing.get_context('fork').Pool(a.workers) as workers:
        made, asked, pool = [], 0, []
        while time.time() - start < a.seconds:
            done = (time.time() - start) / a.seconds
            while len(made) < 4 * a.workers:
                made.append(workers.apply_async(batch, (a.seed * 10**7 + asked,))); asked += 1
            # New lines as they come; what was learned from most often leaves.
            while made and (made[0].ready() or len(pool) < 64):
                x, target, texts = made.pop(0).get()
                exact.append(exact_share(model, x, texts)) if n and asked % 5 == 0 else None
                pool += [[0, x[i], target[i], texts[i]] for i in range(len(texts))]
            if len(pool) > 6000: pool = sorted(pool, key=lambda line: line[0])[:5000]
            lines = chosen.sample(pool, 32)
            for line in lines: line[0] += 1
            pool = [line for line in pool if line[0] < 6]
            texts = [line[3] for line in lines]
            for g in optimiser.param_groups:
                g['lr'] = (a.rate or (1.2e-3 if a.resume else 3e-3)) * min(1, n / 100 + .02) * .5 * (1 + np.cos(np.pi * done)) + 1e-5
            scores = model(torch.from_numpy(np.stack([line[1] for line in lines])))
            loss = entropy(scores, torch.from_numpy(np.stack([line[2] for line in lines])))
            if done > .3 or a.resume:
                labels = torch.tensor([INDEX[c] for t in texts for c in t])
                lengths = torch.tensor([len(t) for t in texts])
                loss = .5 * loss + .5 * ctc(scores.permute(2, 0, 1).log_softmax(2), labels, torch.full((len(texts),), scores.shape[2], dtype=torch.long), lengths)
            optimiser.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), 5); optimiser.step()
            n += 1; mean = loss.item() if mean is None else .98 * mean + .02 * loss.item()
            if n % 100 == 0:
                print(f'{n} steps {time.time() - start:.0f} s, {32 * asked} lines made, loss {mean:.4f}, new lines exact {np.mean(exact[-20:] or [0]):.3f}', flush=True)
            if time.time() - saved > 120: save(model, inlined(model), a.out, HIGH, WIDE); saved = time.time()
        workers.terminate()
    save(model, inlined(model), a.out, HIGH, WIDE)
    print('done', n)


if __name__ == '__main__':
    main()
