#include "intake/receive.h"

#include "domain/error.h"

namespace intake {
namespace {
constexpr std::size_t piece_bytes = 256 * 1024;
}

Received receive(const std::function<domain::ByteView()>& next, const crypto::IntakePublicKey& to,
                 storage::Vault& vault, std::size_t limit) {
    crypto::OriginalSealer sealer(to);
    crypto::Digest digest;
    const auto draft = vault.begin();
    Received received;
    for (auto piece = next(); !piece.empty(); piece = next()) {
        received.size += piece.size();
        if (received.size > limit)
            throw domain::Error(domain::Fault::too_large,
                                "The file is larger than " + std::to_string(limit >> 20) +
                                    " MB. Please send a smaller one, or one page a file.");
        digest.add(piece);
        draft->write(sealer.add(piece, false));
    }
    draft->write(sealer.add({}, true));
    received.object = draft->commit();
    received.digest = digest.hex();
    received.wrapped_key = sealer.wrapped_key();
    return received;
}

Received receive(Body& body, const crypto::IntakePublicKey& to, storage::Vault& vault, std::size_t limit) {
    if (body.announced() > limit)
        throw domain::Error(domain::Fault::too_large,
                            "The file is larger than " + std::to_string(limit >> 20) +
                                " MB. Please send a smaller one, or one page a file.");
    domain::Bytes piece(piece_bytes);
    return receive(
        [&]() -> domain::ByteView {
            std::size_t filled = 0;
            while (filled < piece.size()) {
                const auto got = body.read(piece.data() + filled, piece.size() - filled);
                if (got == 0) break;
                filled += got;
            }
            return {piece.data(), filled};
        },
        to, vault, limit);
}

}  // namespace intake
