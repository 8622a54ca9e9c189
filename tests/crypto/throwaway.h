#pragma once
// Throw-away directories and GNUPGHOMEs with short paths, and the real gpg program as the customer uses it.
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "crypto/openpgp.h"

class Throwaway {
  public:
    Throwaway() {
        char name[] = "/tmp/ghXXXXXX";
        if (::mkdtemp(name) == nullptr) throw std::runtime_error("mkdtemp");
        path_ = name;
    }
    Throwaway(const Throwaway&) = delete;
    Throwaway& operator=(const Throwaway&) = delete;
    ~Throwaway() {
        std::error_code ignored;  // an agent on its way out may remove its sockets under our hands
        for (int i = 0; i < 20 && std::filesystem::exists(path_); ++i)
            std::filesystem::remove_all(path_, ignored);
    }
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

inline crypto::Bytes read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return crypto::Bytes(std::istreambuf_iterator<char>(in), {});
}

inline void write_file(const std::filesystem::path& path, crypto::ByteView bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// A GNUPGHOME whose agent ends with it.
class GnupgHome : public Throwaway {
  public:
    ~GnupgHome() { crypto::stop_agent(path()); }

    /// Runs `gpg ARGUMENTS` here (a shell's words), `input` on its standard input; its standard output.
    crypto::Bytes gpg(const std::string& arguments, crypto::ByteView input = {},
                      bool may_fail = false) const {
        write_file(path() / "in", input);
        const auto command = "gpg --homedir " + path().string() +
                             " --batch --yes --trust-model always --pinentry-mode loopback " + arguments +
                             " < " + (path() / "in").string() + " > " + (path() / "out").string() + " 2> " +
                             (path() / "err").string();
        const int status = std::system(command.c_str());
        if (status != 0 && !may_fail)
            throw std::runtime_error("gpg " + arguments + ": " + text_of_file(path() / "err"));
        return read_file(path() / "out");
    }

    static std::string text_of_file(const std::filesystem::path& file) {
        const auto bytes = read_file(file);
        return {bytes.begin(), bytes.end()};
    }
};
