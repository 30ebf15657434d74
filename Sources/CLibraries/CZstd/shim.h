// zstd, imported by Compression alone.
#pragma once
#if !__has_include(<zstd.h>)
#error "Vigie needs zstd.h: apt-get install libzstd-dev"
#endif
#include <zstd.h>
