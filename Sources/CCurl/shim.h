// libcurl's setters are variadic, which Swift cannot call: one wrapper for each kind of argument.
#ifndef MARTLET_CCURL_H
#define MARTLET_CCURL_H

#include <curl/curl.h>

static inline CURLcode martlet_curl_set_long(CURL *curl, CURLoption option, long value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode martlet_curl_set_large(CURL *curl, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode martlet_curl_set_text(CURL *curl, CURLoption option, const char *value) {
    return curl_easy_setopt(curl, option, value);
}

static inline CURLcode martlet_curl_set_pointer(CURL *curl, CURLoption option, void *value) {
    return curl_easy_setopt(curl, option, value);
}

typedef size_t (*martlet_curl_sink)(char *bytes, size_t size, size_t count, void *context);

static inline CURLcode martlet_curl_set_sink(CURL *curl, CURLoption option, martlet_curl_sink sink) {
    return curl_easy_setopt(curl, option, sink);
}

static inline CURLcode martlet_curl_get_long(CURL *curl, CURLINFO field, long *value) {
    return curl_easy_getinfo(curl, field, value);
}

#endif
