#pragma once
// An entity with its GNUPGHOME, a customer with the real gpg program and the entity's published key, and
// packets made by hand.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "crypto/openpgp.h"
#include "domain/error.h"
#include "tests/crypto/throwaway.h"

using crypto::Bytes;
using crypto::ByteView;
using crypto::Decrypted;
using crypto::PgpLimits;
using domain::Reason;

/// This test program, which answers to `pgp` as the gatehouse binary does (main.cpp).
inline std::filesystem::path this_program() {
    return std::filesystem::read_symlink("/proc/self/exe");
}

inline bool is_long_run() {
    return std::getenv("GATEHOUSE_LONG") != nullptr;
}

inline Bytes bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

inline Bytes operator+(Bytes left, ByteView right) {
    left.insert(left.end(), right.begin(), right.end());
    return left;
}

/// Incompressible and the same every time.
inline Bytes noise(std::size_t size, std::uint32_t seed = 1) {
    Bytes out(size);
    for (auto& byte : out) byte = static_cast<std::uint8_t>((seed = seed * 1664525u + 1013904223u) >> 24);
    return out;
}

/// A packet of RFC 9580 with a five-octet length, which may lie.
inline Bytes packet(int tag, ByteView body, std::uint32_t length) {
    Bytes out{static_cast<std::uint8_t>(0xC0 | tag), 0xFF};
    for (int shift : {24, 16, 8, 0}) out.push_back(static_cast<std::uint8_t>(length >> shift));
    return std::move(out) + body;
}
inline Bytes packet(int tag, ByteView body) {
    return packet(tag, body, static_cast<std::uint32_t>(body.size()));
}

/// A version 3 session key packet for an ECDH key that nobody has.
inline Bytes strangers_session_key(std::uint32_t number) {
    Bytes body{3};
    const auto key_id = noise(8, number + 77);
    body = std::move(body) + key_id;
    body.push_back(18);
    body.insert(body.end(), {0x01, 0x07, 0x40});  // a point of 263 bits
    body = std::move(body) + noise(32, number);
    body.push_back(48);
    return packet(1, std::move(body) + noise(48, number + 1));
}

inline void for_each_in_parallel(int count, int threads, const std::function<void(int)>& action) {
    std::atomic<int> next{0};
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i)
        workers.emplace_back([&] {
            for (int number = next++; number < count; number = next++) action(number);
        });
}

class Entity {
  public:
    Entity() : key_(crypto::make_entity_key(home_.path(), "Gatehouse: Example <verify@nl.example>")) {
        customer_.gpg("--import", domain::bytes_of(key_.armored));
    }
    const GnupgHome& home() const { return home_; }
    const GnupgHome& customer() const { return customer_; }
    const crypto::EntityKey& key() const { return key_; }

    Bytes encrypt(ByteView plain, const std::string& options = "") const {
        return customer_.gpg(options + " --encrypt --recipient " + key_.fingerprint, plain);
    }
    /// The packets as they are, instead of a literal packet, inside a good encrypted message.
    Bytes encrypt_raw(ByteView packets) const { return encrypt(packets, "--no-literal --compress-level 0"); }

    Decrypted open(ByteView message, const PgpLimits& limits = {}) const {
        return crypto::decrypt(this_program(), home_.path(), message, limits);
    }

  private:
    GnupgHome home_, customer_;
    crypto::EntityKey key_;
};

inline testing::AssertionResult is_plain(const Decrypted& decrypted, ByteView expected) {
    if (decrypted.reason)
        return testing::AssertionFailure() << "refused: " << domain::code_of(*decrypted.reason);
    if (!decrypted.plain) return testing::AssertionFailure() << "neither plain nor reason";
    if (!std::equal(expected.begin(), expected.end(), decrypted.plain->begin(), decrypted.plain->end()))
        return testing::AssertionFailure() << "other plaintext";
    return testing::AssertionSuccess();
}

inline testing::AssertionResult is_refused(const Decrypted& decrypted, Reason reason) {
    if (decrypted.plain)
        return testing::AssertionFailure() << decrypted.plain->size() << " bytes of plaintext came out";
    if (decrypted.reason != reason)
        return testing::AssertionFailure()
               << (decrypted.reason ? domain::code_of(*decrypted.reason) : "no reason");
    return testing::AssertionSuccess();
}

/// The suite's one entity; a suite per program run, so ctest's runs stay apart.
class WithEntity : public testing::Test {
  public:
    static void SetUpTestSuite() { shared_ = std::make_unique<Entity>(); }
    static void TearDownTestSuite() { shared_.reset(); }

  protected:
    static const Entity& entity() { return *shared_; }

  private:
    static inline std::unique_ptr<Entity> shared_;
};
