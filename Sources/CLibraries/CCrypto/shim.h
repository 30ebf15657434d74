// OpenSSL's libcrypto, imported by Crypto alone.
#pragma once
#if !__has_include(<openssl/sha.h>)
#error "Vigie needs openssl/sha.h: apt-get install libssl-dev"
#endif
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/sha.h>
#include <openssl/rand.h>
#include <openssl/crypto.h>
