"""What the trainers of both line readers share: the camera that takes a drawn line, its pixels made comparable, the blocks of the networks.

Ink is 0 on paper 1; pages are float pictures.
"""
import os, random
import cv2, numpy as np, onnx, onnx.numpy_helper, torch, torch.nn as nn

# Where Debian's packages put them; FONTS names another root with the same folders below.
ROOT = os.environ.get('FONTS', '/usr/share/fonts')


def chance(p): return random.random() < p


def stroke(ink):
    kind = random.random()
    if kind < .2: ink = cv2.erode(ink, np.ones(random.choice([(2, 2), (1, 2), (2, 1), (3, 3)])))
    elif kind < .42: ink = cv2.dilate(ink, np.ones(random.choice([(1, 2), (2, 1), (2, 2)])))
    if chance(.25):
        grain = cv2.GaussianBlur(np.random.randn(*ink.shape).astype(np.float32), (0, 0), random.uniform(.8, 2))
        ink = np.maximum(ink, (grain > grain.std() * random.uniform(1.5, 2.6)).astype(np.float32))
    return ink


def taken(page, cap=20):
    """The camera or scanner: resolution, blur, noise, JPEG. Returns 8 bits and the scale that was applied."""
    cap_pixels = random.choice([20, 18, 16, 14, 12, 11, 10, 9, 8, 7, 6.5])
    scale = cap_pixels / cap
    if scale < 1: page = cv2.resize(page, None, fx=scale, fy=scale, interpolation=random.choice([cv2.INTER_AREA, cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC]))
    page = cv2.GaussianBlur(page, (0, 0), random.uniform(.15, cap_pixels * .085 + .2))
    if chance(.15):
        n = random.randint(2, max(2, int(cap_pixels / 5)))
        page = cv2.filter2D(page, -1, np.ones((1, n) if chance(.5) else (n, 1), np.float32) / n)
    page = page + np.random.randn(*page.shape).astype(np.float32) * random.choice([0, random.uniform(0, .03), random.uniform(0, .07)])
    if chance(.15): page = page + .5 * (page - cv2.GaussianBlur(page, (0, 0), 1))
    if chance(.1):  # a screen: its grid, and the beat of grid and sensor
        y, x = np.mgrid[0:page.shape[0], 0:page.shape[1]].astype(np.float32)
        for _ in range(random.choice([1, 2, 2])):
            period, angle = random.uniform(1.8, 12), random.uniform(0, 3.14)
            page = page + random.uniform(.02, .1) * np.sin((x * np.cos(angle) + y * np.sin(angle)) * 6.28 / period)
    if chance(.2):  # a copier or a scanner app: contrast that eats into ink and paper
        page = (page - np.median(page)) * random.uniform(1, 2.2) + random.uniform(.65, 1.05)
    if chance(.13):  # a bitonal copy, by one threshold or by the neighbourhood
        around = np.median(page) if chance(.5) else cv2.GaussianBlur(page, (0, 0), cap_pixels * random.uniform(1, 3))
        page = (page > around * random.uniform(.65, .92)).astype(np.float32)
    page = np.clip(page * 255, 0, 255).astype(np.uint8)
    if chance(.7): page = cv2.imdecode(cv2.imencode('.jpg', page, [1, random.randint(25, 95)])[1], 0)
    return page, min(1, scale)


def normalised(gray, high, wide):
    """As imaging/line_pixels.h does."""
    q = gray.astype(np.float32)
    ink, paper = np.percentile(q, (2, 85))
    q = np.clip((q - ink) / max(paper - ink, 12), -.25, 1.25) - .5
    out = np.full((high, wide), .5, np.float32)
    out[:, :q.shape[1]] = q[:, :wide]
    return out


def block(i, o, stride):
    return nn.Sequential(nn.Conv2d(i, o, 3, stride=stride, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


def wide_block(c):
    return nn.Sequential(nn.Conv2d(c, c, (1, 7), padding=(0, 3), bias=False), nn.BatchNorm2d(c), nn.ReLU(inplace=True))


def inlined(model):
    """Batch norms folded into the convolutions: OpenCV 4.6 refuses the shared constants torch would export."""
    model.eval()
    out = []
    for part in list(model.see) + list(model.say):
        if isinstance(part, nn.Sequential): out += [torch.nn.utils.fusion.fuse_conv_bn_eval(part[0], part[1]), nn.ReLU()]
        else: out.append(part)
    return nn.Sequential(*out).eval()


def greedy(scores, classes):
    best, out = scores.argmax(1), []
    for row in best.tolist():
        text, last = '', 0
        for k in row:
            if k and k != last: text += classes[k - 1]
            last = k
        out.append(text)
    return out


def save(model, net, out, high, wide):
    """`net`: the model, inlined, as the program wants its answer."""
    torch.onnx.export(net, torch.zeros(1, 1, high, wide), out + '.new', opset_version=11, input_names=['line'], output_names=['steps'])
    os.replace(out + '.new', out)
    model.train()


@torch.no_grad()
def unfolded(model, path, x):
    """The weights of a saved file. Batch norms were folded away: each is set anew so that it changes nothing on the lines `x`."""
    arrays = [torch.from_numpy(onnx.numpy_helper.to_array(t).copy()) for t in onnx.load(path).graph.initializer]
    weights, biases = [a for a in arrays if a.dim() == 4], [a for a in arrays if a.dim() == 1]
    for part, weight, bias in zip(list(model.see) + list(model.say), weights, biases):
        if not isinstance(part, nn.Sequential):
            part.weight.copy_(weight); part.bias.copy_(bias)
            continue
        conv, norm = part[0], part[1]
        conv.weight.copy_(weight)
        y = conv(x)
        mean, variance = y.mean((0, 2, 3)), y.var((0, 2, 3))
        norm.running_mean.copy_(mean); norm.running_var.copy_(variance)
        norm.weight.copy_((variance + norm.eps).sqrt()); norm.bias.copy_(bias + mean)
        x = torch.relu(y + bias[:, None, None])
