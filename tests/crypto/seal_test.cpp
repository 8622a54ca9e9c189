#include "crypto/seal.h"

#include <gtest/gtest.h>

#include <set>

#include "domain/error.h"

using namespace crypto;
using domain::bytes_of;
using domain::Error;
using domain::Fault;

namespace {

/// The fault that `action` throws; a failure when it throws none.
template <class Action>
Fault fault_of(Action action) {
    try {
        action();
    } catch (const Error& error) {
        return error.fault();
    }
    ADD_FAILURE() << "nothing was thrown";
    return Fault::invalid;
}

Bytes pattern(std::size_t size) {
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(i * 31 + i / 251);
    return out;
}

struct SealedOriginal {
    IntakeKeyPair keys = new_intake_key_pair();
    Bytes wrapped, sealed, plain;
    std::vector<std::size_t> edges;  // where a frame ends

    explicit SealedOriginal(std::initializer_list<std::size_t> pieces) {
        OriginalSealer sealer(keys.public_key);
        std::size_t left = pieces.size();
        for (auto size : pieces) {
            const auto piece = pattern(size);
            const auto frame = sealer.add(piece, --left == 0);
            plain.insert(plain.end(), piece.begin(), piece.end());
            sealed.insert(sealed.end(), frame.begin(), frame.end());
            edges.push_back(sealed.size());
        }
        wrapped = sealer.wrapped_key();
    }
    Bytes opened(std::size_t limit = 1u << 30) const { return open_original(keys, wrapped, sealed, limit); }
};

TEST(Seal, OpensWhatItSealed) {
    const auto key = random_key();
    for (std::size_t size : {0u, 1u, 100u, 100'000u})
        EXPECT_EQ(open(key, "case-1 3", seal(key, "case-1 3", pattern(size))), pattern(size));
}

TEST(Seal, NeverUsesANonceTwice_C3) {
    const auto key = random_key();
    std::set<Bytes> seen;
    for (int i = 0; i < 10'000; ++i) {
        const auto sealed = seal(key, "", {});
        seen.insert(Bytes(sealed.begin(), sealed.begin() + 24));
    }
    EXPECT_EQ(seen.size(), 10'000u);
}

TEST(Seal, RefusesAnyChangedByteOfAPayload_C1) {
    const auto key = random_key();
    const auto sealed = seal(key, "case-1", pattern(40));
    for (std::size_t at = 0; at < sealed.size(); ++at) {
        auto changed = sealed;
        changed[at] ^= 0x01;
        EXPECT_EQ(fault_of([&] { open(key, "case-1", changed); }), Fault::corrupt) << at;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_EQ(fault_of([&] { open(key, "case-1", ByteView(sealed).first(size)); }), Fault::corrupt)
            << size;
}

TEST(Seal, RefusesAPayloadInAnotherContextOrUnderAnotherKey_C2) {
    const auto key = random_key();
    const auto sealed = seal(key, "case-1 7", pattern(10));
    EXPECT_EQ(fault_of([&] { open(key, "case-1 8", sealed); }), Fault::corrupt);
    EXPECT_EQ(fault_of([&] { open(key, "", sealed); }), Fault::corrupt);
    EXPECT_EQ(fault_of([&] { open(random_key(), "case-1 7", sealed); }), Fault::corrupt);
}

TEST(Seal, WrapsAKeyForOneStreamOnly) {
    const auto kek = random_key(), key = random_key();
    const auto wrapped = wrap(kek, "ord_1", key);
    EXPECT_EQ(unwrap(kek, "ord_1", wrapped), key);
    EXPECT_EQ(fault_of([&] { unwrap(kek, "ord_2", wrapped); }), Fault::corrupt);
    EXPECT_EQ(fault_of([&] { unwrap(random_key(), "ord_1", wrapped); }), Fault::corrupt);
    EXPECT_EQ(fault_of([&] { unwrap(kek, "ord_1", seal(kek, "ord_1", pattern(31))); }), Fault::corrupt);
}

TEST(Seal, OpensAnOriginalSealedInPieces) {
    for (const auto& original :
         {SealedOriginal{0}, SealedOriginal{1}, SealedOriginal{65536, 65536, 12}, SealedOriginal{5, 0, 7, 0}})
        EXPECT_EQ(original.opened(), original.plain);
}

TEST(Seal, RefusesAnyChangedByteOfAnOriginalOrItsKey_C1) {
    const SealedOriginal original{30, 20, 10};
    for (std::size_t at = 0; at < original.sealed.size(); ++at) {
        auto changed = original;
        changed.sealed[at] ^= 0x80;
        EXPECT_EQ(fault_of([&] { changed.opened(); }), Fault::corrupt) << at;
    }
    for (std::size_t at = 0; at < original.wrapped.size(); ++at) {
        auto changed = original;
        changed.wrapped[at] ^= 0x01;
        EXPECT_EQ(fault_of([&] { changed.opened(); }), Fault::corrupt) << at;
    }
}

TEST(Seal, RefusesAnOriginalCutAnywhereAtAFrameEdgeToo_C2) {
    const SealedOriginal original{30, 20, 10};
    for (std::size_t size = 0; size < original.sealed.size(); ++size) {
        auto cut = original;
        cut.sealed.resize(size);
        EXPECT_EQ(fault_of([&] { cut.opened(); }), Fault::corrupt) << size;
    }
    ASSERT_EQ(original.edges.size(), 3u);
    auto longer = original;
    longer.sealed.push_back(0);
    EXPECT_EQ(fault_of([&] { longer.opened(); }), Fault::corrupt);
}

TEST(Seal, RefusesFramesInAnotherOrderOrTwice_C2) {
    const SealedOriginal original{30, 30, 30};
    const auto begin = original.sealed.begin() + 24;  // the stream's header stays
    const auto first = begin,
               second = original.sealed.begin() + static_cast<std::ptrdiff_t>(original.edges[0]),
               third = original.sealed.begin() + static_cast<std::ptrdiff_t>(original.edges[1]);
    auto swapped = original;
    swapped.sealed.assign(original.sealed.begin(), begin);
    swapped.sealed.insert(swapped.sealed.end(), second, third);
    swapped.sealed.insert(swapped.sealed.end(), first, second);
    swapped.sealed.insert(swapped.sealed.end(), third, original.sealed.end());
    EXPECT_EQ(fault_of([&] { swapped.opened(); }), Fault::corrupt);

    auto doubled = original;
    doubled.sealed.insert(doubled.sealed.begin() + static_cast<std::ptrdiff_t>(original.edges[0]), first,
                          second);
    EXPECT_EQ(fault_of([&] { doubled.opened(); }), Fault::corrupt);
}

TEST(Seal, RefusesOneOriginalUnderAnothersKey_C2) {
    const SealedOriginal one{30}, other{30};
    EXPECT_EQ(fault_of([&] { open_original(one.keys, other.wrapped, one.sealed, 100); }), Fault::corrupt);
    EXPECT_EQ(fault_of([&] { open_original(one.keys, one.wrapped, other.sealed, 100); }), Fault::corrupt);
    EXPECT_EQ(fault_of([&] { open_original(other.keys, one.wrapped, one.sealed, 100); }), Fault::corrupt);
}

TEST(Seal, ThePublicKeyAloneDoesNotOpenAnOriginal) {
    const SealedOriginal original{30};
    IntakeKeyPair serve{.public_key = original.keys.public_key};  // its secret is all zero
    EXPECT_EQ(fault_of([&] { open_original(serve, original.wrapped, original.sealed, 100); }),
              Fault::corrupt);
}

TEST(Seal, StopsAtTheLimitOfAnOriginal) {
    const SealedOriginal original{30, 30};
    EXPECT_EQ(original.opened(60), original.plain);
    EXPECT_EQ(fault_of([&] { original.opened(59); }), Fault::too_large);
    EXPECT_EQ(fault_of([&] { original.opened(0); }), Fault::too_large);
}

TEST(Seal, NothingFollowsTheLastPiece) {
    OriginalSealer sealer(new_intake_key_pair().public_key);
    sealer.add(pattern(3), true);
    EXPECT_EQ(fault_of([&] { sealer.add(pattern(3), true); }), Fault::invalid);
}

}  // namespace
