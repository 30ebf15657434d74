// zlib, imported by Compression alone.
#pragma once
#if !__has_include(<zlib.h>)
#error "Vigie needs zlib.h: apt-get install zlib1g-dev"
#endif
#include <zlib.h>
