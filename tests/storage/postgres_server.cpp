#include "tests/storage/postgres_server.h"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/Session.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <thread>

namespace fs = std::filesystem;
using namespace Poco::Data::Keywords;

namespace {

std::string program(const std::string& name) {
    std::string found;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql"))
        if (fs::exists(version.path() / "bin" / name))
            found = std::max(found, (version.path() / "bin" / name).string());
    if (found.empty()) throw std::runtime_error("no PostgreSQL server: apt-get install postgresql");
    return found;
}

/// Runs as postgres when we are root: the server refuses root. The signal for the death of the parent is set
/// after the change of user, which would clear it.
pid_t launch(const std::vector<std::string>& command, const std::string& directory) {
    std::vector<char*> arguments;
    for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const passwd* user = geteuid() == 0 ? getpwnam("postgres") : nullptr;
    if (geteuid() == 0 && user == nullptr)
        throw std::runtime_error("there is no user postgres to run the server as");
    const std::string log = directory + "/log";
    const pid_t parent = getpid(), child = fork();
    if (child != 0) return child;
    if (user != nullptr &&
        (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0))
        _exit(126);
    prctl(PR_SET_PDEATHSIG, SIGQUIT);
    if (getppid() != parent || chdir("/") != 0) _exit(126);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600), in = open("/dev/null", O_RDONLY);
    dup2(in, 0), dup2(out, 1), dup2(out, 2);
    setenv("TZ", "UTC", 1);
    execv(arguments[0], arguments.data());
    _exit(127);
}

void give_to_postgres(const std::string& directory) {
    if (const passwd* user = geteuid() == 0 ? getpwnam("postgres") : nullptr)
        if (chown(directory.c_str(), user->pw_uid, user->pw_gid) != 0)
            throw std::runtime_error("cannot give away " + directory);
}

}  // namespace

PostgresServer::PostgresServer(Disk disk) : disk_(disk) {
    Poco::Data::PostgreSQL::Connector::registerConnector();
    char name[] = "/tmp/gh-pg-XXXXXX";  // a socket path must be short
    if (mkdtemp(name) == nullptr) throw std::runtime_error("cannot make a directory for PostgreSQL");
    directory_ = name;
    give_to_postgres(directory_);
    const pid_t initdb = launch({program("initdb"), "-k", "-A", "trust", "--no-sync", "-E", "UTF8",
                                 "--locale=C.UTF-8", "-U", "postgres", "-D", directory_ + "/data"},
                                directory_);
    int status = 0;
    if (waitpid(initdb, &status, 0) != initdb || status != 0) throw std::runtime_error("initdb: " + words());
    start();
}

PostgresServer::~PostgresServer() {
    stop(SIGQUIT);
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
}

void PostgresServer::start() {
    server_ = launch(
        {program("postgres"), "-D", directory_ + "/data", "-k", directory_, "-c", "listen_addresses=", "-c",
         std::string("fsync=") + (disk_ == Disk::durable ? "on" : "off"), "-c", "shared_buffers=16MB"},
        directory_);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (;;) {
        try {
            Poco::Data::Session session("PostgreSQL", conninfo("postgres"));
            return;
        } catch (const Poco::Exception&) {
            if (waitpid(server_, nullptr, WNOHANG) == server_) server_ = -1;
            if (server_ < 0 || std::chrono::steady_clock::now() > deadline)
                throw std::runtime_error("postgres: " + words());
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    }
}

void PostgresServer::stop(int signal) {
    if (server_ < 0) return;
    kill(server_, signal);
    waitpid(server_, nullptr, 0);
    server_ = -1;
}

void PostgresServer::crash() {
    stop(SIGQUIT);
}

std::string PostgresServer::new_schema() {
    const std::string name = "schema_" + std::to_string(++made_);
    Poco::Data::Session session("PostgreSQL", conninfo("postgres"));
    session << "CREATE SCHEMA " + name, now;
    return "postgresql:" + conninfo("postgres") + " options=-csearch_path=" + name;
}

std::string PostgresServer::new_database(const std::string& encoding) {
    const std::string name = "database_" + std::to_string(++made_);
    Poco::Data::Session session("PostgreSQL", conninfo("postgres"));
    session << "CREATE DATABASE " + name + " ENCODING '" + encoding + "' LOCALE 'C' TEMPLATE template0", now;
    return "postgresql:" + conninfo(name);
}

std::string PostgresServer::conninfo(const std::string& database) const {
    return "host=" + directory_ + " user=postgres dbname=" + database;
}

std::string PostgresServer::words() const {
    std::ifstream log(directory_ + "/log");
    std::ostringstream text;
    text << log.rdbuf();
    return text.str();
}

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}
