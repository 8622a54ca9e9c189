#pragma once
// libcurl with owners. Every transfer of this room begins with `new_transfer`.
#include <curl/curl.h>

#include <csignal>
#include <memory>
#include <string>

#include "domain/error.h"

namespace mailers {

struct FreeTransfer {
    void operator()(CURL* transfer) const { curl_easy_cleanup(transfer); }
};
struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FreeUrl {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using Transfer = std::unique_ptr<CURL, FreeTransfer>;
using List = std::unique_ptr<curl_slist, FreeList>;
using Url = std::unique_ptr<CURLU, FreeUrl>;

/// An option that libcurl refuses must never be passed over: protocols and TLS are among them.
template <typename Value>
void set(const Transfer& transfer, CURLoption option, Value value) {
    if (curl_easy_setopt(transfer.get(), option, value) != CURLE_OK)
        throw domain::Error(domain::Fault::unavailable, "libcurl refuses option " + std::to_string(option));
}

/// Once, thread-safe by the language. A connection that the other side closed is an answer, never a signal:
/// OpenSSL writes to sockets without MSG_NOSIGNAL.
inline bool start() {
    static const bool started = [] {
        std::signal(SIGPIPE, SIG_IGN);
        return curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    }();
    return started;
}

/// No signals, no proxy, no .netrc, no user in the URL, no redirect, only the protocols named.
inline Transfer new_transfer(const char* protocols) {
    Transfer transfer(start() ? curl_easy_init() : nullptr);
    if (!transfer) throw domain::Error(domain::Fault::unavailable, "libcurl cannot start");
    set(transfer, CURLOPT_NOSIGNAL, 1L);
    set(transfer, CURLOPT_PROXY, "");
    set(transfer, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
    set(transfer, CURLOPT_FOLLOWLOCATION, 0L);
    set(transfer, CURLOPT_PROTOCOLS_STR, protocols);
    return transfer;
}

inline void append(List& list, const std::string& line) {
    curl_slist* longer = curl_slist_append(list.get(), line.c_str());
    if (longer == nullptr) throw domain::Error(domain::Fault::unavailable, "out of memory");
    static_cast<void>(list.release());
    list.reset(longer);
}

}  // namespace mailers
