#pragma once
// The one language between a sandbox and the world: fixed-size little integers, IEEE doubles, length-prefixed
// UTF-8, raw pixels. What is read was written by an enemy: every count, size, enumerator, number and byte of
// text is held against the limits.
#include <functional>
#include <span>
#include <string>

#include "imaging/examine.h"
#include "imaging/limits.h"

namespace imaging {

using Sink = std::function<void(ByteView)>;

/// Streams the answer; pixels are handed on without being copied. Texts are made valid UTF-8 without control
/// characters and boxes are cut to their page here, so that `decode_answer` can be strict.
void encode_answer(const Examination& examination, const Sink& sink);

/// Throws domain::Error(corrupt) unless the bytes are exactly one answer within the limits.
Examination decode_answer(ByteView bytes, const Limits& limits = {});

/// The most bytes that an honest answer may have.
std::size_t most_answer_bytes(const Limits& limits);

/// Length-prefixed parts, for what the tool hands to an eye.
Bytes join(std::span<const ByteView> parts);
/// Throws domain::Error(corrupt) unless there are exactly `count`. The parts point into `bytes`.
std::vector<ByteView> part(ByteView bytes, std::size_t count);

}  // namespace imaging
