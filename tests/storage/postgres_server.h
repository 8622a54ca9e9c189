#pragma once
// A PostgreSQL server of Debian's package, started by the test that needs it, as its own user, on a socket in
// a short-lived directory. It goes when the test goes, however the test goes.
#include <sys/types.h>

#include <string>
#include <vector>

class PostgresServer {
  public:
    enum class Disk { careless, durable };  // careless: fsync off, for tests that do not measure
    /// Throws std::runtime_error with the server's own words when it cannot start.
    explicit PostgresServer(Disk disk = Disk::careless);
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    /// URL of a new empty schema: as good as a database, and cheaper by 300 files.
    std::string new_schema();
    std::string new_database(const std::string& encoding);
    /// As if the machine had lost power, and come back.
    void crash();
    void start();

    /// One for the whole test program, started when first asked for.
    static PostgresServer& shared();

  private:
    std::string conninfo(const std::string& database) const;
    void stop(int signal);
    std::string words() const;

    std::string directory_;
    Disk disk_;
    pid_t server_ = -1;
    int made_ = 0;
};
