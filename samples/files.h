#pragma once
// Pictures as the bytes of files, the way cameras, scanners and screens write them.
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>

#include "samples/calendar.h"
#include "samples/camera.h"

namespace samples {

/// JPEG with an EXIF header of the invented camera "Kamera K1".
std::string camera_jpeg(const Shot& shot, int quality, Date taken);
/// JPEG with the density of a scanner in its JFIF header.
std::string scanner_jpeg(const cv::Mat& picture, int quality, int dpi);
std::string png(const cv::Mat& picture);
std::string webp(const cv::Mat& picture, int quality);
std::string tiff(const cv::Mat& picture, int dpi);
/// HEVC in HEIF, rotated by its `irot` box as telephones do.
std::string heic(const Shot& shot, int quality);
/// 60,000 × 60,000 by its header, a few hundred bytes long: a well-formed PNG of one pixel's worth of data.
std::string huge_png();
/// The same document, encrypted with a password that nobody was told.
std::string with_password(const std::string& pdf, const std::string& password);

void write(const std::filesystem::path& path, const std::string& bytes);

}  // namespace samples
