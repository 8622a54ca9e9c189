#include "imaging/drawn_shapes.h"

#include <gtest/gtest.h>

#include "files.h"
#include "imaging/decode.h"
#include "imaging/origin_measure.h"
#include "imaging/page.h"
#include "paint.h"

using namespace imaging;
using namespace imaging_test;

namespace {

/// A card on a table as a telephone takes it: nothing in it was drawn.
cv::Mat photo() {
    cv::Mat card = paint::sheet(640, 400, {205, 216, 226});
    for (int i = 0; i < 8; ++i) paint::text(card, 200, 40 + i * 40, "REPUBLIC OF UTOPIA", 22);
    cv::rectangle(card, {30, 60, 140, 200}, {170, 120, 100}, cv::FILLED);
    return paint::taken(paint::on_table(card), 3);
}

/// The same with what a program lays over it.
cv::Mat annotated() {
    cv::Mat page = photo();
    cv::rectangle(page, {203, 121, 151, 43}, {255, 0, 0}, 3);
    cv::ellipse(page, {130, 250}, {61, 83}, 0, 0, 360, {218, 166, 130}, cv::FILLED, cv::LINE_AA);
    cv::line(page, {420, 330}, {601, 411}, {20, 90, 200}, 3);
    return page;
}

cv::Mat saved_as_jpeg(const cv::Mat& rgb, int quality) {
    const Document again =
        decode(Format::jpeg, jpeg(paint::picture(rgb.clone()), {.quality = quality}), Limits{});
    return as_matrix(again.pages[0]).clone();
}

}  // namespace

TEST(DrawnShapes, V9WhatAProgramLaysOverAPhotographIsFoundAndThePhotographHasNone) {
    EXPECT_TRUE(drawn_shapes(photo()).empty());
    const auto shapes = drawn_shapes(annotated());
    ASSERT_EQ(shapes.size(), 3U);
    EXPECT_EQ(shapes[0].box, cv::Rect(201, 119, 155, 47));
    EXPECT_GT(shapes[1].pixels, 14000);
}

TEST(DrawnShapes, BlocksThatJpegMadeFlatAreNotDrawn) {
    for (const int quality : {10, 15, 20, 30, 50}) {
        const cv::Mat saved = saved_as_jpeg(photo(), quality);
        EXPECT_TRUE(drawn_shapes(saved).empty()) << quality;
        EXPECT_TRUE(drawn_shapes(saved({3, 5, saved.cols - 3, saved.rows - 5})).empty()) << "cut out";
    }
}

TEST(DrawnShapes, AFrameAroundThePictureOrAGroundIsNoShape) {
    cv::Mat framed = photo();
    cv::rectangle(framed, {1, 1, framed.cols - 2, framed.rows - 2}, {35, 31, 32}, 2);
    EXPECT_TRUE(drawn_shapes(framed).empty());
    cv::Mat on_ground;
    cv::copyMakeBorder(photo(), on_ground, 40, 0, 60, 0, cv::BORDER_CONSTANT, {100, 100, 100});
    EXPECT_TRUE(drawn_shapes(on_ground).empty());
}

TEST(DrawnShapes, TheStripsOfAShadowAreNoShapes) {
    cv::Mat shown(700, 1000, CV_8UC3, cv::Scalar::all(255));
    for (int i = 0; i < 10; ++i)
        cv::rectangle(shown, {100 + i, 100 + i, 600 - 2 * i, 420 - 2 * i}, cv::Scalar::all(240 - 15 * i));
    cv::resize(photo(), shown({110, 110, 580, 400}), {580, 400}, 0, 0, cv::INTER_AREA);
    EXPECT_TRUE(drawn_shapes(shown).empty());
}

TEST(DrawnShapes, APictureReducedToAPaletteSaysNothing) {
    cv::Mat few = photo() / 32 * 32;
    EXPECT_TRUE(drawn_shapes(few).empty());
}

TEST(DrawnShapes, AreAMeasureOfOriginAndHaveTheirPlaces) {
    const cv::Mat page = annotated();
    OriginPlaces places;
    const OriginMeasure measure = measure_origin(page, &places);
    EXPECT_EQ(measure.shapes, 3);
    EXPECT_GT(measure.drawn, 0.02);
    ASSERT_EQ(places.drawn.size(), 3U);
    EXPECT_EQ(places.drawn[0], drawn_shapes(page)[0].box);
}
