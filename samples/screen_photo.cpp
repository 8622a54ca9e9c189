#include "samples/screen_photo.h"

#include <opencv2/imgproc.hpp>

#include "samples/screen.h"

namespace samples {
namespace {

constexpr int sub = 3;  // a pixel of the screen is three strips wide and three lines tall

std::array<std::uint16_t, 256> linear_table() {
    std::array<std::uint16_t, 256> made{};
    for (std::size_t v = 0; v < 256; ++v)
        made[v] =
            static_cast<std::uint16_t>(std::lround(std::pow(static_cast<double>(v) / 255, 2.2) * 60000));
    return made;
}

/// What shines, in linear light: red, green and blue strips with a dark line between the rows.
cv::Mat lit(const cv::Mat& content, double gap) {
    static const std::array<std::uint16_t, 256> linear = linear_table();
    cv::Mat made(content.rows * sub, content.cols * sub, CV_16UC3, cv::Scalar::all(0));
    for (int y = 0; y < made.rows; ++y) {
        const cv::Vec3b* from = content.ptr<cv::Vec3b>(y / sub);
        cv::Vec<std::uint16_t, 3>* to = made.ptr<cv::Vec<std::uint16_t, 3>>(y);
        const double row = y % sub == sub - 1 ? gap : 1;
        for (int x = 0; x < made.cols; ++x)
            for (int c = 0; c < 3; ++c) {
                const double share = x % sub == 2 - c ? 1 : 0.12;  // strips leak a little
                to[x][c] = static_cast<std::uint16_t>(linear[from[x / sub][c]] * share * row);
            }
    }
    return made;
}

/// From the frame to the lit picture: hand-held, a little aslant, now and then turned.
cv::Mat hold(cv::Size frame, const cv::Rect2f& wanted, Random& random) {
    const float fill = static_cast<float>(random.between(0.86, 0.95));
    const float scale = fill * std::min(static_cast<float>(frame.width) / wanted.width,
                                        static_cast<float>(frame.height) / wanted.height);
    const cv::Point2f middle(static_cast<float>(frame.width) / 2, static_cast<float>(frame.height) / 2);
    const double turn = random.between(-0.05, 0.05);
    const auto c = static_cast<float>(std::cos(turn)), s = static_cast<float>(std::sin(turn));
    std::array<cv::Point2f, 4> from, to;
    std::size_t i = 0;
    for (const cv::Point2f& corner : {cv::Point2f(0, 0), {1, 0}, {1, 1}, {0, 1}}) {
        to[i] = {wanted.x + corner.x * wanted.width, wanted.y + corner.y * wanted.height};
        const cv::Point2f at((corner.x - 0.5f) * wanted.width * scale,
                             (corner.y - 0.5f) * wanted.height * scale);
        const float slant = 0.018f * static_cast<float>(frame.width);
        from[i] = middle + cv::Point2f(c * at.x - s * at.y, s * at.x + c * at.y) +
                  cv::Point2f(slant * static_cast<float>(random.between(-1, 1)),
                              slant * static_cast<float>(random.between(-1, 1)));
        ++i;
    }
    return cv::getPerspectiveTransform(from.data(), to.data());
}

/// One colour a pixel, as a sensor has them, and guessed back: that is where moiré gets its colours.
cv::Mat through_mosaic(const cv::Mat& light) {
    cv::Mat mosaic(light.size(), CV_16U), made;
    for (int y = 0; y < light.rows; ++y)
        for (int x = 0; x < light.cols; ++x) {
            const int c = (y % 2 == 0) ? (x % 2 == 0 ? 2 : 1) : (x % 2 == 0 ? 1 : 0);  // R G / G B
            mosaic.at<std::uint16_t>(y, x) = light.at<cv::Vec<std::uint16_t, 3>>(y, x)[c];
        }
    cv::cvtColor(mosaic, made, cv::COLOR_BayerBG2BGR);
    return made;
}

struct Room {
    double exposure, black;
    cv::Vec3d white, haze;  // BGR
    Point reflection;
    double mirror, fall;
};

Room room(double gap, Random& random) {
    Room made;
    const double share = (1 + 2 * 0.12) / 3 * (2 + gap) / 3;
    made.exposure = random.between(0.8, 1.08) / (60000 * share);
    made.black = random.between(0.004, 0.02);
    made.white = {random.between(1.0, 1.14), 1, random.between(0.86, 1)};
    made.haze = {random.between(0.6, 1), random.between(0.7, 1), random.between(0.8, 1.1)};
    made.reflection = {random.between(0.1, 0.9), random.between(0, 0.6)};
    made.mirror = random.chance(0.6) ? random.between(0.005, 0.06) : 0;
    made.fall = random.between(0.1, 0.4);
    return made;
}

cv::Mat developed(const cv::Mat& light, const Room& room, Random& random) {
    Grain grain(random, 0.6, 0.5);
    const double noise = random.between(0.05, 0.14);
    cv::Mat made(light.size(), CV_8UC3);
    std::array<uchar, 4096> encoded{};
    for (std::size_t i = 0; i < encoded.size(); ++i)
        encoded[i] = cv::saturate_cast<uchar>(255 * std::pow(static_cast<double>(i) / 4095, 1 / 2.2));
    for (int y = 0; y < light.rows; ++y) {
        const std::int8_t* speck = grain.next_row(light.cols);
        const double v = double(y) / light.rows;
        for (int x = 0; x < light.cols; ++x) {
            const double u = double(x) / light.cols;
            const double dx = (u - room.reflection.x) / 0.25, dy = (v - room.reflection.y) / 0.2;
            const double haze = room.black + room.mirror * std::exp(-(dx * dx + dy * dy));
            const double fall = 1 - room.fall * ((u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5));
            for (int c = 0; c < 3; ++c) {
                const double value =
                    (light.at<cv::Vec<std::uint16_t, 3>>(y, x)[c] * room.exposure * room.white[c] +
                     haze * room.haze[c]) *
                    fall;
                const int level = encoded[static_cast<std::size_t>(std::clamp(value, 0.0, 1.0) * 4095)];
                made.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<uchar>(level + speck[3 * x + c] * noise);
            }
        }
    }
    return made;
}

cv::Mat on_white(const cv::Mat& premultiplied) {
    cv::Mat made(premultiplied.size(), CV_8UC3);
    for (int y = 0; y < made.rows; ++y)
        for (int x = 0; x < made.cols; ++x) {
            const cv::Vec4b& top = premultiplied.at<cv::Vec4b>(y, x);
            for (int c = 0; c < 3; ++c)
                made.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<uchar>(top[c] + 255 - top[3]);
        }
    return made;
}

cv::Mat focus_of(const Subject& subject) {
    const double mm = subject.px_per_mm;
    const cv::Rect whole(0, 0, subject.picture.cols, subject.picture.rows);
    return on_white(
        subject.picture(cv::Rect(cvRound(subject.focus.x * mm), cvRound(subject.focus.y * mm),
                                 cvRound(subject.focus.width * mm), cvRound(subject.focus.height * mm)) &
                        whole));
}

}  // namespace

Shot photograph_screen(const Subject& subject, cv::Size frame, Random& random) {
    const cv::Mat document = focus_of(subject);
    const bool tall = document.rows > document.cols, telephone = random.chance(0.35);
    const Viewing viewing{tall ? "Document.pdf" : "IMG_2041.jpg", "mijn.portaal.example/documenten/2041"};
    const cv::Mat content =
        telephone ? phone_screenshot(document, viewing, random) : desktop_screenshot(document, viewing);
    // What of the screen is in the frame: the document as the viewer lays it out, and some of what is around
    // it.
    cv::Rect2f seen;
    if (telephone) {
        const float height =
            std::min(2102.f, 1122.f * static_cast<float>(document.rows) / static_cast<float>(document.cols));
        seen = {24, 250 + std::max(24.f, (2102 - height) / 2), 1122, height};
    } else {
        const float width = tall ? 1000 : 1180,
                    height = std::min(tall ? 922.f : 934.f, width * static_cast<float>(document.rows) /
                                                                static_cast<float>(document.cols));
        seen = {(1920 - width) / 2, tall ? 158 : 146 + (934 - height) / 2, width, height};
    }
    const float margin = 0.04f * seen.width;
    cv::Rect around = cv::Rect(cvFloor(seen.x - 3 * margin), cvFloor(seen.y - 3 * margin),
                               cvCeil(seen.width + 6 * margin), cvCeil(seen.height + 6 * margin)) &
                      cv::Rect(0, 0, content.cols, content.rows);
    const double gap = random.between(0.15, 0.8);
    cv::Mat light = lit(content(around), gap);
    const bool upright = seen.height > seen.width * 1.05f;
    const cv::Size sensor = upright ? cv::Size(frame.height, frame.width) : frame;
    const cv::Rect2f wanted((seen.x - static_cast<float>(around.x)) * sub,
                            (seen.y - static_cast<float>(around.y)) * sub, seen.width * sub,
                            seen.height * sub);
    const double per_pixel = std::max(wanted.width / static_cast<float>(sensor.width),
                                      wanted.height / static_cast<float>(sensor.height)) /
                             0.9;
    cv::GaussianBlur(light, light, {0, 0}, std::max(0.3, random.between(0.45, 0.75) * per_pixel));
    cv::Mat taken;
    cv::warpPerspective(light, taken, hold(sensor, wanted, random), sensor,
                        cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT, cv::Scalar::all(700));
    Shot shot{.picture = developed(through_mosaic(taken), room(gap, random), random),
              .orientation = 1,
              .exposure = {.seconds = 1 / 60.0, .iso = 125}};
    if (upright) {
        cv::rotate(shot.picture, shot.picture, cv::ROTATE_90_COUNTERCLOCKWISE);
        shot.orientation = 6;
    }
    return shot;
}

}  // namespace samples
