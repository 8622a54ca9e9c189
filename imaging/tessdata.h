#pragma once
// Tesseract's model files, read without their lists of words. What is read here are names, streets and
// numbers, which no list holds; and the list is nearly the whole file (88.8 of 89.4 MB in `Latin`), kept in
// memory by every eye. See docs/decisions/0009.
#include <vector>

namespace imaging {

/// The `.traineddata` file as Tesseract's FileReader wants it, the entry of the word list left out; false
/// when it cannot be read or is no such file. Layout (tessdatamanager.h): count of entries as int32, an int64
/// offset for each (-1: absent), the entries in the order of their offsets, all little-endian.
bool read_model(const char* file, std::vector<char>* data);

}  // namespace imaging
