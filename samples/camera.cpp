#include "samples/camera.h"

#include <algorithm>
#include <array>
#include <opencv2/calib3d.hpp>
#include <opencv2/imgproc.hpp>

namespace samples {
namespace {

/// From pixels of the upright frame to millimetres on the table, the subject's focus centred at 0,0.
struct Pose {
    cv::Matx33f to_table{};  // of normalised, undistorted coordinates
    double focal = 1, cx = 0, cy = 0, k1 = 0;
    double px_per_mm = 1;  // in the middle

    /// In single precision, which is good to a thousandth of a pixel and half the time.
    cv::Vec2f on_table(float x, float y) const {
        const auto f = static_cast<float>(focal), bend_by = static_cast<float>(k1);
        const float across = (x - static_cast<float>(cx)) / f, down = (y - static_cast<float>(cy)) / f;
        const float bend = 1 - bend_by * (across * across + down * down), u = across * bend, v = down * bend;
        const float w = 1 / (m(6) * u + m(7) * v + m(8));
        return {(m(0) * u + m(1) * v + m(2)) * w, (m(3) * u + m(4) * v + m(5)) * w};
    }

  private:
    float m(int i) const { return to_table.val[i]; }
};

Pose take_position(const Area& focus, cv::Size frame, Random& random) {
    Pose pose{.focal = 0.72 * std::max(frame.width, frame.height),
              .cx = frame.width / 2.0,
              .cy = frame.height / 2.0,
              .k1 = random.between(-0.05, 0.03)};
    const double fill = random.between(0.8, 0.88);
    const double distance =
        pose.focal / fill * std::max(focus.width / frame.width, focus.height / frame.height);
    pose.px_per_mm = pose.focal / distance;
    const cv::Vec3d tilt(random.between(-0.13, 0.13), random.between(-0.11, 0.11), 0),
        roll(0, 0, random.between(-0.055, 0.055));
    cv::Matx33d leaning, turned;
    cv::Rodrigues(tilt, leaning);
    cv::Rodrigues(roll, turned);
    const cv::Matx33d rotation = leaning * turned;
    const cv::Vec3d shift(random.between(-0.02, 0.02) * focus.width,
                          random.between(-0.02, 0.02) * focus.height, distance);
    const cv::Matx33d plane(rotation(0, 0), rotation(0, 1), shift[0], rotation(1, 0), rotation(1, 1),
                            shift[1],  //
                            rotation(2, 0), rotation(2, 1), shift[2]);
    pose.to_table = cv::Matx33f(plane.inv());
    return pose;
}

/// The light on every point of the frame, and how it is coloured.
struct Lamp {
    Point at;  // share of the frame
    double fall_off = 0.3, ambient = 0.7;
    std::array<double, 3> balance{1, 1, 1};  // BGR
    Point glare;
    double gloss = 0;

    double gain(double x, double y) const {
        const double dx = x - at.x, dy = y - at.y, corner = (x - 0.5) * (x - 0.5) + (y - 0.5) * (y - 0.5);
        return (ambient + fall_off / (1 + 1.6 * (dx * dx + dy * dy))) * (1 - 0.22 * corner);
    }
    double shine(double x, double y) const {
        const double dx = (x - glare.x) / 0.16, dy = (y - glare.y) / 0.09;
        return gloss * 46 * std::exp(-(dx * dx + dy * dy));
    }
};

Lamp light_up(double gloss, Random& random) {
    Lamp lamp;
    lamp.at = {random.between(-0.1, 1.1), random.between(-0.3, 0.4)};
    lamp.fall_off = random.between(0.16, 0.4);
    lamp.ambient = random.between(0.9, 0.96) - lamp.fall_off * 0.72;
    const double warm = random.between(-0.035, 0.075);
    lamp.balance = {1 - warm, 1 - warm * 0.15, 1 + warm * 0.55};
    lamp.glare = {random.between(0.15, 0.85), random.between(0.1, 0.3)};
    lamp.gloss = gloss * random.between(0.4, 1);
    return lamp;
}

/// A strip of table with the subject's shadow on it, in its own coarse pixels.
struct Ground {
    cv::Mat picture{};
    double px_per_mm = 4;
    Point origin{};  // mm of pixel 0,0
};

Ground lay_on_table(const Subject& subject, const Pose& pose, cv::Size frame, Table stuff, Random& random) {
    double left = 1e9, top = 1e9, right = -1e9, bottom = -1e9;
    for (const auto& [x, y] :
         {std::pair{0, 0}, {frame.width, 0}, {0, frame.height}, {frame.width, frame.height}}) {
        const cv::Vec2d corner = pose.on_table(static_cast<float>(x), static_cast<float>(y));
        left = std::min(left, corner[0]), right = std::max(right, corner[0]);
        top = std::min(top, corner[1]), bottom = std::max(bottom, corner[1]);
    }
    Ground ground{.px_per_mm = 1500 / (right - left), .origin = {left - 2, top - 2}};
    const cv::Size size(cvCeil((right - left + 4) * ground.px_per_mm),
                        cvCeil((bottom - top + 4) * ground.px_per_mm));
    ground.picture = table(stuff, size, ground.px_per_mm, random);

    cv::Mat alpha, dark(size, CV_32F, cv::Scalar(1));
    cv::extractChannel(subject.picture, alpha, 3);
    const double scale = ground.px_per_mm / subject.px_per_mm;
    const Point middle = subject.focus.middle();
    for (const auto& [reach, strength] : {std::pair{0.5, 0.5}, {1.6, 0.3}, {4.5, 0.18}}) {
        const double mm = reach * (0.6 + subject.thickness), drop = mm * 0.55;
        const cv::Matx23d place(scale, 0, (-middle.x + drop * 0.4 - ground.origin.x) * ground.px_per_mm, 0,
                                scale, (-middle.y + drop - ground.origin.y) * ground.px_per_mm);
        cv::Mat shade;
        cv::warpAffine(alpha, shade, place, size, cv::INTER_AREA);
        shade = softened(shade, std::max(0.8, mm * ground.px_per_mm));
        shade.convertTo(shade, CV_32F, -strength / 255, 1);
        dark = dark.mul(shade);
    }
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x)
            ground.picture.at<cv::Vec3b>(y, x) = ground.picture.at<cv::Vec3b>(y, x) * dark.at<float>(y, x);
    return ground;
}

/// Parabolas in place of a sine: 12 million of those take half a second.
float wave(float t) {
    const float turns = t * 0.15915494f, half = 2 * (turns - std::floor(turns)) - 1;  // -1 … 1
    return 4 * half * (1 - std::abs(half));
}

/// Where each pixel of some rows looks, on the subject and on the ground, in their own pixels.
void aim(const Pose& pose, const Subject& subject, const Ground& ground, int first_row, cv::Mat& on_subject,
         cv::Mat& on_ground, float phase) {
    const cv::Vec2f middle(static_cast<float>(subject.focus.middle().x),
                           static_cast<float>(subject.focus.middle().y));
    const cv::Vec2f origin(static_cast<float>(ground.origin.x), static_cast<float>(ground.origin.y));
    const auto scale = static_cast<float>(subject.px_per_mm), coarse = static_cast<float>(ground.px_per_mm);
    const float lift = static_cast<float>(subject.waviness) * scale;
    for (int row = 0; row < on_subject.rows; ++row) {
        cv::Vec2f *to = on_subject.ptr<cv::Vec2f>(row), *below = on_ground.ptr<cv::Vec2f>(row);
        for (int x = 0; x < on_subject.cols; ++x) {
            const cv::Vec2f mm = pose.on_table(static_cast<float>(x), static_cast<float>(first_row + row));
            below[x] = (mm - origin) * coarse;
            to[x] = (mm + middle) * scale;
        }
        if (subject.waviness > 0)
            for (int x = 0; x < on_subject.cols; ++x) {  // paper that does not lie flat
                const float mm_x = to[x][0] / scale, mm_y = to[x][1] / scale;
                to[x][0] += lift * wave(mm_y * 0.031f + phase);
                to[x][1] += lift * wave(mm_x * 0.026f + phase * 1.7f);
            }
    }
}

void lay_over(const cv::Mat& above, cv::Mat& ground) {
    for (int y = 0; y < ground.rows; ++y) {
        const cv::Vec4b* top = above.ptr<cv::Vec4b>(y);
        cv::Vec3b* under = ground.ptr<cv::Vec3b>(y);
        for (int x = 0; x < ground.cols; ++x) {
            const int rest = 255 - top[x][3];
            for (int c = 0; c < 3; ++c)
                under[x][c] = cv::saturate_cast<uchar>(top[x][c] + under[x][c] * rest / 255);
        }
    }
}

cv::Mat see(const Subject& subject, const Ground& ground, const Pose& pose, cv::Size frame, Random& random) {
    constexpr int band = 64;
    cv::Mat seen(frame, CV_8UC3), on_subject(band, frame.width, CV_32FC2),
        on_ground(band, frame.width, CV_32FC2), top;
    const auto phase = static_cast<float>(random.between(0, 6));
    for (int y = 0; y < frame.height; y += band) {
        const int rows = std::min(band, frame.height - y);
        cv::Mat strip = seen.rowRange(y, y + rows), to = on_subject.rowRange(0, rows),
                below = on_ground.rowRange(0, rows);
        aim(pose, subject, ground, y, to, below, phase);
        cv::remap(ground.picture, strip, below, {}, cv::INTER_LINEAR, cv::BORDER_REFLECT_101);
        cv::remap(subject.picture, top, to, {}, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
        lay_over(top, strip);
    }
    return seen;
}

/// Light, white balance, tone and noise. The picture is gamma encoded, so light multiplies by its 1/2.2th
/// power.
void develop(cv::Mat& picture, const Lamp& lamp, const Exposure& exposure, Random& random) {
    constexpr int step = 32;
    Grain grain(random, 0.55, 0.35);
    std::array<int, 256> noise{};
    const double strength = 0.7 + exposure.iso / 260.0;
    for (int v = 0; v < 256; ++v)
        noise[static_cast<std::size_t>(v)] = cvRound(strength * (1.1 + 2.4 * std::exp(-v / 70.0)) * 256 / 32);
    const int nodes = picture.cols / step + 2;
    std::vector<int> gain(static_cast<std::size_t>(nodes) * 3), shine(static_cast<std::size_t>(nodes));
    for (int y = 0; y < picture.rows; ++y) {
        const double share = double(y) / picture.rows;
        for (int n = 0; n < nodes; ++n) {
            const double x = double(n * step) / picture.cols, light = std::pow(lamp.gain(x, share), 1 / 2.2);
            for (int c = 0; c < 3; ++c)
                gain[static_cast<std::size_t>(3 * n + c)] =
                    cvRound(light * lamp.balance[static_cast<std::size_t>(c)] * 4096);
            shine[static_cast<std::size_t>(n)] = cvRound(lamp.shine(x, share) * 256);
        }
        uchar* pixel = picture.ptr<uchar>(y);
        const std::int8_t* speck = grain.next_row(picture.cols);
        for (int x = 0; x < picture.cols; ++x) {
            const int n = x / step, t = x % step;
            const int glow =
                shine[static_cast<std::size_t>(n)] +
                (shine[static_cast<std::size_t>(n + 1)] - shine[static_cast<std::size_t>(n)]) * t / step;
            for (int c = 0; c < 3; ++c, ++pixel, ++speck) {
                const int g0 = gain[static_cast<std::size_t>(3 * n + c)],
                          g1 = gain[static_cast<std::size_t>(3 * n + 3 + c)];
                const int lit = (*pixel * (g0 + (g1 - g0) * t / step) >> 4) + glow;
                *pixel = cv::saturate_cast<uchar>(
                    (lit + *speck * noise[static_cast<std::size_t>(std::clamp(lit >> 8, 0, 255))] + 128) >>
                    8);
            }
        }
    }
}

Exposure expose(Random& random) {
    constexpr std::array seconds{1 / 50.0, 1 / 60.0, 1 / 100.0, 1 / 120.0, 1 / 180.0};
    constexpr std::array sensitivities{50, 64, 100, 160, 250};
    return {.seconds = random.pick(seconds), .iso = random.pick(sensitivities)};
}

}  // namespace

Shot photograph(const Subject& subject, cv::Size frame, Table stuff, Random& random) {
    const bool tall = subject.focus.height > subject.focus.width;
    if (tall) frame = {frame.height, frame.width};
    Shot shot{.orientation = tall ? 6 : 1, .exposure = expose(random)};
    const Pose pose = take_position(subject.focus, frame, random);
    shot.px_per_mm = pose.px_per_mm;
    const Ground ground = lay_on_table(subject, pose, frame, stuff, random);
    shot.picture = see(subject, ground, pose, frame, random);
    cv::GaussianBlur(shot.picture, shot.picture, {5, 5},
                     random.between(0.7, 1.0) * frame.area() / 12.2e6 + 0.15);
    develop(shot.picture, light_up(subject.gloss, random), shot.exposure, random);
    if (tall) cv::rotate(shot.picture, shot.picture, cv::ROTATE_90_COUNTERCLOCKWISE);
    return shot;
}

}  // namespace samples
