#!/usr/bin/env python3
"""Trains the quick reader of one line of Latin print on made lines only and writes it as ONNX (opset 11, read by OpenCV 4.6).

    /usr/bin/python3 text_line.py SECONDS [--seed N] [--out text_line.onnx] [--resume text_line.onnx]

Debian: those of mrz_line.py, and fonts-roboto-unhinted fonts-open-sans fonts-crosextra-carlito fonts-crosextra-caladea fonts-croscore fonts-inter
fonts-ebgaramond fonts-cantarell fonts-cabin fonts-oxygen fonts-noto-core fonts-linuxlibertine fonts-sil-gentium fonts-jetbrains-mono fonts-firacode
fonts-liberation2 fonts-dejavu-extra fonts-roboto-slab fonts-quicksand fonts-comic-neue fonts-adf-verana fonts-adf-universalis fonts-adf-accanthis, and the words of wbritish
wdutch wngerman wfrench wspanish witalian wportuguese wpolish wswedish wdanish. FONTS and WORDS name other folders than /usr/share's.
A line of 24 x N gray pixels (capital letters about 12 high, normalised as in lines.py) becomes N / 2 steps: one column of features every four
pixels says what is in its left and what in its right half, for narrow letters stand two pixels apart.
"""
import argparse, glob, multiprocessing, os, random, time
import cv2, numpy as np, torch, torch.nn as nn
from PIL import Image, ImageDraw, ImageFont
from lines import ROOT, block, chance, greedy, inlined, normalised, save, stroke, taken, unfolded, wide_block

LETTERS = ('ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ'
           'ĀāĂăĄąĆćČčĎďĐđĒēĖėĘęĚěĞğĢģĪīĮįİıĶķĹĺĻļĽľŁłŃńŅņŇňŐőŒœŔŕŘřŚśŞşŠšŢţŤťŪūŮůŰűŲųŴŵŶŷŸŹźŻżŽžẞ')
SIGNS = '£€§°©®•·–—‘’“”„«»¿¡ªº±×½²№…'
CLASSES = ''.join(chr(c) for c in range(32, 127)) + LETTERS + SIGNS
INDEX = {c: i + 1 for i, c in enumerate(CLASSES)}
HIGH, WIDE, CAP, STEP = 24, 256, 12, 2
DRAWN = 22  # pixels of a capital when a line is drawn
WORDS = os.environ.get('WORDS', '/usr/share/dict')

# ---- what is printed -------------------------------------------------------------------------------------------

lists, fonts, covers = {}, [], {}


def load():
    cv2.setNumThreads(1)
    for name in ('british-english', 'dutch', 'ngerman', 'french', 'spanish', 'italian', 'portuguese', 'polish', 'swedish', 'danish'):
        with open(f'{WORDS}/{name}', 'rb') as file: text = file.read()
        try: words = text.decode().split()
        except UnicodeDecodeError: words = text.decode('latin-1').split()
        random.Random(1).shuffle(words)
        lists[name] = [w for w in words if len(w) < 15 and all(c in INDEX for c in w)][:20000]
    plain = ('Liberation', 'DejaVuS', 'Lato', 'OpenSans', 'Carlito', 'Caladea', 'Free', 'NotoSans-', 'NotoSerif-', 'NotoSansMono', 'NotoMono', 'Roboto', 'Inter-', 'Cantarell',
             'Nimbus', 'P052', 'C059', 'URWGothic', 'URWBookman', 'Courier Prime', 'Inconsolata', 'Hack', 'FiraCode', 'JetBrains', 'EBGaramond', 'LinLibertine', 'LinBiolinum',
             'Gentium-', 'Arimo', 'Tinos', 'Cousine', 'Cabin', 'Oxygen', 'Quicksand', 'ComicNeue', 'Verana', 'Universalis', 'Accanthis', 'OCRB')
    odd = ('LinBiolinum_K', 'LinLibertine_M', 'OCRBX', 'OCRBE', 'OCRBF', 'ExtraLight', 'Thin', 'Hairline', 'Condensed-Light')
    for path in sorted(glob.glob(ROOT + '/**/*.?tf', recursive=True)):
        name = os.path.basename(path)
        if name.startswith(plain) and not name.startswith(odd) and 'ExtraLight' not in name: fonts.append(path)


def sort_of(path):
    """Upright faces of everyday printing are met more often than slanted, black and light ones."""
    name = os.path.basename(path)
    weight = 1.0
    if any(s in name for s in ('Italic', 'Oblique', 'It.', '_I.', '_RI', '-I.')): weight *= .3
    if any(s in name for s in ('Black', 'Light', 'Heavy', 'Extra')): weight *= .4
    if any(s in name for s in ('LiberationSans', 'Arimo', 'NimbusSans', 'Carlito', 'FreeSans', 'Roboto-', 'OpenSans-Reg', 'LiberationSerif', 'Tinos', 'OCRB')): weight *= 2.5
    if any(s in name for s in ('Mono', 'Cousine', 'FiraCode', 'Courier', 'Quicksand', 'Comic', 'Accanthis', 'Inter', 'JetBrains')): weight *= .6
    return weight


faces = {}


def face_of(path, size):
    if (path, size) not in faces:
        if len(faces) > 600: faces.clear()
        faces[path, size] = ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
    return faces[path, size]


def covered(path):
    """What the face has a picture of."""
    if path not in covers:
        face = face_of(path, 40)
        none = bytes(face.getmask('\U0010fffd'))
        covers[path] = {c for c in CLASSES if c == ' ' or (bytes(face.getmask(c)) != none and face.getmask(c).getbbox())}
    return covers[path]


ACCENTS = {}
for c in LETTERS:
    import unicodedata
    base = unicodedata.normalize('NFD', c)[0]
    if base.isascii(): ACCENTS.setdefault(base, []).append(c)
for base, more in (('o', 'øœð'), ('O', 'ØŒÐ'), ('a', 'æ'), ('A', 'Æ'), ('l', 'ł'), ('L', 'Ł'), ('s', 'ß'), ('S', 'ẞ'), ('i', 'ı'), ('d', 'đ'), ('D', 'Đ')): ACCENTS.setdefault(base, []).extend(more)

digits = lambda n: ''.join(random.choice('0123456789') for _ in range(n))
capitals = lambda n: ''.join(random.choice('ABCDEFGHIJKLMNOPQRSTUVWXYZ') for _ in range(n))


def word(language):
    w = random.choice(lists[language])
    if chance(.08):  # two narrow ones side by side are what is misread first
        k = random.choice([i for i, c in enumerate(w) if c in 'iljtfr'] or [random.randrange(len(w))])
        w = w[:k] + w[k] * random.choice([2, 2, 2, 3]) + w[k + 1:]
    if chance(.1): w = ''.join(random.choice(ACCENTS.get(c, [c])) if chance(.3) else c for c in w)
    return w


def cased(w, style):
    return w.upper().replace('SS', 'SS') if style == 2 else w[:1].upper() + w[1:] if style == 1 else w


MONTHS = ('January February March April May June July August September October November December JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC januari februari maart '
          'mei juni juli augustus oktober Januar März Mai Juni Oktober Dezember janvier février mars avril juin juillet août septembre octobre novembre décembre').split()


def date():
    d, m, y = random.randint(1, 31), random.randint(1, 12), random.randint(1930, 2039)
    s = random.choice('..-/ ')
    return random.choice([f'{d:02}{s}{m:02}{s}{y}', f'{d:02}{s}{m:02}{s}{y}', f'{d:02}{s}{m:02}{s}{y % 100:02}', f'{y}-{m:02}-{d:02}', f'{d} {random.choice(MONTHS)} {y}',
                          f'{random.choice(MONTHS)} {d}, {y}', f'{d:02} {random.choice(MONTHS)[:3].upper()} {y}', f'{m:02}/{y % 100:02}'])


def amount():
    n = random.choice([digits(1), digits(2), digits(3), random.choice('123456789') + random.choice('.,') + digits(3)])
    n += random.choice('.,') + digits(2)
    return random.choice([n, '€ ' + n, n + ' €', '$' + n, '£' + n, 'EUR ' + n, n + '%', digits(random.randint(1, 3)) + ' %', '-' + n])


def number():
    k = random.random()
    if k < .2: return digits(random.randint(1, 10))
    if k < .35: return capitals(random.randint(1, 3)) + digits(random.randint(3, 9))
    if k < .45: return ''.join(random.choice('ABCDEFGHJKLMNPQRSTUVWXYZ0123456789') for _ in range(random.randint(5, 12)))
    if k < .55: return ' '.join(digits(4) for _ in range(random.randint(2, 4)))
    if k < .65: return capitals(2) + digits(2) + ' ' + ' '.join(random.choice([digits(4), capitals(4)]) for _ in range(random.randint(2, 4)))
    if k < .75: return '+' + digits(2) + ' ' + random.choice(['(0)', '']) + digits(2) + random.choice(' -') + digits(random.randint(5, 7))
    if k < .85: return '-'.join(digits(random.randint(2, 5)) for _ in range(random.randint(2, 3)))
    if k < .93: return digits(4) + ' ' + capitals(2)
    return f'{random.randint(0, 23):02}:{random.randint(0, 59):02}'


def piece(language, style):
    k = random.random()
    if k < .64: return cased(word(language), style if chance(.9) else random.choice([0, 1, 2]))
    if k < .70: return date()
    if k < .75: return amount()
    if k < .83: return number()
    if k < .87: return word(language).title() + random.choice(',.:;!?)')
    if k < .89: return '(' + word(language) + ')'
    if k < .91: return random.choice(['"{}"', '„{}“', '“{}”', "'{}'", '«{}»', '‘{}’']).format(word(language))
    if k < .93: return random.choice(['info@', 'www.', 'https://', '']) + ''.join(c for c in word('british-english').lower() if c.isalpha()) + '.' + random.choice(['example', 'com', 'nl', 'de', 'fr', 'eu'])
    if k < .95: return random.choice(['&', '-', '/', '–', '—', '•', '+', '=', '*', '#', '|', '·', '§', '°', '№', '...', 'No.', 'Nr.', 'B.V.', 'GmbH', 'S.A.', '4a.', '4b.', '1.', '2.', '3.', '5.', '9.', 'N°', '®', '©', '²', '½', '×', '±', '_', '~'])
    if k < .97: return word(language) + random.choice('-/_') + word(language)
    return ''.join(random.choice(CLASSES[1:]) for _ in range(random.randint(1, 8)))


def text_of(length):
    language = random.choice(list(lists)) if chance(.55) else random.choice(['british-english', 'dutch', 'ngerman', 'french'])
    style = random.choices([0, 1, 2], [.45, .25, .3])[0]
    text = ''
    while len(text) < length: text += (' ' if text else '') + piece(language, style)
    return text


def card_text():
    """As cards and forms have it: a number or a label and what is said, capitals, dates."""
    language = random.choice(list(lists))
    label = random.choice(['', '', '', f'{random.randint(1, 18)}', f'{random.randint(1, 18)}.', '4a', '4b', '4d', '3.', '5', 'DOB', 'EXP', 'ISS', 'No', 'SEX', 'DD', 'NAME', 'Name:', word(language).title(), word(language).upper() + ':'])
    value = lambda: random.choice([date(), date(), number(), word(language).upper(), word(language).upper(), word(language).title(), word(language).upper() + ' ' + word(language).upper()])
    text = (label + ' ' if label else '') + value()
    if chance(.35): text += ' ' + value()
    if chance(.15): text += ' ' + random.choice(MONTHS)[:3].upper()
    return text


# ---- how it looks ----------------------------------------------------------------------------------------------

weights = []


def printed():
    if not weights: weights.extend(sort_of(path) for path in fonts)
    path = random.choices(fonts, weights)[0]
    probe = face_of(path, 100).getbbox('H')
    face = face_of(path, max(8, round(100 * DRAWN / (probe[3] - probe[1]))))
    top = face.getbbox('H')[1]
    text = text_of(random.choice([2, 4, 8, 14, 20, 28, 36])) if chance(.8) else card_text()
    has = covered(path)
    text = ' '.join(''.join(c for c in text if c in has).split()) or '0'
    spread = random.uniform(.02, .25) * DRAWN if chance(.15) else 0  # letters set wide
    gap = random.uniform(.1, 2.5) * DRAWN if chance(.25) else 0      # words set wide, columns
    left = DRAWN * (random.uniform(.3, 2.2) if chance(.8) else random.uniform(2.2, 6))
    x, spans = left, []
    for k, w in enumerate(text.split(' ')):
        if k:
            space = face.getlength(' ') + gap + spread
            spans.append((' ', x, x + space)); x += space
        at = [face.getlength(w[:i]) for i in range(len(w) + 1)]
        for i, c in enumerate(w): spans.append((c, x + at[i] + i * spread, x + at[i + 1] + i * spread))
        x += at[-1] + (len(w) - 1) * spread
    right = DRAWN * (random.uniform(.3, 2.2) if chance(.8) else random.uniform(2.2, 6))
    high, wide = DRAWN * 5, int(x + right)
    image = Image.new('L', (wide, high), 255)
    draw = ImageDraw.Draw(image)
    y = 2 * DRAWN - top
    if spread:
        for c, a, b in spans:
            if c != ' ': draw.text((a, y), c, 0, font=face)
    else:
        start = None
        for c, a, b in spans + [(' ', 0, 0)]:
            if c == ' ':
                if start: draw.text((start[0], y), start[1], 0, font=face)
                start = None
            elif start: start = (start[0], start[1] + c)
            else: start = (a, c)
    step = DRAWN * random.uniform(1.5, 2.3)
    other = face if chance(.6) else face_of(random.choice(fonts), random.randint(DRAWN // 2, DRAWN * 2))
    for way in (-1, 1):
        if chance(.5): draw.text((left + random.uniform(-4, 4) * DRAWN, y + way * step), text_of(len(text) + 6), random.choice([0, 0, 90]), font=other)
        elif chance(.12): draw.rectangle((0, 0, wide, 2 * DRAWN - DRAWN * random.uniform(.35, 1)) if way < 0 else (0, 3 * DRAWN + DRAWN * random.uniform(.35, 1), wide, high), fill=random.randint(0, 200))
        elif chance(.12):
            line = 2.5 * DRAWN + way * DRAWN * random.uniform(.75, 1.1)
            draw.line((0, line, wide, line), fill=random.randint(0, 160), width=random.randint(1, 4))
    for first, last in ((0, left - DRAWN * random.uniform(.3, 1)), (x + DRAWN * random.uniform(.3, 1), wide)):
        if last - first > 4 and chance(.12): draw.rectangle((first, 0, last, high), fill=random.randint(0, 220))
        elif chance(.1): draw.line((max(first, 1) if last < wide else first, 0, max(first, 1) if last < wide else first, high), fill=random.randint(0, 150), width=random.randint(1, 3))
    ink = np.asarray(image).astype(np.float32) / 255
    for first, last in ((0, int(left - DRAWN * random.uniform(.15, .8))), (int(x + DRAWN * random.uniform(.15, .8)), wide)):
        if last - first > 6 and chance(.15):  # a portrait, a seal, a picture beside the print
            grain = cv2.resize(np.random.rand(random.randint(4, 30), random.randint(3, 12)).astype(np.float32), (last - first, high), interpolation=cv2.INTER_CUBIC)
            ink[:, first:last] = np.clip(grain * random.uniform(.8, 2) - random.uniform(-.2, .8), 0, 1)
    return ink, text, np.array([[a, b] for _, a, b in spans], np.float32)


def on_paper(ink):
    high, wide = ink.shape
    paper = np.full((high, wide), random.uniform(.6, 1), np.float32)
    over = 0
    if chance(.45):  # security print, stains, light
        y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
        for _ in range(random.choice([1, 1, 2, 3])):
            period, angle = random.uniform(4, 50), random.uniform(0, 3.14)
            wave = np.sin((x * np.cos(angle) + y * np.sin(angle) + random.uniform(0, 10) * np.sin(y / random.uniform(12, 60) + random.uniform(0, 6))) * 6.28 / period)
            paper += random.uniform(0, .09) * wave
            if chance(.2): over = over + random.uniform(0, .08) * wave
        if chance(.4): paper += cv2.resize(np.random.randn(max(2, high // 20), max(2, wide // 20)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC) * random.uniform(0, .08)
        paper += random.uniform(-.18, .18) * (x / wide - .5)
    black = np.minimum(random.uniform(0, .5), paper - random.uniform(.16, .35))
    return black * (1 - ink) + paper * ink + over


def sample():
    ink, text, spans = printed()
    if chance(.35): ink = stroke(ink)
    shear = random.uniform(-.006, .006)
    page, scale = taken(on_paper(ink), DRAWN)
    # As the locator cuts it: centre, height and slant are only nearly right.
    cap = DRAWN * scale
    down = CAP / cap * (random.uniform(.84, 1.2) if chance(.85) else random.uniform(.68, 1.4))
    along = down * random.uniform(.92, 1.2)
    middle = 2.5 * cap + cap * random.uniform(-.13, .13)
    start = 0.0
    whole = page.shape[1] * along
    if whole > WIDE: start = random.uniform(0, (whole - WIDE) / along) if chance(.5) else 0.0
    size = max(40, min(WIDE, int(np.ceil(whole - start * along))))
    turn = down * shear
    matrix = np.float32([[along, 0, -start * along], [turn, down, HIGH / 2 - down * middle - turn * (start + size / along / 2)]])
    if down < 1: page = cv2.GaussianBlur(page, (0, 0), .4 / down)
    gray = cv2.warpAffine(page, matrix, (size, HIGH), flags=cv2.INTER_LINEAR if down < 1 else cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    spans = (spans * scale - start) * along
    steps = WIDE // STEP
    target = np.zeros(steps, np.int64)
    inside = (spans[:, 0] > -.5) & (spans[:, 1] < size + .5)
    cut = ~inside & (spans[:, 1] > 0) & (spans[:, 0] < size)
    for a, b in spans[cut]: target[max(0, int(a / STEP)):max(0, min(steps, int(np.ceil(b / STEP)) + 1))] = -100
    shown = [(c, (a + b) / 2 / STEP - .5) for (c, (a, b), i) in zip(text, spans, inside) if i]
    for c, where in shown:
        for s in (int(np.floor(where)), int(np.ceil(where))):
            if 0 <= s < steps and abs(s - where) > .5 and target[s] == 0: target[s] = -100
    for c, where in shown: target[int(np.clip(round(where), 0, steps - 1))] = INDEX[c]
    return normalised(gray, HIGH, WIDE), target, ''.join(c for c, _ in shown), bool(cut.any())


def batch(seed):
    random.seed(seed); np.random.seed(seed % 2**31)
    samples = [sample() for _ in range(32)]
    return np.stack([s[0] for s in samples])[:, None], np.stack([s[1] for s in samples]), [s[2] for s in samples], [s[3] for s in samples]


# ---- the network -----------------------------------------------------------------------------------------------

class Line(nn.Module):
    def __init__(self, c=24, classes=len(CLASSES) + 1):
        super().__init__()
        last = nn.Sequential(nn.Conv2d(4 * c, 6 * c, 3, padding=(0, 1), bias=False), nn.BatchNorm2d(6 * c), nn.ReLU(inplace=True))
        self.see = nn.Sequential(block(1, c, (2, 1)), block(c, c + c // 2, (2, 2)), block(c + c // 2, 3 * c, (2, 1)), block(3 * c, 4 * c, (1, 2)), last)
        self.say = nn.Sequential(wide_block(6 * c), wide_block(6 * c), nn.Conv2d(6 * c, 2 * classes, 1))
        self.classes = classes

    def forward(self, x): return self.apart(self.say(self.see(x))[:, :, 0, :])

    def apart(self, y):
        n, _, t = y.shape
        return y.view(n, 2, self.classes, t).permute(0, 2, 3, 1).reshape(n, self.classes, 2 * t)


def edits(a, b):
    row = list(range(len(b) + 1))
    for i, c in enumerate(a):
        diagonal, row[0] = row[0], i + 1
        for j, d in enumerate(b):
            diagonal, row[j + 1] = row[j + 1], min(row[j + 1] + 1, row[j] + 1, diagonal + (c != d))
    return row[-1]


@torch.no_grad()
def error_share(model, x, texts, cut):
    model.eval()
    read = greedy(model(torch.from_numpy(x)), CLASSES)
    model.train()
    wrong = [(edits(a.strip(), b.strip()), len(b)) for a, b, c in zip(read, texts, cut) if not c]
    return sum(w for w, _ in wrong) / max(1, sum(n for _, n in wrong))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('seconds', type=float)
    arguments.add_argument('--seed', type=int, default=7)
    arguments.add_argument('--out', default='text_line.onnx')
    arguments.add_argument('--resume')
    arguments.add_argument('--rate', type=float)
    arguments.add_argument('--threads', type=int, default=1)
    arguments.add_argument('--end', type=float, default=0, help='share of the schedule that is already done')
    a = arguments.parse_args()
    load()
    torch.manual_seed(a.seed); torch.set_num_threads(a.threads)
    model = Line()
    if a.resume: unfolded(model, a.resume, torch.from_numpy(np.concatenate([batch(a.seed + k)[0] for k in range(8)])))
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-4)
    ctc, entropy = nn.CTCLoss(zero_infinity=True), nn.CrossEntropyLoss(ignore_index=-100)
    start, n, mean, saved, errors = time.time(), 0, None, time.time(), []
    chosen = random.Random(a.seed)
    with multiprocessing.get_context('fork').Pool(1) as workers:
        made, asked, pool = [], 0, []
        while time.time() - start < a.seconds:
            done = a.end + (1 - a.end) * (time.time() - start) / a.seconds
            while len(made) < 3 and (2 * asked < n + 8 or len(pool) < 1000):
                made.append(workers.apply_async(batch, (a.seed * 10**7 + asked,))); asked += 1
            while made and (made[0].ready() or len(pool) < 64):
                x, target, texts, cut = made.pop(0).get()
                if n and asked % 4 == 0: errors.append(error_share(model, x, texts, cut))
                pool += [[0, x[i], target[i], texts[i], cut[i]] for i in range(len(texts))]
            if len(pool) > 3000: pool = sorted(pool, key=lambda line: line[0])[:2500]
            lines = chosen.sample(pool, 32)
            for line in lines: line[0] += 1
            pool = [line for line in pool if line[0] < 5]
            for g in optimiser.param_groups:
                g['lr'] = (a.rate or 3e-3) * min(1, n / 100 + .02) * .5 * (1 + np.cos(np.pi * done)) + 1e-5
            scores = model(torch.from_numpy(np.stack([line[1] for line in lines])))
            loss = entropy(scores, torch.from_numpy(np.stack([line[2] for line in lines])))
            whole = [i for i, line in enumerate(lines) if not line[4] and line[3]]
            if done > .35 and whole:
                texts = [lines[i][3] for i in whole]
                labels = torch.tensor([INDEX[c] for t in texts for c in t])
                lengths = torch.tensor([len(t) for t in texts])
                loss = .5 * loss + .5 * ctc(scores[whole].permute(2, 0, 1).log_softmax(2), labels, torch.full((len(texts),), scores.shape[2], dtype=torch.long), lengths)
            optimiser.zero_grad(); loss.backward(); nn.utils.clip_grad_norm_(model.parameters(), 5); optimiser.step()
            n += 1; mean = loss.item() if mean is None else .98 * mean + .02 * loss.item()
            if n % 100 == 0:
                print(f'{n} steps {time.time() - start:.0f} s, {32 * asked} lines made, loss {mean:.4f}, wrong characters in new lines {np.mean(errors[-20:] or [1]):.4f}', flush=True)
            if time.time() - saved > 120: save(model, inlined(model), a.out, HIGH, WIDE); saved = time.time()
        workers.terminate()
    save(model, inlined(model), a.out, HIGH, WIDE)
    print('done', n)


if __name__ == '__main__':
    main()
